import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { connectToSerialEm } from '@pacetomo/serialem-link/node';
import type { OperatorControl } from '../run/control.ts';
import { troubleOf } from '../serialem/gate.ts';
import type { Acquisition, Ending, Realign } from '../session/acquire.ts';
import { CommandLog } from '../session/commandLog.ts';
import { observedBy } from '../session/commandWatch.ts';
import { debugLog } from '../session/debugLog.ts';
import { dropReserve, makeReserve, refuseFullDisk, reservePath } from '../session/diskSpace.ts';
import { journalStore, OpenJournal, systemClock } from '../session/journalFile.ts';
import type { StampedEvent } from '../session/journalLines.ts';
import { keepGoing, type Reconnecting } from '../session/keepGoing.ts';
import type { LiveRun } from '../session/liveRun.ts';
import { lockMicroscope } from '../session/lock.ts';
import { callerName } from '../session/requests.ts';
import { journalPath, logPath, type RunFolder } from '../session/runFolder.ts';
import { type RunFileExport, runFileExport } from '../session/script/exportRunFile.ts';
import { refuseStopFile, watchStopFile } from '../session/stopFile.ts';
import { parseAddress } from './address.ts';
import { type Progress, showProgress } from './progress.ts';
import type { Shim } from './shimLink.ts';

/** How long a command may stay unanswered before the connection is given up, seconds: a rough eucentricity takes minutes. */
const defaultReplyTimeoutS = 900;
/** After this long the operator is told what SerialEM is still busy with, seconds. */
const slowAfterS = 60;

/** How to reach SerialEM. */
export interface LinkOptions {
  readonly serialem: string;
  readonly replyTimeout?: number | undefined;
  /** The script in SerialEM that has started this program; it is reached in its own way then. */
  readonly shim?: Shim | undefined;
}

/** Ctrl-C, a polite kill, and a terminal that was closed. */
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A connection to SerialEM. */
export type Client = Awaited<ReturnType<typeof connectToSerialEm>>;

/** Connects to SerialEM, as the only one of this computer, for as long as `work` takes. */
export async function withSerialEm<T>(options: LinkOptions, work: (client: Client) => Promise<T>): Promise<T> {
  const unlock = await lockMicroscope(parseAddress(options.serialem));
  try {
    const client = await connect(options);
    return await work(client).finally(() => client.close());
  } finally {
    await unlock();
  }
}

/** Connects to SerialEM. Whoever calls this sees to it that nobody else of this computer does. */
export async function connect(options: LinkOptions): Promise<Client> {
  const { host, port } = parseAddress(options.serialem);
  const patience = {
    replyTimeoutMs: replyTimeoutMs(options),
    slowAfterMs: slowAfterS * 1000,
    onSlow: (command: string, seconds: number) =>
      console.warn(`SerialEM has been busy with ${command} for ${Math.round(seconds)} s. Is a message box open there?`),
  };
  try {
    return await (options.shim?.connect(patience) ?? connectToSerialEm({ host, port, ...patience }));
  } catch (error) {
    throw troubleOf(error);
  }
}

const replyTimeoutMs = ({ replyTimeout = defaultReplyTimeoutS }: LinkOptions): number => replyTimeout * 1000;

/** A run that has been locked for this process, and what people want of it. */
export interface Work {
  readonly folder: RunFolder;
  readonly live: LiveRun;
  readonly realign?: Realign | undefined;
  /** Is told of every event beside the log. */
  readonly onEvent?: ((event: StampedEvent) => void) | undefined;
}

/**
 * Works on a run in this process, with Ctrl-C, the STOP file and requests of others as stop, and shows its progress. Goes
 * on by itself after a lost connection where that is safe. The run has to be locked.
 */
export async function workOn(work: Work, client: Client, options: LinkOptions): Promise<Ending> {
  const { path } = work.folder;
  refuseStopFile(path);
  await refuseFullDisk(path);
  await makeReserve(path);
  const log = new CommandLog(path, systemClock);
  const debug = work.folder.plan.settings.debug ? debugLog(logPath(path), systemClock.now) : null;
  const offShim = options.shim?.whenGone(() => work.live.stop('STOP in SerialEM'));
  try {
    return await withJournal(work, (acquisition) => {
      const observer = observedBy(log, work.live.watch, ...(debug === null ? [] : [debug]));
      const address = options.serialem;
      return keepGoing(work.folder, { ...acquisition, client, address, observer }, linkTo(options));
    });
  } finally {
    offShim?.();
    await debug?.end();
    await log.end();
    await dropReserve(path);
  }
}

/** Opens the journal, shows what happens, and listens to whoever wants the run to stop, for as long as `acquire` takes. */
async function withJournal(
  { folder, live, realign, onEvent }: Work,
  acquire: (acquisition: Omit<Acquisition, 'client' | 'address'>) => Promise<Ending>,
): Promise<Ending> {
  const { path, plan } = folder;
  let progress: Progress | null = null;
  let runFile: RunFileExport | null = null;
  const journal = await OpenJournal.open(
    await journalStore(journalPath(path), reservePath(path)),
    systemClock,
    (event) => {
      live.follow(event);
      if (changesRunFile.has(event.type)) runFile?.update(live.state);
      progress?.show(event);
      onEvent?.(event);
    },
  );
  live.begin(journal.past);
  const runUid = uidIn(journal.past) ?? randomUUID();
  runFile = runFileExport(folder, runUid, (sentence) => console.warn(`Note: ${sentence}`));
  progress = showProgress(plan, live, logPath(path), process.stdout.isTTY === true);
  const offStopFile = watchStopFile(path, (who) => live.stop(who));
  const offStopSignal = onSignal(live.control, () => live.stop(theOperator));
  try {
    return await acquire({ journal, control: live.control, runUid, who: callerName(), realign });
  } finally {
    offStopSignal();
    offStopFile();
    progress.end();
    await runFile.finish(live.state);
    await journal.close();
  }
}

/** After these the script would go on otherwise than before. */
const changesRunFile: ReadonlySet<StampedEvent['type']> = new Set([
  'track.measured',
  'slot.skip',
  'expose.lost',
  'plan.change',
]);

function uidIn([first]: readonly StampedEvent[]): string | null {
  return first?.type === 'run.open' ? first.runUid : null;
}

function linkTo(options: LinkOptions): Reconnecting {
  return {
    connect: () => connect(options),
    replyTimeoutMs: replyTimeoutMs(options),
    sleep: (ms) => setTimeout(ms),
    nowMs: () => performance.now(),
    tell: (sentence) => console.log(sentence),
  };
}

/** Whoever sits at the terminal that a run was started from. */
const theOperator = 'the operator';

/** Lets Ctrl-C stop a procedure, and leave at once when said twice. Gives what takes that back. */
export function onStopSignal(control: OperatorControl, then: string): () => void {
  return onSignal(control, () => {
    console.log(`Stopping: the command in progress ends, then ${then}. Once more leaves at once.`);
    control.stop(theOperator);
  });
}

function onSignal(control: OperatorControl, stop: () => void): () => void {
  let isSaidTwice = false;
  const hear = (): void => {
    if (isSaidTwice) process.exit(130); // leave at once, the disk knows how far it has got
    isSaidTwice = true;
    if (control.stopping) console.log('Being stopped already. Once more leaves at once.');
    else stop();
  };
  for (const signal of stopSignals) process.on(signal, hear);
  return () => {
    for (const signal of stopSignals) process.off(signal, hear);
  };
}
