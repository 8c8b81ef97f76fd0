import { open, readFile, rm, unlink } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Trouble } from '../run/errors.ts';

/** Gives a lock back. */
export type Unlock = () => Promise<void>;

/** Makes this process the only one that works on a run: two of them would expose every target twice. */
export function lockRun(folder: string): Promise<Unlock> {
  return lock(join(folder, 'lock'), 'is working on this run');
}

/**
 * Makes this process the only one of this computer that talks to a SerialEM: the newest connection throws the one before
 * out, so a second run would end the first.
 */
export function lockMicroscope(address: string): Promise<Unlock> {
  const name = `pacetomo-${address.replace(/[^\w.-]/g, '_')}.lock`;
  return lock(join(tmpdir(), name), `is using the SerialEM at ${address}`);
}

/** The lock names the process that holds it. One that was killed leaves its lock behind; that is seen by its number being free again. */
async function lock(path: string, does: string): Promise<Unlock> {
  const holder = await holderOf(path);
  if (holder !== null && isAtWork(holder)) {
    throw new Trouble(
      'run-in-use',
      `Process ${holder.pid} on ${holder.host} ${does}. Wait for it or stop it; if there is no such process, delete ${path}.`,
    );
  }
  if (holder !== null) await unlink(path);
  const file = await open(path, 'wx').catch((cause: unknown) => {
    throw new Trouble('run-in-use', `Another process has just taken ${path}: it ${does}.`, { cause });
  });
  await file.writeFile(`${process.pid} ${hostname()}`);
  await file.close();
  return () => rm(path, { force: true }); // the folder of a run that never began is gone by now
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
