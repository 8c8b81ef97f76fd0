import { hostname, userInfo } from 'node:os';
import type { PlanChange } from '../run/control.ts';
import { eventSchema } from '../run/eventSchema.ts';
import { parseJson } from './parseJson.ts';

/**
 * What people may ask of the process that works on a run: one JSON line. Apart from the question how things stand, a
 * request is an event that somebody wishes for, and is checked like one.
 */
export type Request =
  | { readonly type: 'status' }
  | { readonly type: 'action'; readonly who: string; readonly what: 'stop' | 'pause' | 'go-on' }
  | { readonly type: 'plan.change'; readonly who: string; readonly change: PlanChange };

/** What it answers: one JSON line. */
export interface Answer {
  /** Whether it does what was asked. */
  readonly ok: boolean;
  /** In a sentence. */
  readonly said: string;
  /** How things stand, for programs; only when that was asked. */
  readonly status?: unknown;
}

/** Longer requests are none of ours, bytes. */
export const mostRequestBytes = 4096;
const longestName = 100;

/** Reads a request; null when it is none. */
export function parseRequest(line: string): Request | null {
  const value = parseJson(line);
  if (typeof value === 'object' && value !== null && 'type' in value && value.type === 'status')
    return { type: 'status' };
  const event = eventSchema.safeParse(value);
  if (!event.success || (event.data.type !== 'action' && event.data.type !== 'plan.change')) return null;
  const { data } = event;
  if (data.who.length === 0 || data.who.length > longestName || /\p{Cc}/u.test(data.who)) return null;
  if (data.type === 'plan.change') return { type: data.type, who: data.who, change: data.change };
  const { who, what } = data;
  return what === 'stop' || what === 'pause' || what === 'go-on' ? { type: data.type, who, what } : null;
}

/** Reads an answer; null when it is none. */
export function parseAnswer(line: string): Answer | null {
  const value = parseJson(line);
  if (typeof value !== 'object' || value === null || !('ok' in value) || !('said' in value)) return null;
  if (typeof value.ok !== 'boolean' || typeof value.said !== 'string') return null;
  const answer = { ok: value.ok, said: value.said };
  return 'status' in value ? { ...answer, status: value.status } : answer;
}

/** Who asks, as far as this computer knows: `ann@krios`. */
export function callerName(): string {
  const computer = hostname();
  try {
    return `${userInfo().username}@${computer}`.slice(0, longestName);
  } catch {
    return `somebody@${computer}`.slice(0, longestName); // an account without a name
  }
}
