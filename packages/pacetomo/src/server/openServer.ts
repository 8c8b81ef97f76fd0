import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LaunchLink } from '../api/access.ts';
import type { Role } from '../api/route.ts';
import type { Changes } from '../desk/changes.ts';
import { Trouble } from '../run/errors.ts';
import { Access } from './access.ts';
import { AuditLog } from './auditLog.ts';
import { inAddress, isLoopback, isOwnHost, type OwnNames, ownNames } from './guard.ts';
import { GuestBook } from './guestBook.ts';
import type { Handlers } from './handler.ts';
import type { AccessRoom } from './handlers/access.ts';
import { makeApp } from './http.ts';
import { type Listener, listen, type Tls } from './listen.ts';
import { openOwnDoor } from './ownDoor.ts';
import { packPage, readPage } from './pageFiles.ts';

/** What stands behind a server. */
export interface Served {
  readonly changes: Changes;
  close(): Promise<void>;
}

/** How a server is wanted. */
export interface ServerWish<D extends Served> {
  /** Of the session, an absolute path. */
  readonly folder: string;
  readonly host: string;
  readonly port: number;
  /** Further names by which browsers find it. */
  readonly names: readonly string[];
  readonly tls: Tls | null;
  /** Something that the user answers for encrypts what comes from elsewhere. */
  readonly hasTunnel: boolean;
  readonly version: string;
  readonly openDesk: (wish: { readonly folder: string }) => Promise<D>;
  readonly handlers: (desk: D, room: AccessRoom) => Handlers;
}

/** A server at work. */
export interface RunningServer<D extends Served> {
  readonly url: string;
  readonly desk: D;
  newLink(role: Role): LaunchLink;
  /** Lets all go. Runs are processes of their own and go on. */
  close(): Promise<void>;
}

/** Opens the desk of a folder and serves it. */
export async function openServer<D extends Served>(wish: ServerWish<D>): Promise<RunningServer<D>> {
  mustBePrivate(wish);
  let access: Access | null = null;
  const leaveDoor = await openOwnDoor(wish.folder, (role) => {
    if (access === null) throw new Trouble('run-in-use', 'The server is just starting.');
    return access.newLink(role);
  });
  try {
    const desk = await wish.openDesk({ folder: wish.folder });
    const own = join(wish.folder, '.pacetomo');
    await mkdir(own, { recursive: true });
    const log = new AuditLog(join(own, 'server.log'));
    const guests = await GuestBook.open(own, (why) => log.note('guests not saved', { why }));
    access = new Access({ guests, changes: desk.changes, log, clock: () => performance.now() });
    const leave = async (): Promise<void> => {
      await desk.close();
      await guests.written();
      log.note('closed');
      await log.close();
      await leaveDoor();
    };
    return await serve(wish, desk, access, log, leave);
  } catch (error) {
    await leaveDoor();
    throw error;
  }
}

async function serve<D extends Served>(
  wish: ServerWish<D>,
  desk: D,
  access: Access,
  log: AuditLog,
  leave: () => Promise<void>,
): Promise<RunningServer<D>> {
  const { folder, version, tls } = wish;
  const closing = new AbortController();
  const page = await readPage();
  let listener: Listener | null = null;
  let own: OwnNames | null = null;
  const names = (): OwnNames => {
    own ??= ownNames({ ...wish, port: listener?.port ?? wish.port, isTls: tls !== null });
    return own;
  };
  const app = makeApp({
    ...{ folder, access, log, page, closing: closing.signal },
    handlers: wish.handlers(desk, { folder, version, access, changes: desk.changes }),
    names,
  });
  listener = await listen({
    ...wish,
    fetch: (request, env) => app.fetch(request, env),
    isOurs: (host) => listener !== null && isOwnHost(names(), host),
  });
  access.origin = originOf(wish, listener.port);
  log.note('serving', { url: access.origin, version, pid: process.pid });
  void packPage(page).catch((error: unknown) => log.note('page not packed', { why: String(error) }));
  const { port } = listener;
  return {
    url: `${tls === null ? 'http' : 'https'}://${inAddress(isWildcard(wish.host) ? '127.0.0.1' : wish.host)}:${port}`,
    desk,
    newLink: (role) => access.newLink(role),
    close: async () => {
      closing.abort();
      await listener?.close();
      access.control.close();
      await leave();
    },
  };
}

const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::';

/** Where links lead to. */
function originOf(
  { host, names, tls, hasTunnel }: Pick<ServerWish<Served>, 'host' | 'names' | 'tls' | 'hasTunnel'>,
  port: number,
): string {
  const [name] = names;
  if (name !== undefined && hasTunnel && tls === null) return `https://${name}`;
  const scheme = tls === null ? 'http' : 'https';
  if (name !== undefined) return `${scheme}://${/:\d+$/.test(name) ? name : `${name}:${port}`}`;
  return `${scheme}://${inAddress(isWildcard(host) ? '127.0.0.1' : host)}:${port}`;
}

function mustBePrivate({ host, tls, hasTunnel }: Pick<ServerWish<Served>, 'host' | 'tls' | 'hasTunnel'>): void {
  if (isLoopback(host) || tls !== null || hasTunnel) return;
  throw new Trouble(
    'bad-input',
    `Everybody in the network could read along at ${host}: nothing is encrypted. Give a certificate with --tls-cert and --tls-key, or keep the server on 127.0.0.1 and come through an SSH tunnel; --i-have-a-tunnel says that something else encrypts.`,
  );
}
