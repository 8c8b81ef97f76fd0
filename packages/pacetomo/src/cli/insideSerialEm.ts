import { join } from 'node:path';
import { Trouble } from '../run/errors.ts';
import type { Ending } from '../session/acquire.ts';
import { verdictOn } from '../session/batch.ts';
import { batchPolicy } from '../session/policy.ts';
import { unfinishedRun } from '../session/unfinishedRun.ts';
import { defaultAddress } from './address.ts';
import { finishElsewhere } from './finishElsewhere.ts';
import { isTargetsFileName } from './planAreas.ts';
import { type RunOptions, resume, run } from './run.ts';
import { Shim } from './shimLink.ts';

/** What `pacetomo run --inside` is told by the script in SerialEM that starts it. */
export interface InsideOptions extends Omit<RunOptions, 'serialem' | 'runs' | 'shim' | 'finishing'> {
  /** Note of the Navigator item: the name of the targets file. */
  readonly itemNote?: string | undefined;
  /** The folder in which SerialEM works; its folder `runs` has the runs. */
  readonly directory?: string | undefined;
  /** SerialEM's port for its own scripts. */
  readonly port: number;
}

/**
 * What the script does at its end: succeeds; fails, so that Acquire at Items goes to the next item; ends Acquire at Items and
 * fails; or only ends, because it can say nothing to SerialEM any more.
 */
type Word = 'done' | 'next' | 'stop' | 'lost';

/** Begins the line that the script waits for. */
export const lastLine = 'pacetomo: ';

/**
 * `pacetomo run --inside`: the run of the current Navigator item, or the rest of it, for a script in SerialEM. Stays
 * connected and alive until that script is over (protocol 13.4). Gives the exit code.
 */
export async function runInside(options: InsideOptions): Promise<number> {
  const shim = new Shim(process.stdin, options.port);
  process.stdout.on('error', () => {}); // killed scripts read nothing
  const word = await wordOf(options, shim);
  console.log(`${lastLine}${word}`);
  await shim.gone;
  return word === 'done' ? 0 : 1;
}

async function beginOrResume(options: InsideOptions, shim: Shim): Promise<Ending> {
  const { itemNote = '' } = options;
  if (!isTargetsFileName(itemNote)) {
    throw new Trouble(
      'bad-input',
      `The Note of the current Navigator item, “${itemNote}”, is not the name of a targets file such as lamella_tgts.txt. Select the item of an area, then start again.`,
    );
  }
  const { targets, runs } = placesOf(options);
  // whoever resumes the run later, from a terminal, comes by the other port
  const own = { ...options, runs, shim, serialem: defaultAddress, finishing: inBackground };
  const unfinished = await unfinishedRun(runs, targets);
  if (unfinished === null) return run(targets, own);
  console.log(`Going on with the run in ${unfinished}.`);
  return resume(unfinished, own);
}

/** The next item need not wait for the stacks of this one. */
const inBackground: RunOptions['finishing'] = async (folder, maps) => void finishElsewhere(folder, maps);

const placesOf = ({ directory = '.', itemNote = '' }: InsideOptions) => ({
  targets: join(directory, itemNote),
  runs: join(directory, 'runs'),
});

async function wordOf(options: InsideOptions, shim: Shim): Promise<Word> {
  try {
    return (await beginOrResume(options, shim)) === 'complete' ? 'done' : 'stop';
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    console.log(error.message);
    return wordFor(error, options);
  }
}

/** To the items that follow a trouble means what it would mean to the areas of a batch. */
async function wordFor(trouble: Trouble, options: InsideOptions): Promise<Word> {
  if (trouble.code === 'reply-lost' || trouble.code === 'cannot-connect') return 'lost';
  const { targets, runs } = placesOf(options);
  const begun = await unfinishedRun(runs, targets);
  const verdict = begun === null ? batchPolicy[trouble.code].before : await verdictOn(trouble, begun);
  return verdict === 'next area' ? 'next' : 'stop';
}
