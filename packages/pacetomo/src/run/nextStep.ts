import type { RunPlan } from '../plan/plan.ts';
import type { Tilt } from '../plan/tiltScheme.ts';
import { isDue } from './due.ts';
import type { SetUpStep } from './events.ts';
import { nextTile } from './montage.ts';
import { hasAllFits } from './motionState.ts';
import { nextOfSetUp } from './setUpSteps.ts';
import type { Slot, Tile } from './slot.ts';
import { type RunState, slotKey, tiltOf } from './state.ts';

/** What a run does next. A run that is resumed asks the same question as one that was never interrupted. */
export type NextStep =
  | { readonly kind: 'reconcile' }
  | { readonly kind: 'set-up'; readonly step: SetUpStep }
  | { readonly kind: 'place'; readonly target: string }
  | { readonly kind: 'begin' }
  | { readonly kind: 'recentre'; readonly step: number; readonly tilt: Tilt }
  | { readonly kind: 'measure'; readonly slot: Slot }
  | { readonly kind: 'check-focus'; readonly step: number; readonly tilt: Tilt }
  | { readonly kind: 'expose'; readonly slot: Slot; readonly tilt: Tilt }
  | { readonly kind: 'expose-again'; readonly slot: Slot; readonly tilt: Tilt }
  | { readonly kind: 'tile'; readonly slot: Slot; readonly tilt: Tilt; readonly tile: Tile }
  | { readonly kind: 'fit-ctf'; readonly slot: Slot }
  | { readonly kind: 'finish' }
  | { readonly kind: 'nothing' };

/** The next step of a run, worked out from its state alone. */
export function nextStep(plan: RunPlan, state: RunState): NextStep {
  if (state.complete) return { kind: 'nothing' };
  if (state.open !== null) return { kind: 'reconcile' };
  if (state.area === null) {
    const next = nextOfSetUp(plan, state);
    if (next === null) return { kind: 'begin' };
    return 'step' in next ? { kind: 'set-up', step: next.step } : { kind: 'place', target: next.target };
  }
  if (state.unmeasured !== null) return { kind: 'measure', slot: state.unmeasured };
  const next = nextOfSeries(plan, state);
  const step = stepOf(next);
  return step !== null && state.displaced !== null ? { kind: 'recentre', step, tilt: tiltOf(state, step) } : next;
}

/** Angle by angle, target by target; fits that a crash has prevented come last, when nothing waits for them any more. */
function nextOfSeries(plan: RunPlan, state: RunState): NextStep {
  const { again } = state;
  if (again !== null) {
    const slot = { target: again.target, step: again.step };
    return { kind: 'expose-again', slot, tilt: tiltOf(state, again.step) };
  }
  for (const [step, tilt] of state.schedule.entries()) {
    for (const [i, { id }] of plan.targets.entries()) {
      const slot = { target: id, step };
      const tile = nextTile(plan, state, slot);
      if (tile !== null) return { kind: 'tile', slot, tilt, tile };
      if (!isDue(plan, state, slot, tilt)) continue;
      if (i === 0 && checksFocus(state, step, tilt)) return { kind: 'check-focus', step, tilt };
      return { kind: 'expose', slot, tilt };
    }
    const unfitted = plan.targets.find(({ id }) => isUnfitted(state, { target: id, step }));
    if (unfitted !== undefined) return { kind: 'fit-ctf', slot: { target: unfitted.id, step } };
  }
  return { kind: 'finish' };
}

/** The turn of the stage that a step with an exposure belongs to, or null. */
function stepOf(next: NextStep): number | null {
  if (next.kind === 'check-focus') return next.step;
  return next.kind === 'expose' || next.kind === 'expose-again' || next.kind === 'tile' ? next.slot.step : null;
}

function checksFocus(state: RunState, step: number, tilt: Tilt): boolean {
  return state.settings.addAF && tilt.startsGroup && !state.focusChecked.has(step);
}

function isUnfitted(state: RunState, slot: Slot): boolean {
  const outcome = state.outcomes.get(slotKey(slot));
  // the script has fitted its own images
  return outcome?.kind === 'taken' && outcome.aim !== null && !hasAllFits(state, slot);
}

/** All slots still to be taken, as far as is known now. */
export function slotsDue(plan: RunPlan, state: RunState): number {
  let due = 0;
  for (const [step, tilt] of state.schedule.entries()) {
    for (const { id } of plan.targets) if (isDue(plan, state, { target: id, step }, tilt)) due += 1;
  }
  return due;
}
