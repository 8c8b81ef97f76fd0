import { randomUUID } from 'node:crypto';
import { connectToSerialEm } from '@pacetomo/serialem-link/node';
import { OperatorControl } from '../run/control.ts';
import { troubleOf } from '../serialem/gate.ts';
import { acquire, type Ending } from '../session/acquire.ts';
import { journalStore, OpenJournal, systemClock } from '../session/journalFile.ts';
import { lockMicroscope } from '../session/lock.ts';
import { journalPath, logPath, type RunFolder } from '../session/runFolder.ts';
import { parseAddress } from './address.ts';
import { type Progress, showProgress } from './progress.ts';

/** How long a command may stay unanswered before the connection is given up, seconds: a rough eucentricity takes minutes. */
const defaultReplyTimeoutS = 900;
/** After this long the operator is told what SerialEM is still busy with, seconds. */
const slowAfterS = 60;

/** How to reach SerialEM. */
export interface LinkOptions {
  readonly serialem: string;
  readonly replyTimeout?: number | undefined;
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
export async function connect({ serialem, replyTimeout }: LinkOptions): Promise<Client> {
  const { host, port } = parseAddress(serialem);
  try {
    return await connectToSerialEm({
      host,
      port,
      replyTimeoutMs: (replyTimeout ?? defaultReplyTimeoutS) * 1000,
      slowAfterMs: slowAfterS * 1000,
      onSlow: (command, seconds) =>
        console.warn(
          `SerialEM has been busy with ${command} for ${Math.round(seconds)} s. Is a message box open there?`,
        ),
    });
  } catch (error) {
    throw troubleOf(error);
  }
}

/** Works on a run in this process, with Ctrl-C as stop, and shows its progress. The run has to be locked. */
export async function workOn(folder: RunFolder, client: Client, address: string): Promise<Ending> {
  let progress: Progress | null = null;
  const store = await journalStore(journalPath(folder.path));
  const journal = await OpenJournal.open(store, systemClock, (event) => progress?.show(event));
  progress = showProgress(folder.plan, journal.past, logPath(folder.path), process.stdout.isTTY === true);
  const control = new OperatorControl();
  const offStopSignal = onStopSignal(control, 'nothing more is exposed');
  try {
    return await acquire(folder, { journal, client, control, address, runUid: randomUUID() });
  } finally {
    offStopSignal();
    progress.end();
    await journal.close();
  }
}

/** Lets Ctrl-C stop a procedure, and leave at once when said twice. Gives what takes that back. */
export function onStopSignal(control: OperatorControl, then: string): () => void {
  const stop = (): void => {
    if (control.stopping) process.exit(130); // asked twice: leave at once, the disk knows how far it has got
    console.log(`Stopping: the command in progress ends, then ${then}. Once more leaves at once.`);
    control.stop('the operator');
  };
  for (const signal of stopSignals) process.on(signal, stop);
  return () => {
    for (const signal of stopSignals) process.off(signal, stop);
  };
}
