import type { Area } from './area.ts';
import { sameArea } from './sameArea.ts';

/** What an area was, is, and was again before something was undone. Immutable, as areas are. */
export interface AreaHistory {
  /** The oldest first. */
  readonly past: readonly Area[];
  readonly now: Area;
  /** The next to be done again first. */
  readonly future: readonly Area[];
}

/** Older states are forgotten: nobody undoes so much, and an area of a hundred targets is small. */
const longestPast = 500;

export const historyOf = (area: Area): AreaHistory => ({ past: [], now: area, future: [] });

/** The history after an edit. What was undone before cannot be done again. An edit that changes nothing leaves no trace. */
export function edit(history: AreaHistory, area: Area): AreaHistory {
  if (sameArea(history.now, area)) return history;
  return { past: [...history.past, history.now].slice(-longestPast), now: area, future: [] };
}

/** Back by one edit; the same history when there is none. */
export function undo(history: AreaHistory): AreaHistory {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return { past: history.past.slice(0, -1), now: before, future: [history.now, ...history.future] };
}

/** Forward again by one edit that was undone; the same history when there is none. */
export function redo({ past, now, future }: AreaHistory): AreaHistory {
  const [next, ...later] = future;
  return next === undefined ? { past, now, future } : { past: [...past, now], now: next, future: later };
}
