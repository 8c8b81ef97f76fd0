import { lookup } from 'node:dns/promises';
import { realpath, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Trouble } from '../run/errors.ts';
import { serveLine } from './lineServer.ts';
import { sha256 } from './runFolder.ts';

/** Gives a lock back. The operating system does so too when the process dies, however it dies. */
export type Unlock = () => Promise<void>;

/** Answers one line with one line. */
export type Answering = (line: string) => string;

/**
 * Makes this process the only one of this computer that works on a run: two of them would expose every target twice. The
 * lock is also the way to reach that process: it answers whoever connects.
 */
export async function lockRun(folder: string, answer?: Answering): Promise<Unlock> {
  return lock(await keyOf(folder), `is working on the run in ${folder}`, answer);
}

/** Where the process that works on a run listens, if there is one. */
export const placeOfRun = async (folder: string): Promise<string> => placeOf(await keyOf(folder));

/** Makes this process the only server of this computer for a session's folder; it answers whoever connects. */
export const lockServer = async (folder: string, answer: Answering): Promise<Unlock> =>
  lock(await serverKey(folder), `serves the session in ${folder}`, answer);

/** Where the server of a session's folder listens for other processes, if there is one. */
export const placeOfServer = async (folder: string): Promise<string> => placeOf(await serverKey(folder));

const serverKey = async (folder: string): Promise<string> => `server ${await realpath(folder)}`;

const keyOf = async (folder: string): Promise<string> => `run ${await realpath(folder)}`;

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
async function lock(key: string, does: string, answer?: Answering): Promise<Unlock> {
  const path = placeOf(key);
  const guests = new Set<Socket>();
  const welcome = (socket: Socket): void => {
    guests.add(socket);
    socket.once('close', () => guests.delete(socket));
    if (answer === undefined) socket.destroy();
    else serveLine(socket, answer);
  };
  const server = (await listenOn(path, welcome)) ?? (await retakeStale(path, welcome));
  if (server === null) throw new Trouble('run-in-use', `Another pacetomo ${does}. Wait for it or stop it.`);
  server.unref();
  return () =>
    new Promise((closed) => {
      server.close(() => closed());
      for (const guest of guests) guest.destroySoon(); // an answer under way arrives
    });
}

/**
 * Windows and Linux have names that vanish with their process; elsewhere it is a file that may be left behind.
 *
 * Nobody from outside reaches any of them: the file and Linux's abstract names belong to this computer. A Windows pipe
 * that is made without a security descriptor, as Node makes it, lets the account that made it, administrators and the
 * system write; from another computer that takes such an account and open file sharing (SMB) on this one.
 */
function placeOf(key: string): string {
  const name = sha256(key).slice(0, 24);
  if (process.platform === 'win32') return `\\\\.\\pipe\\pacetomo-${name}`;
  if (process.platform === 'linux') return `\0pacetomo-${name}`;
  return join(tmpdir(), `pacetomo-${name}.sock`);
}

/** So many may ask at the same time. */
const mostGuests = 64;

function listenOn(path: string, welcome: (socket: Socket) => void): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer(welcome);
    server.maxConnections = mostGuests;
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen(path, () => resolve(server));
  });
}

/** A file whose process is gone answers nobody. */
async function retakeStale(path: string, welcome: (socket: Socket) => void): Promise<Server | null> {
  if (process.platform === 'win32' || process.platform === 'linux') return null;
  const answers = await new Promise<boolean>((resolve) => {
    const socket = connect(path, () => resolve(true)).once('error', () => resolve(false));
    socket.unref();
  });
  if (answers) return null;
  await rm(path, { force: true });
  return listenOn(path, welcome);
}
