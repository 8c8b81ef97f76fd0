import { open, readFile, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Trouble } from '../run/errors.ts';

/**
 * Makes this process the only one that works on a run: two of them would expose every target twice.
 *
 * The lock names the process. One that was killed leaves its lock behind; that is seen by its number being free again.
 *
 * @returns what gives the lock back.
 */
export async function lockRun(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'lock');
  const holder = await holderOf(path);
  if (holder !== null && isAtWork(holder)) {
    throw new Trouble(
      'run-in-use',
      `Process ${holder.pid} on ${holder.host} is working on this run. Wait for it or stop it; if there is no such process, delete ${path}.`,
    );
  }
  if (holder !== null) await unlink(path);
  const file = await open(path, 'wx').catch((cause: unknown) => {
    throw new Trouble('run-in-use', `Another process has just begun to work on this run (${path}).`, { cause });
  });
  await file.writeFile(`${process.pid} ${hostname()}`);
  await file.close();
  return () => unlink(path);
}

interface Holder {
  readonly pid: number;
  readonly host: string;
}

async function holderOf(path: string): Promise<Holder | null> {
  try {
    const [pid = '', host = ''] = (await readFile(path, 'utf8')).split(' ');
    return { pid: Number(pid), host };
  } catch {
    return null;
  }
}

/** Of a process on another computer nobody here can tell, so it counts as at work. */
function isAtWork({ pid, host }: Holder): boolean {
  if (pid === process.pid || !Number.isInteger(pid) || pid <= 0) return false;
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0); // asks whether it exists, sends nothing
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
