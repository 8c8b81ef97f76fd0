import { useRef } from 'react';
import type { RunStory } from './runStory.ts';

/**
 * Something that is worked out of a run once a second at most while it grows, and at once when something else is to be shown:
 * `what` says of what. Figures are kept up in place, so React cannot see that they have changed.
 */
export function usePerSecond<T>(story: RunStory, what: string, work: () => T): T {
  const kept = useRef<{ readonly key: string; readonly value: T } | null>(null);
  const key = [what, story.run, Math.floor(story.version / 4), story.isCaughtUp, story.state.complete].join(' ');
  if (kept.current?.key !== key) kept.current = { key, value: work() };
  return kept.current.value;
}
