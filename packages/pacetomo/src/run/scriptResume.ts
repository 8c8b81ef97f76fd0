import type { RunPlan } from '../plan/plan.ts';
import { isBranchDue, lastTurnOf, type Place } from './newestSlot.ts';
import { isOrderOfScript } from './scriptTurns.ts';
import { sectionsOf } from './stacks.ts';
import { type RunState, tiltOf } from './state.ts';

/**
 * Why PACEtomo.py cannot go on from where a run stands, as the end of a sentence, or null when it can (reliability 5.6.5
 * and 6.1, behaviour H1 to H5).
 */
export function obstacleToScript(plan: RunPlan, state: RunState, newest: Place): string | null {
  if (!isOrderOfScript(state)) return 'it does not know this order of tilts';
  if (newest.step === 0) return 'it cannot resume before the first image of the second tilt';
  return branchEndObstacle(plan, state, newest) ?? angleObstacle(state, newest) ?? stackObstacle(plan, state);
}

/** It flags its recovery for the turn that was interrupted; when that has no targets left, the next turn loses them (H2). */
function branchEndObstacle(plan: RunPlan, state: RunState, { step }: Place): string | null {
  const { branch, deg } = tiltOf(state, step);
  if (plan.targets.some(({ id }) => isBranchDue(plan, state, id, branch))) return null;
  const other = branch === 'plus' ? 'minus' : 'plus';
  if (!plan.targets.some(({ id }) => isBranchDue(plan, state, id, other))) return 'nothing is left to do';
  return `${deg}° was the last tilt of its branch, and it would leave out the next tilt of the other one`;
}

/** It rounds the last angles of the newest target to whole degrees. */
function angleObstacle(state: RunState, newest: Place): string | null {
  const turns = (['plus', 'minus'] as const).map((branch) => lastTurnOf(state, newest.target, branch, newest));
  const broken = turns.find((turn) => turn !== null && !Number.isInteger(turn.deg));
  return broken ? `it would round ${broken.deg}° to a whole number of degrees` : null;
}

/** It opens the stack of every target, and stops where there is none. */
function stackObstacle(plan: RunPlan, state: RunState): string | null {
  const empty = plan.targets.find(
    ({ id }) =>
      sectionsOf(state, id) === 0 &&
      (['plus', 'minus'] as const).some((branch) => isBranchDue(plan, state, id, branch)),
  );
  return empty ? `target ${empty.id} has no image that its next one could be aligned to` : null;
}
