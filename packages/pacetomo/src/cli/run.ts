import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { RunPlan } from '../plan/plan.ts';
import { Trouble } from '../run/errors.ts';
import type { RunEvent } from '../run/events.ts';
import type { Ending, Realign } from '../session/acquire.ts';
import { finishRecordPath } from '../session/finishRun.ts';
import { hasBegun } from '../session/hasBegun.ts';
import { readJournal } from '../session/journalFile.ts';
import { leftBehind } from '../session/leftBehind.ts';
import { LiveRun } from '../session/liveRun.ts';
import { lockRun } from '../session/lock.ts';
import type { SettingOptions } from '../session/planning/readPlan.ts';
import { soundPlan } from '../session/planning/soundPlan.ts';
import { programVersion } from '../session/programVersion.ts';
import { createRunFolder, journalPath, openRunFolder, type RunFolder } from '../session/runFolder.ts';
import { finishAfterwards, type MapOptions, mapsIn, noteHooks, noteReach } from './finish.ts';
import { type LinkOptions, type Work, withSerialEm, workOn } from './workOn.ts';

/** What becomes of the stacks of a complete run. */
interface FinishOptions extends MapOptions {
  /** Instead of finishing them here and now. */
  readonly finishing?: typeof finishAfterwards | undefined;
}

/** What `pacetomo run` may be told. */
export interface RunOptions extends SettingOptions, LinkOptions, FinishOptions {
  readonly runs: string;
}

/** What `pacetomo resume` may be told. */
export interface ResumeOptions extends Partial<LinkOptions>, FinishOptions {
  /** The area is found again before anything is recorded. */
  readonly realign?: Realign | undefined;
}

const tell = (sentence: string): void => console.log(sentence);

/** `pacetomo run TARGETS.txt`: makes a plan, begins its run and works on it to the end. */
export async function run(targetsPath: string, options: RunOptions): Promise<Ending> {
  const plan = await planFor(targetsPath, options);
  const maps = mapsIn(options);
  await noteHooks(options.runs);
  const { folder, ending } = await withSerialEm(options, async (client) => {
    const folder = await createRunFolder(options.runs, plan);
    console.log(`Run folder: ${folder.path}`);
    const live = new LiveRun(folder.plan, tell);
    const work = { folder, live, onEvent: noteReach(maps, () => live.state) };
    const unlock = await lockRun(folder.path, work.live.answer);
    try {
      return { folder, ending: await tellHowToResume(work, workOn(work, client, options)) };
    } catch (error) {
      if (!(await hasBegun(folder.path))) await rm(folder.path, { recursive: true });
      throw error;
    } finally {
      await unlock();
    }
  });
  if (ending === 'complete') await (options.finishing ?? finishAfterwards)(folder, maps);
  return ending;
}

/** `pacetomo resume RUN`: goes on with a run from wherever its journal stops. */
export async function resume(runPath: string, options: ResumeOptions): Promise<Ending> {
  const folder = await openRunFolder(runPath);
  const maps = mapsIn(options);
  const finishing = options.finishing ?? finishAfterwards;
  const live = new LiveRun(folder.plan, tell);
  const unlock = await lockRun(folder.path, live.answer); // before connecting, which would throw a running process out of SerialEM
  try {
    const events = await readJournal(journalPath(folder.path));
    if (events.at(-1)?.type === 'run.close') {
      console.log(`The run in ${folder.path} is complete; there is nothing left to do.`);
      if (!existsSync(finishRecordPath(folder.path))) await finishing(folder, maps);
      return 'complete';
    }
    if (folder.plan.program !== programVersion) {
      console.warn(
        `Note: this run was begun with version ${folder.plan.program}; this is ${programVersion}. Predictions may differ slightly.`,
      );
    }
    const serialem = options.serialem ?? addressIn(folder, events[0]);
    const link = { serialem, replyTimeout: options.replyTimeout, shim: options.shim };
    const work = { folder, live, realign: options.realign, onEvent: noteReach(maps, () => live.state) };
    const ending = await withSerialEm(link, (client) => tellHowToResume(work, workOn(work, client, link)));
    if (ending === 'complete') await finishing(folder, maps);
    return ending;
  } finally {
    await unlock();
  }
}

function addressIn({ path }: RunFolder, first: RunEvent | undefined): string {
  if (first?.type === 'run.open') return first.address;
  throw new Trouble('bad-input', `The journal in ${path} is empty. Say where SerialEM is: --serialem HOST:PORT.`);
}

/** The plan of a targets file, with everything that would make the run a waste said before it begins. */
export const planFor = (targetsPath: string, options: SettingOptions): Promise<RunPlan> =>
  soundPlan(targetsPath, options, (warning) => console.warn(`Note: ${warning}`));

async function tellHowToResume({ folder, live }: Work, work: Promise<Ending>): Promise<Ending> {
  try {
    const ending = await work;
    if (ending === 'stopped')
      for (const line of [...leftBehind(live.state), `Stopped. Go on with: pacetomo resume ${folder.path}`]) tell(line);
    return ending;
  } catch (error) {
    if (error instanceof Trouble && (await hasBegun(folder.path)))
      console.error(`What was acquired is safe. Go on with: pacetomo resume ${folder.path}`);
    throw error;
  }
}
