import type { RunPlan } from '../plan/plan.ts';
import type { PlanChange } from '../run/control.ts';
import type { RunState } from '../run/state.ts';

/** Why a change cannot be made, in a sentence, or null. */
export function objectionTo(plan: RunPlan, state: RunState, change: PlanChange): string | null {
  if (state.complete) return 'The run is complete; nothing of it can be changed any more.';
  if (change.kind === 'range') return objectionToRange(state, change);
  if (plan.targets.some(({ id }) => id === change.target)) return null;
  return `The run has no target ${change.target}. Its targets are ${plan.targets.map(({ id }) => id).join(', ')}.`;
}

function objectionToRange(
  { schedule }: RunState,
  { minDeg, maxDeg }: Extract<PlanChange, { readonly kind: 'range' }>,
): string | null {
  if (minDeg > maxDeg)
    return `The range from ${minDeg}° to ${maxDeg}° is the wrong way round: give the lower tilt first.`;
  const tiltsDeg = schedule.map(({ deg }) => deg);
  const lowestDeg = Math.min(...tiltsDeg);
  const highestDeg = Math.max(...tiltsDeg);
  if (minDeg >= lowestDeg && maxDeg <= highestDeg) return null;
  return `The plan goes from ${lowestDeg}° to ${highestDeg}°; a range can be made narrower than that, not wider. For more tilts start a new run.`;
}

/** What a change means, in words. */
export function changeWords(plan: RunPlan, change: PlanChange): string {
  if (change.kind === 'range') return `only tilts from ${change.minDeg}° to ${change.maxDeg}° are taken`;
  const isTracking = plan.targets[0]?.id === change.target;
  const stays = isTracking ? '; as the tracking target it is exposed as long as any other target is' : '';
  if (change.kind === 'skip-target') return `target ${change.target} takes no more images${stays}`;
  return `target ${change.target} takes no more images on its ${change.branch} branch${stays}`;
}
