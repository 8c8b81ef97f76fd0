import { setImageShift } from '../acquisition/moveImageShift.ts';
import { moveStage } from '../acquisition/moveStage.ts';
import { minus } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';
import { axisStageOffset } from './stagePlace.ts';

/** Goes to a navigator position, µm: image shift zero, then stage X, Y and Z with backlash. */
export async function moveToPlace(
  instrument: Instrument,
  place: { readonly x: number; readonly y: number; readonly z?: number },
): Promise<void> {
  setImageShift(instrument, { x: 0, y: 0 });
  const inPlane = minus(place, axisStageOffset(instrument));
  await moveStage(instrument, place.z === undefined ? inPlane : { ...inPlane, z: place.z }, true);
}
