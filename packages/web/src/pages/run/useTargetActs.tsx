import { type ReactNode, useMemo, useRef } from 'react';
import { useConfirm } from '../../parts/Confirm.tsx';
import type { RunStory } from '../../runs/runStory.ts';
import { count } from '../../runs/standing.ts';
import { useWish } from '../../runs/wishes.ts';
import { dueOf } from './range.ts';

/** What may be done with a target while the run goes on. */
export interface TargetActs {
  readonly skip: (target: string) => void;
  readonly endBranch: (target: string, branch: 'plus' | 'minus') => void;
}

/** Asks before a target is given up, says what that means, and passes it on. Gives the question that is asked, too. */
export function useTargetActs(story: RunStory): { readonly acts: TargetActs; readonly dialog: ReactNode } {
  const wish = useWish(story.run, story.lastSeq);
  const { confirm, dialog } = useConfirm();
  const { plan, state } = story;
  const stays = (target: string): string =>
    plan.targets[0]?.id === target ? ' As the tracking target it is still exposed as long as any other target is.' : '';
  const leftOut = (images: number): string => `${count(images, 'image')} ${images === 1 ? 'is' : 'are'} left out`;
  const skip = async (target: string): Promise<void> => {
    const yes = await confirm({
      title: `Skip target ${target}?`,
      text: `Target ${target} takes no more images: ${leftOut(dueOf(plan, state, target, 'both'))}. What was taken stays. This cannot be taken back in this run.${stays(target)}`,
      yes: 'Skip this target',
    });
    if (yes) wish.mutate({ wish: 'skip-target', target });
  };
  const endBranch = async (target: string, branch: 'plus' | 'minus'): Promise<void> => {
    const yes = await confirm({
      title: `End the ${branch} branch of target ${target}?`,
      text: `Target ${target} takes no more images on its ${branch} branch: ${leftOut(dueOf(plan, state, target, branch))}. The other branch goes on. This cannot be taken back in this run.${stays(target)}`,
      yes: `End its ${branch} branch`,
    });
    if (yes) wish.mutate({ wish: 'end-branch', target, branch });
  };
  const latest = useRef({ skip, endBranch });
  latest.current = { skip, endBranch };
  const acts = useMemo<TargetActs>(
    () => ({
      skip: (target) => void latest.current.skip(target),
      endBranch: (target, branch) => void latest.current.endBranch(target, branch),
    }),
    [],
  );
  return { acts, dialog };
}
