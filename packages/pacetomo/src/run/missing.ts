import type { RunPlan } from '../plan/plan.ts';
import { isBeyondStage } from './nextStep.ts';
import { branchKey, type RunState, slotKey } from './state.ts';

/** Images of one target that were planned and not taken. */
export interface Missing {
  readonly target: string;
  readonly images: number;
  readonly why: string;
}

/** What a run that has ended did not take, by target and reason. Targets marked skip were not planned. */
export function missingImages(plan: RunPlan, state: RunState): readonly Missing[] {
  const reasons = new Map<string, Missing>();
  for (const { id, skip } of plan.targets) {
    if (skip) continue;
    for (const [step, tilt] of state.schedule.entries()) {
      const outcome = state.outcomes.get(slotKey({ target: id, step }));
      if (outcome?.kind === 'taken') continue;
      const beyond = isBeyondStage(state, tilt);
      const why =
        outcome?.why ??
        (beyond
          ? 'beyond the tilt limit of the stage'
          : (state.ended.get(branchKey(id, tilt.branch)) ?? 'not yet taken'));
      const key = `${id} ${why}`;
      reasons.set(key, { target: id, images: (reasons.get(key)?.images ?? 0) + 1, why });
    }
  }
  return [...reasons.values()];
}
