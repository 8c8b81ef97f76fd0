import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SignedIn } from '../../src/api/access.ts';
import { headers, type Role } from '../../src/api/route.ts';
import { type RouteName, routes } from '../../src/api/routes.ts';
import { Changes } from '../../src/desk/changes.ts';
import type { Asked, Handlers, SentEvent } from '../../src/server/handler.ts';
import { type AccessRoom, accessHandlers } from '../../src/server/handlers/access.ts';
import { openServer, type RunningServer, type ServerWish } from '../../src/server/openServer.ts';

/** A desk that has nothing but its changes, and notes what it was asked. */
export interface NotingDesk {
  readonly changes: Changes;
  readonly asked: { readonly name: RouteName; readonly asked: Asked<RouteName> }[];
  /** What a route does besides being noted. */
  readonly does: Map<RouteName, () => unknown>;
  close(): Promise<void>;
}

/** A real server on a real port, in front of a desk that only notes. */
export interface TestServer {
  readonly folder: string;
  readonly server: RunningServer<NotingDesk>;
  readonly desk: NotingDesk;
  readonly url: string;
  end(): Promise<void>;
}

export async function startTestServer(wish: Partial<ServerWish<NotingDesk>> = {}): Promise<TestServer> {
  const folder = wish.folder ?? mkdtempSync(join(tmpdir(), 'pacetomo-server-'));
  const server = await openServer<NotingDesk>({
    ...{ folder, host: '127.0.0.1', port: 0, names: [], tls: null, hasTunnel: false, version: '1.2.3' },
    openDesk: async () => notingDesk(),
    handlers: notingHandlers,
    ...wish,
  });
  const end = async (): Promise<void> => {
    await server.close();
    if (wish.folder === undefined) rmSync(folder, { recursive: true });
  };
  return { folder, server, desk: server.desk, url: server.url, end };
}

const notingDesk = (): NotingDesk => ({ changes: new Changes(), asked: [], does: new Map(), close: async () => {} });

function notingHandlers(desk: NotingDesk, room: AccessRoom): Handlers {
  const noting = Object.fromEntries(
    (Object.keys(routes) as RouteName[]).map((name) => [
      name,
      (asked: Asked<RouteName>) => {
        desk.asked.push({ name, asked });
        if (name === 'runEvents') return desk.does.get(name)?.() ?? noEvents();
        return Promise.resolve(desk.does.get(name)?.() ?? null);
      },
    ]),
  ) as unknown as Handlers;
  return { ...noting, ...accessHandlers(room) };
}

async function* noEvents(): AsyncGenerator<SentEvent> {}

/** One browser. */
export class Browser {
  readonly url: string;
  token: string | null = null;
  epoch = 0;

  constructor(url: string) {
    this.url = url;
  }

  static letIn({ url, server }: Pick<TestServer, 'url' | 'server'>, role: Role): Promise<Browser> {
    return Browser.open(url, server.newLink(role).link);
  }

  /** Opens a link. */
  static async open(url: string, link: string): Promise<Browser> {
    const browser = new Browser(url);
    const { token } = (await browser.json(await browser.signIn(codeOf(link)))) as SignedIn;
    browser.token = token;
    return browser;
  }

  signIn(code: string): Promise<Response> {
    return this.post('/api/sign-in', { code });
  }

  async json(response: Response): Promise<unknown> {
    return JSON.parse(await response.text());
  }

  get(path: string, more: Readonly<Record<string, string>> = {}, signal?: AbortSignal): Promise<Response> {
    return fetch(this.url + path, {
      headers: { ...this.#who(), [headers.page]: '1', ...more },
      ...(signal === undefined ? {} : { signal }),
    });
  }

  post(path: string, body: unknown, more: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(this.url + path, {
      method: 'POST',
      headers: {
        ...this.#who(),
        [headers.page]: '1',
        origin: this.url,
        'content-type': 'application/json',
        [headers.leaseEpoch]: String(this.epoch),
        [headers.requestId]: crypto.randomUUID(),
        ...more,
      },
      body: body === null ? null : JSON.stringify(body),
    });
  }

  /** Wishes something of the lease; the status of the reply. */
  async lease(wish: 'take' | 'take-over' | 'renew' | 'release', name = 'Ann'): Promise<number> {
    const response = await this.post('/api/lease', { wish, name });
    const reply = (await response.json()) as { readonly epoch?: number };
    if (reply.epoch !== undefined) this.epoch = reply.epoch;
    return response.status;
  }

  #who(): Record<string, string> {
    return this.token === null ? {} : { authorization: `Bearer ${this.token}` };
  }
}

/** The code of a link. */
export const codeOf = (link: string): string => link.split('#code=')[1]!;

/** The address of a route with something in its variable parts. */
export const exampleAddress = (name: RouteName): string => routes[name].path.replace(/:\w+/g, 'x1');

/** A body that the schema of a route takes. */
export const exampleBodies: Readonly<Partial<Record<RouteName, unknown>>> = {
  signIn: { code: 'x' },
  lease: { wish: 'take', name: 'Ann' },
  link: { role: 'viewer' },
  connect: { address: 'localhost:48888' },
  startVirtual: { scenario: 'quiet', seed: 3, speed: 0 },
  folderMaps: { maps: ['X:\\data=/mnt/data'] },
  edit: { version: 1, edit: { kind: 'undo' } },
  save: { version: 1 },
  check: { areas: ['lamella'], askSerialEm: false },
  keepPreset: { name: 'thin', settings: { step: '3' } },
  dropPreset: { name: 'thin' },
  startJob: { kind: 'look', look: 'view' },
  answer: { question: 'q1', answer: true },
  startRuns: { areas: ['lamella'], over: {}, preset: null },
  wish: { wish: 'pause' },
  resume: { realign: null },
  setAlarms: { webhook: null, mail: null },
};
