import { lookup } from 'node:dns/promises';
import { realpath, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Trouble } from '../run/errors.ts';
import { sha256 } from './runFolder.ts';

/** Gives a lock back. The operating system does so too when the process dies, however it dies. */
export type Unlock = () => Promise<void>;

/** Makes this process the only one of this computer that works on a run: two of them would expose every target twice. */
export async function lockRun(folder: string): Promise<Unlock> {
  return lock(`run ${await realpath(folder)}`, `is working on the run in ${folder}`);
}

/**
 * Makes this process the only one of this computer that talks to a SerialEM: the newest connection throws the one before
 * out, so a second run would end the first.
 */
export async function lockMicroscope({
  host,
  port,
}: {
  readonly host: string;
  readonly port: number;
}): Promise<Unlock> {
  const { address } = await lookup(host).catch(() => ({ address: host })); // localhost and 127.0.0.1 are one place
  return lock(`serialem ${address}:${port}`, `is using the SerialEM at ${host}:${port}`);
}

/** A lock is a name that this process listens on: the system lets one process have it, and frees it with the process. */
async function lock(key: string, does: string): Promise<Unlock> {
  const path = placeOf(sha256(key).slice(0, 24));
  const server = (await listenOn(path)) ?? (await retakeStale(path));
  if (server === null) throw new Trouble('run-in-use', `Another pacetomo ${does}. Wait for it or stop it.`);
  server.unref();
  return () => new Promise((closed) => server.close(() => closed()));
}

/** Windows and Linux have names that vanish with their process; elsewhere it is a file that may be left behind. */
function placeOf(name: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\pacetomo-${name}`;
  if (process.platform === 'linux') return `\0pacetomo-${name}`;
  return join(tmpdir(), `pacetomo-${name}.sock`);
}

function listenOn(path: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen(path, () => resolve(server));
  });
}

/** A file whose process is gone answers nobody. */
async function retakeStale(path: string): Promise<Server | null> {
  if (process.platform === 'win32' || process.platform === 'linux') return null;
  const answers = await new Promise<boolean>((resolve) => {
    const socket = connect(path, () => resolve(true)).once('error', () => resolve(false));
    socket.unref();
  });
  if (answers) return null;
  await rm(path, { force: true });
  return listenOn(path);
}
