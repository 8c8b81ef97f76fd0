import type { z } from 'zod';

/** Who somebody at the page is: a viewer looks on, an operator may do everything. */
export type Role = 'viewer' | 'operator';

/**
 * One thing that the page may ask of the server. `lease`: only whoever has control may; `journal`: what is asked for rests
 * on how a run stands, so the request says up to which line of its journal the asker has read.
 */
export interface Route<Path extends string = string, Body = unknown, Reply = unknown> {
  readonly method: 'GET' | 'POST';
  readonly path: Path;
  readonly role: Role | 'anyone';
  readonly lease: boolean;
  readonly journal: boolean;
  /** What the body has to be; null for none. */
  readonly body: z.ZodType<Body> | null;
  /** Only a type: what comes back. `Bytes` is no JSON, `Stream` are server-sent events. */
  readonly reply?: Reply;
}

/** A reply that is an image or a file. */
export interface Bytes {
  readonly bytes: Uint8Array;
  readonly type: string;
  /** Never changes under this address, so browsers may keep it. */
  readonly isFinal: boolean;
  /** Name under which a browser saves it; absent to show it. */
  readonly saveAs?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A reply that never ends: server-sent events, each with a number from which a reader that was away goes on. */
export interface Stream {
  readonly stream: true;
}

/** Names of the variable parts of a path: `area` and `picture` of `/api/areas/:area/pictures/:picture`. */
export type ParamsOf<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? { readonly [N in Name | keyof ParamsOf<Rest>]: string }
  : Path extends `${string}:${infer Name}`
    ? { readonly [N in Name]: string }
    : Readonly<Record<never, string>>;

/** What is read; costs nothing and changes nothing. */
export const read =
  <Reply>() =>
  <const Path extends string>(path: Path): Route<Path, null, Reply> => ({
    method: 'GET',
    path,
    role: 'viewer',
    lease: false,
    journal: false,
    body: null,
  });

/** What is done. */
export const act =
  <Reply>() =>
  <const Path extends string, Body = null>(
    path: Path,
    body: z.ZodType<Body> | null = null,
    { role = 'operator', lease = true, journal = false }: Partial<Pick<Route, 'role' | 'lease' | 'journal'>> = {},
  ): Route<Path, Body, Reply> => ({ method: 'POST', path, role, lease, journal, body });

/** Headers of a request that does something. */
export const headers = {
  /** Every request of the page has it; no other site can send it without being asked first. */
  page: 'x-pacetomo',
  /** Which lease the asker believes to have. */
  leaseEpoch: 'x-lease-epoch',
  /** The same request, sent twice, acts once. */
  requestId: 'x-request-id',
  /** Number of the last line of the run's journal that the asker has seen. */
  expectedSeq: 'x-expected-seq',
} as const;

/** What comes back when something cannot be done. */
export interface Failure {
  readonly code: string;
  /** What happened, to what, and what to do. */
  readonly message: string;
  /** To find it in the server's log. */
  readonly id: string;
}
