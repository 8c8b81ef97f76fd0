import { useMemo } from 'react';
import type { RunStory } from '../../runs/runStory.ts';

/** What is worked out of a run, once for each of its versions: its lines and figures grow in place. `by` is what it depends on besides. */
export function useOfStory<T>(story: RunStory, work: (story: RunStory) => T, by = ''): T {
  // biome-ignore lint/correctness/useExhaustiveDependencies: what grows in place is told apart by its version
  return useMemo(() => work(story), [story.run, story.version, by]);
}
