import { createHash } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { headers } from '../api/route.ts';
import { type RouteName, type Routes, routes } from '../api/routes.ts';
import { Refusal } from '../desk/refusal.ts';
import type { Access } from './access.ts';
import type { AuditLog } from './auditLog.ts';
import { type Failed, failed, failureOf, wrongHost } from './failure.ts';
import { isOwnHost, type OwnNames, refusedOrigin } from './guard.ts';
import type { Asker, Handlers } from './handler.ts';
import { securityHeaders } from './headers.ts';
import { formFor, type PageFiles, pageMissing } from './pageFiles.ts';
import { askedOf, numberIn, parseBody, type Read, readBody, TooLong } from './readRequest.ts';
import { Replays, type Reply } from './replays.ts';
import { bytesReply, failureReply, isBytes, isEvents, jsonReply, pageReply, StreamPlaces } from './reply.ts';
import { begun } from './streams.ts';

/** What the HTTP side of a server is made of. */
export interface HttpParts {
  /** Folder of the session, which replies do not name. */
  readonly folder: string;
  readonly handlers: Handlers;
  readonly access: Access;
  readonly log: AuditLog;
  readonly page: PageFiles;
  /** Known when the server listens. */
  readonly names: () => OwnNames;
  /** Ends when the server closes. */
  readonly closing: AbortSignal;
}

type Env = { Bindings: Partial<HttpBindings> };
type Asking = Context<Env>;

/** Everything between a socket and the handlers, made from the table of routes: what is not in it cannot be asked for. */
export function makeApp(parts: HttpParts): Hono<Env> {
  const app = new Hono<Env>();
  const door = new Door(parts);
  app.use(async (c, next) => {
    const refused = refusal(parts.names(), c);
    if (refused === null) await next();
    else c.res = door.refuse(c, refused);
    for (const [name, value] of Object.entries(securityHeaders)) c.res.headers.set(name, value);
  });
  for (const name of namesOf(routes)) app.on(routes[name].method, routes[name].path, (c) => door.answer(name, c));
  app.all('/api/*', () => failureReply(failed(404, 'not-found', 'There is nothing at this address.')));
  app.get('*', (c) => pageFileReply(parts.page, c));
  return app;
}

const namesOf = (table: Routes): readonly RouteName[] =>
  Object.keys(table).filter((name): name is RouteName => name in table);

/** Why a request is not looked at; null when it is. */
function refusal(names: OwnNames, c: Asking): Failed | null {
  const header = (name: string): string | undefined => c.req.header(name);
  // requests that are made in memory have no header Host, but an address
  const host =
    c.env?.incoming === undefined ? (header('host') ?? new URL(c.req.url).host) : c.env.incoming.headers.host;
  if (!isOwnHost(names, host)) return wrongHost();
  const { method } = c.req.raw;
  const isApi = c.req.path.startsWith('/api/');
  const allowed = isApi ? methodsOf(c.req.path) : ['GET', 'HEAD'];
  if (allowed.length > 0 && !allowed.includes(method))
    return failed(405, 'wrong-method', `This address takes ${allowed.join(' and ')}.`);
  const sentence = isApi ? refusedOrigin(names, method !== 'GET', header) : null;
  return sentence === null ? null : failed(403, 'wrong-origin', sentence);
}

/** Methods of an address; none for an address that there is not. */
function methodsOf(path: string): readonly string[] {
  const parts = path.split('/');
  const matches = (pattern: string): boolean => {
    const wanted = pattern.split('/');
    return wanted.length === parts.length && wanted.every((part, i) => part.startsWith(':') || part === parts[i]);
  };
  return [
    ...new Set(
      Object.values(routes)
        .filter((route) => matches(route.path))
        .map(({ method }) => method),
    ),
  ];
}

function pageFileReply(page: PageFiles, c: Asking): Response {
  if (page.size === 0)
    return new Response(pageMissing, { status: 503, headers: { 'content-type': 'text/plain; charset=utf-8' } });
  const file = page.get(c.req.path === '/' ? '/index.html' : c.req.path); // places within the page are behind a #
  if (file === undefined) return failureReply(failed(404, 'not-found', 'There is nothing at this address.'));
  return pageReply(file, formFor(file, c.req.header('accept-encoding') ?? ''));
}

/** Where requests are let in or refused. */
class Door {
  readonly #parts: HttpParts;
  readonly #replays = new Replays();
  readonly #streams = new StreamPlaces();

  constructor(parts: HttpParts) {
    this.#parts = parts;
  }

  refuse(c: Asking, refused: Failed): Response {
    if (refused.status === 403) this.#note('refused', c, { code: refused.failure.code, id: refused.failure.id });
    return failureReply(refused);
  }

  async answer(name: RouteName, c: Asking): Promise<Response> {
    try {
      const asker = this.#askerOf(name, c);
      return routes[name].method === 'GET' ? await this.#read(name, c, asker) : await this.#act(name, c, asker);
    } catch (error) {
      return this.#failure(name, c, error);
    }
  }

  #askerOf(name: RouteName, c: Asking): Asker {
    const from = c.env?.incoming?.socket.remoteAddress ?? 'memory';
    const { role } = routes[name];
    if (role === 'anyone') return { id: '', role: 'viewer', name: 'somebody', from };
    const guest = this.#parts.access.guestOf(c.req.header('authorization'), from);
    if (role === 'operator' && guest.role !== 'operator') throw new NotAllowed();
    return { ...guest, from };
  }

  async #read(name: RouteName, c: Asking, asker: Asker): Promise<Response> {
    const leaving = new AbortController();
    const signal = AbortSignal.any([
      leaving.signal,
      c.req.raw.signal,
      this.#parts.access.signalOf(asker.id),
      this.#parts.closing,
    ]);
    const lastEventId = numberIn('last-event-id', c.req.header('last-event-id')) ?? 0;
    const given = give(name, this.#parts.handlers, {
      ...this.#common(c, asker),
      body: null,
      lastEventId,
      expectedSeq: null,
      signal,
    });
    if (isEvents(given))
      return this.#streams.reply({
        events: await begun(given),
        leave: () => leaving.abort(),
        signal,
        cutOff: () => c.env?.outgoing?.destroy(),
        onError: (error) => this.#failure(name, c, error),
      });
    const value = await given;
    return isBytes(value) ? bytesReply(value) : jsonReply({ status: 200, json: JSON.stringify(value) });
  }

  async #act(name: RouteName, c: Asking, asker: Asker): Promise<Response> {
    const route = routes[name];
    const text = await readBody(c.req.raw.body, c.req.header('content-length'));
    if (text !== '' && !/^application\/json(?:\s*;|$)/i.test(c.req.header('content-type') ?? '')) throw new NotJson();
    const requestId = c.req.header(headers.requestId);
    if (requestId !== undefined && !/^[\w-]{8,100}$/.test(requestId))
      throw new Refusal(400, 'bad-request', `The header ${headers.requestId} is no id.`);
    const id = requestId === undefined ? null : `${asker.id} ${requestId}`;
    const what = createHash('sha256').update(`${name} ${c.req.path} ${text}`).digest('base64');
    const known = id === null ? null : this.#replays.known(id, what);
    if (known === 'another')
      throw new Refusal(409, 'other-request', 'Another request had the same id. Nothing was done.');
    if (known !== null) return jsonReply(await known);
    const epoch = numberIn(headers.leaseEpoch, c.req.header(headers.leaseEpoch));
    if (route.lease) this.#parts.access.control.mustHold(asker.id, epoch ?? -1);
    const expectedSeq = numberIn(headers.expectedSeq, c.req.header(headers.expectedSeq));
    if (route.journal && expectedSeq === null)
      throw new Refusal(
        400,
        'bad-request',
        `This request has to say in ${headers.expectedSeq} up to which line of its journal a run was read.`,
      );
    const body = parseBody(route, text);
    // what is asked for is done, even if the asker has gone meanwhile
    const read: Read = {
      ...this.#common(c, asker),
      body,
      lastEventId: 0,
      expectedSeq,
      signal: new AbortController().signal,
    };
    const act = (): Promise<Reply> => this.#carryOut(name, c, read);
    return jsonReply(await (id === null ? act() : this.#replays.act(id, what, act)));
  }

  async #carryOut(name: RouteName, c: Asking, read: Read): Promise<Reply> {
    try {
      const value: unknown = await give(name, this.#parts.handlers, read);
      this.#noteAction(name, c, read, 200);
      return { status: 200, json: JSON.stringify(value ?? null) };
    } catch (error) {
      const { status, failure } = this.#fail(name, c, error);
      this.#noteAction(name, c, read, status);
      if (status === 403 || status === 405 || status === 413 || status === 415 || status === 503) throw error;
      return { status, json: JSON.stringify(failure) };
    }
  }

  #common(c: Asking, asker: Asker) {
    return { params: c.req.param(), query: new URL(c.req.url).searchParams, asker };
  }

  #failure(name: RouteName, c: Asking, error: unknown): Response {
    return failureReply(this.#fail(name, c, error));
  }

  #fail(name: RouteName, c: Asking, error: unknown): Failed {
    const failure =
      error instanceof NotAllowed || error instanceof NotJson || error instanceof TooLong
        ? refusedAtDoor(error)
        : failureOf(error, this.#parts.folder);
    if (failure.bug !== null) this.#note('bug', c, { route: name, id: failure.failure.id, stack: failure.bug });
    else if (failure.status === 403) this.#note('not allowed', c, { route: name, id: failure.failure.id });
    return failure;
  }

  /** Renewals are no actions: there is one every 5 s. */
  #noteAction(name: RouteName, c: Asking, { params, body, asker }: Read, status: number): void {
    const what = wordIn(body);
    if (name === 'signIn' || (name === 'lease' && what === 'renew')) return;
    this.#note('did', c, { route: name, ...params, what, status, who: asker.name, role: asker.role, guest: asker.id });
  }

  #note(what: string, c: Asking, noted: Readonly<Record<string, string | number | undefined>>): void {
    this.#parts.log.note(what, { ...noted, from: c.env?.incoming?.socket.remoteAddress });
  }
}

/** Which of several things a body wishes. */
function wordIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  if ('edit' in body) return wordIn(body.edit);
  if ('wish' in body && typeof body.wish === 'string') return body.wish;
  return 'kind' in body && typeof body.kind === 'string' ? body.kind : undefined;
}

class NotAllowed extends Error {}
class NotJson extends Error {}

function refusedAtDoor(error: NotAllowed | NotJson | TooLong): Failed {
  if (error instanceof NotAllowed)
    return failed(
      403,
      'viewer',
      'Your link is for looking on. Ask an operator for a link with which things can be done.',
    );
  if (error instanceof NotJson) return failed(415, 'no-json', 'Bodies have to be JSON, and say so in Content-Type.');
  return failed(413, 'too-long', 'The body is longer than 256 kB.');
}

/** Calls the handler of a route; what it gives is told apart by its form. */
function give<N extends RouteName>(name: N, handlers: Handlers, read: Read): unknown {
  return handlers[name](askedOf<N>(read));
}
