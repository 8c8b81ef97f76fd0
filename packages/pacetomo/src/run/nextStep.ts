import type { RunPlan } from '../plan/plan.ts';
import type { Tilt } from '../plan/tiltScheme.ts';
import type { Slot } from './events.ts';
import { branchKey, type RunState, slotKey } from './state.ts';

/** What a run does next. A run that is resumed asks the same question as one that was never interrupted. */
export type NextStep =
  | { readonly kind: 'reconcile' }
  | { readonly kind: 'set-up' }
  | { readonly kind: 'measure'; readonly slot: Slot }
  | { readonly kind: 'expose'; readonly slot: Slot; readonly tilt: Tilt }
  | { readonly kind: 'finish' }
  | { readonly kind: 'nothing' };

/** The next step of a run, worked out from its state alone. */
export function nextStep(plan: RunPlan, state: RunState): NextStep {
  if (state.complete) return { kind: 'nothing' };
  if (state.open !== null) return { kind: 'reconcile' };
  if (state.area === null) return { kind: 'set-up' };
  if (state.unmeasured !== null) return { kind: 'measure', slot: state.unmeasured };
  for (const [step, tilt] of state.schedule.entries()) {
    const target = plan.targets.find(({ id }) => isDue(plan, state, { target: id, step }, tilt));
    if (target !== undefined) return { kind: 'expose', slot: { target: target.id, step }, tilt };
  }
  return { kind: 'finish' };
}

/** All slots still to be taken, as far as is known now. */
export function slotsDue(plan: RunPlan, state: RunState): number {
  let due = 0;
  for (const [step, tilt] of state.schedule.entries()) {
    for (const { id } of plan.targets) if (isDue(plan, state, { target: id, step }, tilt)) due += 1;
  }
  return due;
}

/** Like the original, the tracking target is exposed as long as anybody needs it. */
function isDue(plan: RunPlan, state: RunState, slot: Slot, tilt: Tilt): boolean {
  if (state.outcomes.has(slotKey(slot)) || isBeyondStage(state, tilt)) return false;
  const isTracking = slot.target === plan.targets[0]?.id;
  const takesImages = (id: string): boolean => !state.ended.has(branchKey(id, tilt.branch));
  return isTracking ? plan.targets.some(({ id }) => takesImages(id)) : takesImages(slot.target);
}

/** Whether this stage cannot tilt that far. */
export function isBeyondStage(state: RunState, tilt: Tilt): boolean {
  return state.environment !== null && Math.abs(tilt.deg) > state.environment.maximumTiltDeg;
}
