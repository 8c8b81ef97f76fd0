import type { RunPlan } from '../plan/plan.ts';
import type { Tilt } from '../plan/tiltScheme.ts';
import { isBeyondStage, isUnwanted } from './due.ts';
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
      const why = outcome?.why ?? whyNot(state, id, tilt);
      const key = `${id} ${why}`;
      reasons.set(key, { target: id, images: (reasons.get(key)?.images ?? 0) + 1, why });
    }
  }
  return [...reasons.values()];
}

function whyNot(state: RunState, target: string, tilt: Tilt): string {
  if (isBeyondStage(state, tilt)) return 'beyond the tilt limit of the stage';
  if (isUnwanted(state, tilt)) return 'left out by a person';
  return state.ended.get(branchKey(target, tilt.branch)) ?? 'not yet taken';
}
