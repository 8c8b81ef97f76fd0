import { LinkError, type SerialEmClient } from '@pacetomo/serialem-link';
import type { Microscope } from '../microscope/microscope.ts';
import { Running } from '../procedures/running.ts';
import { runTiltSeries } from '../procedures/runTiltSeries.ts';
import { type RunControl, StopRequested } from '../run/control.ts';
import { Trouble } from '../run/errors.ts';
import type { CommandObserver } from '../serialem/gate.ts';
import { serialEmMicroscope } from '../serialem/serialEmMicroscope.ts';
import type { OpenJournal } from './journalFile.ts';
import type { StampedEvent } from './journalLines.ts';
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
  /** Is told of every command. */
  readonly observer?: CommandObserver | undefined;
  /** Who begins or resumes the run; `the operator` when nobody says. */
  readonly who?: string | undefined;
  /** No person is there: the run goes on only if everything is as it was. Whoever says so resumes in the name of `pacetomo`. */
  readonly unattended?: boolean | undefined;
  /** The area is to be found again before anything else. */
  readonly realign?: Realign | undefined;
}

/**
 * Works on a run until it is complete, stopped or in trouble. An empty journal begins it, any other continues it.
 *
 * @throws Trouble when the world does not do as planned; the journal says how far things have got.
 */
export async function acquire(folder: RunFolder, acquisition: Acquisition): Promise<Ending> {
  const { journal, client, control, address, observer, unattended = false } = acquisition;
  const past = await journal.history();
  if (unattended) assertNobodyStopped(past);
  const runUid = await openRun(folder, acquisition, past);
  const run = new Running(folder.plan, past, journal, control);
  await noteBeginning(run, acquisition);
  const scope = serialEmMicroscope(client, folder.plan, control, observer);
  try {
    return await runTiltSeries(scope, run, runUid, { unattended });
  } catch (error) {
    if (error instanceof StopRequested) return await endStopped(run, control);
    if (error instanceof Trouble) await leaveInOrder(scope, run, error, address);
    throw error;
  }
}

/** Invariant I5: between a stop and the resuming by a person nothing is exposed. The gate keeps it within one process. */
function assertNobodyStopped(past: readonly StampedEvent[]): void {
  const last = past.findLast((event) => event.type === 'action' && (event.what === 'stop' || event.what === 'resume'));
  if (last?.type === 'action' && last.what === 'stop')
    throw new Error(`a run that ${last.who} has stopped would go on without a person`);
}

/** How the area is found again: with the stage moved back, where it stands now, or not at all. */
export type Realign = 'back' | 'here' | 'not';

const actions = { back: 'realign', here: 'realign-here', not: 'realign-not' } as const;

async function noteBeginning(run: Running, { who = 'the operator', unattended, realign }: Acquisition): Promise<void> {
  const by = unattended ? 'pacetomo' : who;
  if (run.state.suspended !== null) await run.note({ type: 'action', who: by, what: 'resume' });
  if (realign !== undefined) await run.note({ type: 'action', who: by, what: actions[realign] });
}

/** Writes the first line of a journal, or checks that it belongs to this plan. Gives the identity of the run. */
async function openRun(
  folder: RunFolder,
  { journal, address, runUid }: Acquisition,
  [first]: readonly StampedEvent[],
): Promise<string> {
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

/** A stop was asked for: no command leaves any more, not even one that puts something back. That is done when the run is resumed. */
export async function endStopped(journal: Pick<OpenJournal, 'note'>, { stoppedBy }: RunControl): Promise<'stopped'> {
  const who = stoppedBy ?? 'somebody';
  await journal.note({ type: 'action', who, what: 'stop' });
  await suspend(journal, `stopped by ${who}`);
  return 'stopped';
}

/** Invariant I7: whatever suspends a run says why; the time is in the stamp of the line. */
export async function suspend(journal: Pick<OpenJournal, 'note'>, reason: string): Promise<void> {
  if (reason.trim() === '') throw new Error('a run would be suspended without a reason');
  await journal.note({ type: 'suspend', reason });
}

/**
 * Says in the journal why the run ends, and puts SerialEM's properties back if it still listens and nobody has stopped the
 * run. If either fails, the first trouble is the one to report.
 */
async function leaveInOrder(scope: Microscope, run: Running, trouble: Trouble, address: string): Promise<void> {
  const attempt = (work: Promise<unknown>): Promise<unknown> => work.catch(() => null);
  if (trouble.code === 'exposure-failed' && run.state.open !== null)
    await attempt(run.note({ type: 'expose.failed', reason: trouble.message }));
  if (isLostLink(trouble)) await attempt(run.note({ type: 'link', state: 'down', cause: address }));
  const who = whoStopped(run, trouble);
  if (who !== null) await attempt(run.note({ type: 'action', who, what: 'stop' }));
  await attempt(suspend(run, trouble.message));
  await attempt(scope.restoreProperties(run.state.environment?.propertiesChanged ?? []));
}

/** The connection has gone: during a command, or between two. */
export const isLostLink = ({ code }: Trouble): boolean => code === 'reply-lost' || code === 'cannot-connect';

/** Who wants this run to stand still although it ends in a trouble, or null. */
function whoStopped({ control }: Running, trouble: Trouble): string | null {
  if (control.stoppedBy !== null) return control.stoppedBy;
  return isStopInSerialEm(trouble) ? 'somebody with STOP in SerialEM' : null;
}

/** A person pressed STOP in SerialEM, between two commands or in the middle of one. */
function isStopInSerialEm(trouble: Trouble): boolean {
  return trouble.code === 'user-stop' || (trouble.cause instanceof LinkError && trouble.cause.code === 'user-stop');
}
