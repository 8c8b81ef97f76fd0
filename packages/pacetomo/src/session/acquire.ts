import type { SerialEmClient } from '@pacetomo/serialem-link';
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
  try {
    return await runTiltSeries(serialEmMicroscope(client, folder.plan), run, runUid);
  } catch (error) {
    if (error instanceof Trouble) await noteTrouble(journal, error, address, run.state.open !== null);
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

/** The run stands as it is; the journal only says why it ended. If even that fails the first trouble is the one to report. */
async function noteTrouble(journal: OpenJournal, trouble: Trouble, address: string, isOpen: boolean): Promise<void> {
  try {
    if (trouble.code === 'exposure-failed' && isOpen)
      await journal.note({ type: 'expose.failed', reason: trouble.message });
    if (trouble.code === 'reply-lost')
      await journal.note({ type: 'link', state: 'down', cause: `${address}: ${trouble.message}`, inFlight: null });
    await journal.note({ type: 'suspend', reason: trouble.message });
  } catch {
    // the disk may be what is in trouble
  }
}
