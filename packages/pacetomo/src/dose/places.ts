import type { Matrix, Vec } from '../geometry/frames.ts';
import { positionOf } from '../motion/targetPosition.ts';
import type { RunPlan, Target } from '../plan/plan.ts';
import { seenAtStart } from '../plan/reach.ts';
import { laidDown } from './samplePlane.ts';

/** Where a target lies, as the beam sees it at the tilt it was chosen at, and where its images will be centred. */
export interface TargetPlace {
  /** µm from the tracking target, at the tilt that it was chosen at. */
  readonly position: Vec<'specimen'>;
  /** Where it is on the untilted specimen. */
  readonly itself: Vec<'specimen'>;
  /** Where a run aims that has only the targets file to go by, on the untilted specimen. */
  readonly byFile: Vec<'specimen'>;
}

/**
 * The place of a target. Whoever finds it by its maps aims at the target itself. Without maps a run foreshortens as the
 * original does, which is right only where the slope has no part along the tilt axis.
 */
export function placeOf(plan: RunPlan, target: Target, stageToSpecimen: Matrix<'stage', 'specimen'>): TargetPlace {
  const { settings } = plan;
  const position = positionOf(plan, target, stageToSpecimen);
  return {
    position,
    itself: laidDown(settings, settings.tiltTargetsDeg, position),
    byFile: laidDown(settings, settings.startTiltDeg, seenAtStart(settings, position)),
  };
}
