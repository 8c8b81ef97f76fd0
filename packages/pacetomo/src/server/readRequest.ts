import type { z } from 'zod';
import type { Route } from '../api/route.ts';
import type { RouteName } from '../api/routes.ts';
import { Refusal } from '../desk/refusal.ts';
import type { Asked, Asker } from './handler.ts';

/** Longer bodies are none of ours, bytes. */
const mostBodyBytes = 256 * 1024;
const deepest = 20;

/** A body is too long. */
export class TooLong extends Error {
  override readonly name = 'TooLong';
}

/** So much of a body that is too long is read and thrown away, so that the reply finds its way, bytes. */
const mostThrownAway = 8 * 1024 * 1024;

/** Reads a body to its end, and keeps what is allowed. */
export async function readBody(
  body: ReadableStream<Uint8Array> | null,
  saidBytes: string | undefined,
): Promise<string> {
  if (Number(saidBytes ?? 0) > mostThrownAway) throw new TooLong();
  if (body === null) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes <= mostBodyBytes) chunks.push(chunk);
    else if (bytes > mostThrownAway) break;
  }
  if (bytes > mostBodyBytes) throw new TooLong();
  return new TextDecoder().decode(Buffer.concat(chunks));
}

const bad = (sentence: string): Refusal => new Refusal(400, 'bad-request', sentence);

/** Reads the JSON of a body and checks it as its route says. */
export function parseBody(route: Pick<Route, 'body'>, text: string): unknown {
  if (route.body === null) {
    if (!['', '{}', 'null'].includes(text.trim())) throw bad('This request takes no body.');
    return null;
  }
  const value = parseSafely(text);
  const checked = route.body.safeParse(value);
  if (!checked.success) throw bad(`This cannot be done as it was asked for: ${saidBy(checked.error)}`);
  return checked.data;
}

function parseSafely(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw bad('The body is no JSON.');
  }
  mustBePlain(value, 0);
  return value;
}

const notKeys = new Set(['__proto__', 'constructor', 'prototype']);

function mustBePlain(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth >= deepest) throw bad(`The body is nested deeper than ${deepest} levels.`);
  for (const [key, inner] of Object.entries(value)) {
    if (notKeys.has(key)) throw bad(`The body has a key ${key}, which no request has.`);
    mustBePlain(inner, depth + 1);
  }
}

function saidBy({ issues }: z.ZodError): string {
  return issues
    .slice(0, 3)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ');
}

/** A whole number of a header, from 0; null when the header is absent. */
export function numberIn(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const number = Number(text);
  if (!/^\d{1,16}$/.test(text) || !Number.isSafeInteger(number)) throw bad(`The header ${name} is no whole number.`);
  return number;
}

/** What has been read of a request. */
export interface Read {
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly query: URLSearchParams;
  readonly asker: Asker;
  readonly lastEventId: number;
  readonly expectedSeq: number | null;
  readonly signal: AbortSignal;
}

const longestParam = 200;

/** What a handler is asked: its path has named the parameters, and its schema has checked the body. */
export function askedOf<N extends RouteName>(read: Read): Asked<N> {
  for (const value of Object.values(read.params))
    if (value.length > longestParam || /\p{Cc}/u.test(value))
      throw new Refusal(404, 'not-found', 'There is nothing of that name.');
  return { ...read, params: read.params as Asked<N>['params'], body: read.body as Asked<N>['body'] };
}
