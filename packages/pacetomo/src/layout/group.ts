import { type Matrix, subtract, type Vec } from '../geometry/frames.ts';
import { seenOfStageStep } from '../geometry/tiltedStage.ts';

/**
 * Where the points of a Navigator group lie from its first one, µm on the specimen, as they are seen at the tilt at which
 * they were placed.
 */
export function groupPositions(
  points: readonly Vec<'stage'>[],
  { tiltDeg, stageToSpecimen }: { readonly tiltDeg: number; readonly stageToSpecimen: Matrix<'stage', 'specimen'> },
): readonly Vec<'specimen'>[] {
  const [first] = points;
  if (first === undefined) return [];
  return points.map((point) => seenOfStageStep(subtract(point, first), tiltDeg, stageToSpecimen));
}
