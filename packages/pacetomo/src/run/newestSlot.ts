import type { RunPlan } from '../plan/plan.ts';
import type { Branch, Tilt } from '../plan/tiltScheme.ts';
import { isDue } from './due.ts';
import { type RunState, slotKey } from './state.ts';

/** How far a run has got: a step of the schedule, and the number of a target in the file's order. */
export interface Place {
  readonly step: number;
  readonly target: number;
}

/** The last slot, in the order of acquisition, of which it is known what became of it; null before the first. */
export function newestPlace(plan: RunPlan, state: RunState): Place | null {
  for (let step = state.schedule.length - 1; step >= 0; step--) {
    const target = plan.targets.findLastIndex(({ id }) => state.outcomes.has(slotKey({ target: id, step })));
    if (target >= 0) return { step, target };
  }
  return null;
}

/** The last tilt of a branch at which a target has had its turn; the start tilt is one of the plus branch. */
export function lastTurnOf(state: RunState, target: number, branch: Branch, newest: Place): Tilt | null {
  const had = state.schedule.slice(0, newest.step + (target <= newest.target ? 1 : 0));
  return had.findLast((tilt) => tilt.branch === branch) ?? null;
}

/** Whether a target is still to be exposed on a branch. */
export function isBranchDue(plan: RunPlan, state: RunState, target: string, branch: Branch): boolean {
  return state.schedule.some((tilt, step) => tilt.branch === branch && isDue(plan, state, { target, step }, tilt));
}
