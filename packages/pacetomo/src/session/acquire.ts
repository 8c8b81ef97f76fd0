import type { SerialEmClient } from '@pacetomo/serialem-link';
import type { Microscope } from '../microscope/microscope.ts';
import { Running } from '../procedures/running.ts';
import { runTiltSeries } from '../procedures/runTiltSeries.ts';
import type { RunControl } from '../run/control.ts';
import { Trouble } from '../run/errors.ts';
import { serialEmMicroscope } from '../serialem/serialEmMicroscope.ts';
import type { OpenJournal } from './journalFile.ts';
import type { RunFolder } from './runFolder.ts';

/** How a run ended, if no trouble ended it. */
export type Ending = 'complete' | 'stopped';

/** What a run needs besides its folder. */
export interface Acquisition {
  readonly journal: OpenJournal;
  readonly client: SerialEmClient;
  readonly control: RunControl;
  /** `host:port`, for resuming. */
  readonly address: string;
  readonly runUid: string;
}

/**
 * Works on a run until it is complete, stopped or in trouble. An empty journal begins it, any other continues it.
 *
 * @throws Trouble when the world does not do as planned; the journal says how far things have got.
 */
export async function acquire(folder: RunFolder, acquisition: Acquisition): Promise<Ending> {
  const { journal, client, control, address } = acquisition;
  const runUid = await openRun(folder, acquisition);
  const run = new Running(folder.plan, journal.past, journal, control);
  if (run.state.suspended !== null) await run.note({ type: 'action', who: 'the operator', what: 'resume' });
  const scope = serialEmMicroscope(client, folder.plan);
  try {
    return await runTiltSeries(scope, run, runUid);
  } catch (error) {
    if (error instanceof Trouble) await leaveInOrder(scope, run, error, address);
    throw error;
  }
}

/** Writes the first line of a journal, or checks that it belongs to this plan. Gives the identity of the run. */
async function openRun(folder: RunFolder, { journal, address, runUid }: Acquisition): Promise<string> {
  const [first] = journal.past;
  if (first === undefined) {
    await journal.note({
      type: 'run.open',
      runUid,
      program: folder.plan.program,
      planSha256: folder.planSha256,
      address,
    });
    return runUid;
  }
  if (first.type !== 'run.open' || first.planSha256 !== folder.planSha256) {
    throw new Trouble(
      'damaged-journal',
      `plan.json and journal.jsonl in ${folder.path} do not belong together: the plan was changed after the run began. Restore it from a copy.`,
    );
  }
  return first.runUid;
}

/**
 * Says in the journal why the run ends, and puts SerialEM's properties back if it still listens. If either fails, the first
 * trouble is the one to report.
 */
async function leaveInOrder(scope: Microscope, run: Running, trouble: Trouble, address: string): Promise<void> {
  const attempt = (work: Promise<unknown>): Promise<unknown> => work.catch(() => null);
  if (trouble.code === 'exposure-failed' && run.state.open !== null)
    await attempt(run.note({ type: 'expose.failed', reason: trouble.message }));
  if (trouble.code === 'reply-lost') await attempt(run.note({ type: 'link', state: 'down', cause: address }));
  await attempt(run.note({ type: 'suspend', reason: trouble.message }));
  await attempt(scope.restoreProperties(run.state.environment?.propertiesChanged ?? []));
}
