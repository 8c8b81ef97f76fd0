import type { RunPlan } from '../plan/plan.ts';
import type { Tilt } from '../plan/tiltScheme.ts';
import type { Slot } from './slot.ts';
import { branchKey, type RunState, slotKey } from './state.ts';

/** Whether a slot is still to be taken. Like the original, the tracking target is exposed as long as anybody needs it. */
export function isDue(plan: RunPlan, state: RunState, slot: Slot, tilt: Tilt): boolean {
  if (state.outcomes.has(slotKey(slot)) || isBeyondStage(state, tilt) || isUnwanted(state, tilt)) return false;
  const isTracking = slot.target === plan.targets[0]?.id;
  const takesImages = (id: string): boolean => !state.ended.has(branchKey(id, tilt.branch));
  return isTracking ? plan.targets.some(({ id }) => takesImages(id)) : takesImages(slot.target);
}

/** Whether this stage cannot tilt that far. */
export function isBeyondStage(state: RunState, tilt: Tilt): boolean {
  return state.environment !== null && Math.abs(tilt.deg) > state.environment.maximumTiltDeg;
}

/** Whether a person has narrowed the range meanwhile. */
export function isUnwanted({ range }: RunState, tilt: Tilt): boolean {
  return tilt.deg < range.minDeg || tilt.deg > range.maxDeg;
}
