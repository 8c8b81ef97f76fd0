import type { Ending } from '../session/acquire.ts';
import { readWishes } from '../session/planning/readPlan.ts';
import { programVersion } from '../session/programVersion.ts';
import { beginTakenOver, readForeignRun } from '../session/script/takeOver.ts';
import { type RunOptions, resume } from './run.ts';

/** What `pacetomo take-over` may be told. */
export interface TakeOverOptions extends RunOptions {
  readonly stacks?: string | undefined;
}

/** `pacetomo take-over root_tgts_run01.txt`: goes on with a run of PACEtomo.py that was interrupted. */
export async function takeOver(path: string, options: TakeOverOptions): Promise<Ending> {
  const wishes = await readWishes(options);
  const read = await readForeignRun({ path, stacks: options.stacks, ...wishes, program: programVersion });
  for (const remark of read.remarks) console.warn(`Note: ${remark}`);
  const { images, file } = read.takenOver;
  console.log(`${file}: ${images.length} images of ${read.plan.targets.length} targets are there already.`);
  const folder = await beginTakenOver(options.runs, read, options.serialem);
  console.log(`Run folder: ${folder.path}`);
  return resume(folder.path, options);
}
