import type { Area, AreaTarget } from '../../area/area.ts';
import { add, subtract, type Vec } from '../../geometry/frames.ts';
import { seenOfStageStep } from '../../geometry/tiltedStage.ts';
import type { Bearings } from './bearings.ts';

/**
 * Where the image shift has to point for a target of an area whose tracking target it has at `origin`, µm: by its position on
 * the specimen, else by its stage position. Null when neither says it.
 */
export function placeOfTarget(
  { tiltDeg, stageToSpecimen }: Pick<Bearings, 'tiltDeg' | 'stageToSpecimen'>,
  { targets }: Pick<Area, 'targets'>,
  origin: Vec<'specimen'>,
  { position, stage }: Pick<AreaTarget, 'position' | 'stage'>,
): Vec<'specimen'> | null {
  if (position !== null) return add(origin, position);
  const from = targets[0]?.stage ?? null;
  if (from === null || stage === null) return null;
  return add(origin, seenOfStageStep(subtract(stage, from), tiltDeg, stageToSpecimen));
}
