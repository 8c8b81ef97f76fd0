import type { CameraSet } from '../column/cameraSets.ts';
import { apply, inverse, plus } from '../column/planeMatrix.ts';
import type { Sight } from '../truth/sight.ts';

/** What the middle of the area that is read looks at; it need not be the middle of the camera. The beam stays. */
export function offCentre(sight: Sight, { rightPx, downPx }: CameraSet): Sight {
  if (rightPx === 0 && downPx === 0) return sight;
  const besideUm = apply(inverse(sight.specimenToCamera), { x: rightPx, y: -downPx });
  return { ...sight, centreUm: plus(sight.centreUm, besideUm) };
}
