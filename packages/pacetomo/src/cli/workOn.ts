import { randomUUID } from 'node:crypto';
import { connectToSerialEm } from '@pacetomo/serialem-link/node';
import { OperatorControl } from '../run/control.ts';
import { troubleOf } from '../serialem/gate.ts';
import { acquire, type Ending } from '../session/acquire.ts';
import { journalStore, OpenJournal, systemClock } from '../session/journalFile.ts';
import { lockRun } from '../session/lock.ts';
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

/** Connects, or says in a sentence why that is not possible. */
export async function connect({
  serialem,
  replyTimeout,
}: LinkOptions): Promise<Awaited<ReturnType<typeof connectToSerialEm>>> {
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

/** Works on a run in this process, with Ctrl-C as stop, and shows its progress. */
export async function workOn(
  folder: RunFolder,
  client: Awaited<ReturnType<typeof connect>>,
  address: string,
): Promise<Ending> {
  const unlock = await lockRun(folder.path);
  let progress: Progress | null = null;
  const journal = await OpenJournal.open(await journalStore(journalPath(folder.path)), systemClock, (event) =>
    progress?.show(event),
  );
  progress = showProgress(folder.plan, journal.past, logPath(folder.path), process.stdout.isTTY === true);
  const control = new OperatorControl();
  const stop = (): void => {
    console.log('Stopping: the command in progress ends, then nothing more is exposed.');
    control.stop('the operator');
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    return await acquire(folder, { journal, client, control, address, runUid: randomUUID() });
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    progress.end();
    client.close();
    await journal.close();
    await unlock();
  }
}
