import { apply, type Matrix, subtract, type Vec } from '../geometry/frames.ts';
import type { RunPlan, Target } from '../plan/plan.ts';
import { reachUm } from '../plan/reach.ts';

/** Whether a target is acquired at all: it is neither marked skip nor, untilted, beyond the reach of image shift. */
export function isTaken(plan: RunPlan, target: Target, position: Vec<'specimen'>): boolean {
  return !target.skip && Math.hypot(position.x, position.y) <= reachUm(plan.settings);
}

/** Specimen position relative to the tracking target, µm; from stage positions where the file gives no other. */
export function positionOf(
  plan: RunPlan,
  target: Target,
  stageToSpecimen: Matrix<'stage', 'specimen'>,
): Vec<'specimen'> {
  if (target.position !== null) return target.position;
  const origin = plan.targets[0]?.stage;
  if (target.skip) return { x: 0, y: 0 }; // it is nowhere, and nobody goes there
  if (!origin || target.stage === null)
    throw new Error(`target ${target.id} has neither SSX, SSY nor a stage position`);
  return apply(stageToSpecimen, subtract(target.stage, origin));
}
