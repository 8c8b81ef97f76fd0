import { rm } from 'node:fs/promises';
import { checkPlan } from '../plan/checkPlan.ts';
import type { RunPlan } from '../plan/plan.ts';
import { Trouble } from '../run/errors.ts';
import type { Ending } from '../session/acquire.ts';
import { readJournal } from '../session/journalFile.ts';
import { createRunFolder, journalPath, openRunFolder, type RunFolder } from '../session/runFolder.ts';
import { readPlan, type SettingOptions } from './readPlan.ts';
import { connect, type LinkOptions, workOn } from './workOn.ts';

/** What `pacetomo run` may be told. */
export interface RunOptions extends SettingOptions, LinkOptions {
  readonly runs: string;
}

/** `pacetomo run TARGETS.txt`: makes a plan, begins its run and works on it to the end. */
export async function run(targetsPath: string, options: RunOptions): Promise<Ending> {
  const plan = await planFor(targetsPath, options);
  const client = await connect(options);
  const folder = await createRunFolder(options.runs, plan);
  console.log(`Run folder: ${folder.path}`);
  try {
    return await tellHowToResume(folder, workOn(folder, client, options.serialem));
  } catch (error) {
    if (!(await hasBegun(folder))) await rm(folder.path, { recursive: true });
    throw error;
  }
}

/** `pacetomo resume RUN`: goes on with a run from wherever its journal stops. */
export async function resume(runPath: string, options: Partial<LinkOptions>): Promise<Ending> {
  const folder = await openRunFolder(runPath);
  const [first, last] = await firstAndLast(folder);
  if (last === 'run.close') {
    console.log(`The run in ${folder.path} is complete; there is nothing left to do.`);
    return 'complete';
  }
  const address = options.serialem ?? (first?.type === 'run.open' ? first.address : undefined);
  if (address === undefined)
    throw new Trouble(
      'bad-input',
      `The journal in ${folder.path} is empty. Say where SerialEM is: --serialem HOST:PORT.`,
    );
  return tellHowToResume(folder, workOn(folder, await connect({ ...options, serialem: address }), address));
}

/** The plan of a targets file, with everything that would make the run a waste said before it begins. */
export async function planFor(targetsPath: string, options: SettingOptions): Promise<RunPlan> {
  const made = await readPlan(targetsPath, options);
  for (const warning of made.warnings) console.warn(`Note: ${warning}`);
  if (made.plan === null) throw new Trouble('bad-input', made.problems.join('\n'));
  const { settings } = made.plan;
  const unreachable = checkPlan(made.plan).outOfReach.filter(({ missingTiltsDeg }) =>
    missingTiltsDeg.includes(settings.startTiltDeg),
  );
  if (unreachable.length > 0) {
    const list = unreachable.map(({ target, farthestUm }) => `${target} (${farthestUm.toFixed(1)} µm)`).join(', ');
    const reachUm = settings.imageShiftLimitUm - settings.alignLimitUm;
    throw new Trouble(
      'bad-input',
      `Beyond the reach of image shift, ${reachUm} µm, already at the start tilt: target ${list}. Mark it “skip = True”, choose it nearer to the tracking target, or raise imageShiftLimit if the microscope allows it.`,
    );
  }
  return made.plan;
}

async function tellHowToResume(folder: RunFolder, work: Promise<Ending>): Promise<Ending> {
  try {
    const ending = await work;
    if (ending === 'stopped') console.log(`Stopped. Go on with: pacetomo resume ${folder.path}`);
    return ending;
  } catch (error) {
    if (error instanceof Trouble && (await hasBegun(folder)))
      console.error(`What was acquired is safe. Go on with: pacetomo resume ${folder.path}`);
    throw error;
  }
}

/** A run has begun when SerialEM was prepared for it; before that nothing is worth keeping. */
async function hasBegun(folder: RunFolder): Promise<boolean> {
  return (await readJournal(journalPath(folder.path))).some(({ type }) => type === 'env');
}

async function firstAndLast(folder: RunFolder) {
  const events = await readJournal(journalPath(folder.path));
  return [events[0], events.at(-1)?.type] as const;
}
