import { createServer, type Server, type Socket, connect as tcpConnect } from 'node:net';
import { type ClientOptions, SerialEmClient } from './client.ts';
import { LinkError } from './linkError.ts';
import { type ScriptEngine, type ServedConnection, type ServeOptions, serve } from './server.ts';

/** SerialEM's port for other programs, unless `SocketServerPort 8` says otherwise. */
export const externalPort = 48888;

/**
 * SerialEM may work on a command for many minutes without a byte, so silence proves nothing. These probes are answered by
 * the system of the other computer, not by SerialEM: they find out about a cable that was pulled.
 */
const keepAliveMs = 60_000;

/** Where SerialEM is, and how to talk to it. */
export interface ConnectOptions extends Omit<ClientOptions, 'port'> {
  /** Name or address of the computer; default 127.0.0.1. */
  readonly host?: string;
  /** Default 48888. */
  readonly port?: number;
  /** Whether that is the port of a script that SerialEM runs itself; default `external`. */
  readonly role?: 'external' | 'internal';
  /** How long to try to connect, in milliseconds; default 5000. */
  readonly timeoutMs?: number;
}

/**
 * Connects to SerialEM.
 * @throws LinkError `cannot-connect`, with a sentence that says what to look at.
 */
export function connectToSerialEm(options: ConnectOptions = {}): Promise<SerialEmClient> {
  const { host = '127.0.0.1', port = externalPort, role = 'external', timeoutMs = 5000, ...clientOptions } = options;
  return new Promise((connected, failed) => {
    const socket = tcpConnect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs });
    const giveUp = (why: string, cause?: unknown): void => {
      socket.destroy();
      failed(cannotConnect(host, port, why, cause));
    };
    const refused = (cause: Error): void => giveUp(cause.message, cause);
    const timer = setTimeout(() => giveUp(`no answer within ${timeoutMs / 1000} s`), timeoutMs);
    socket.once('error', refused);
    socket.once('close', () => clearTimeout(timer));
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', refused);
      connected(new SerialEmClient(socket, { ...clientOptions, port: role }));
    });
  });
}

/** Where to listen. */
export interface ListenOptions extends ServeOptions {
  /** Default 127.0.0.1, this computer only: the protocol has no password. */
  readonly host?: string;
  /** Default 48888; 0 takes any free port. */
  readonly port?: number;
}

/** A server that is listening. */
export interface Listening {
  /** The port that it listens on. */
  readonly port: number;
  /** Closes the connection of the present client and stops listening. */
  close(): Promise<void>;
}

/**
 * Listens for clients as SerialEM does: one at a time, and the newest wins. A new client is taken when the request in
 * progress is answered; the old one is then closed without a word.
 *
 * @param engineFor gives the engine for a new client, whose address it is told
 */
export async function listen(
  engineFor: (clientAddress: string) => ScriptEngine,
  options: ListenOptions = {},
): Promise<Listening> {
  const { host = '127.0.0.1', port = externalPort, ...serveOptions } = options;
  let present: ServedConnection | undefined;
  let turn = Promise.resolve();
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true, pauseOnConnect: true }, (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => {}); // whoever reads the socket learns of it; before that nobody needs to
    turn = turn.then(async () => {
      await afterPendingEvents(); // what the old client has already sent, or its leaving, counts as before
      await present?.idle();
      present?.close();
      present = socket.destroyed ? undefined : serve(socket, engineFor(socket.remoteAddress ?? ''), serveOptions);
      socket.resume();
    });
  });
  const close = (): Promise<void> => {
    present?.close();
    for (const socket of open) socket.destroy();
    return new Promise((closed) => server.close(() => closed()));
  };
  return { port: await listening(server, host, port), close };
}

function listening(server: Server, host: string, port: number): Promise<number> {
  return new Promise((ready, failed) => {
    server.once('error', failed);
    server.listen({ host, port }, () => {
      server.off('error', failed);
      const address = server.address();
      ready(address !== null && typeof address === 'object' ? address.port : port);
    });
  });
}

function afterPendingEvents(): Promise<void> {
  return new Promise((goOn) => {
    setImmediate(goOn);
  });
}

function cannotConnect(host: string, port: number, why: string, cause: unknown): LinkError {
  const advice =
    'Is SerialEM running? Does its properties file have the line EnableExternalPython 1? ' +
    'Is the port right (48888 unless SocketServerPort 8 says otherwise), and does the firewall let it through?';
  const message = `Cannot connect to SerialEM at ${host}, port ${port}: ${why}. ${advice}`;
  return new LinkError({ code: 'cannot-connect', message, carriedOut: 'no', repeatable: true, cause });
}
