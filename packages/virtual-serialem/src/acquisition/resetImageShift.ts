import { apply, inverse, type PlaneVector } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';
import { setImageShift } from './moveImageShift.ts';
import { moveStage } from './moveStage.ts';

/** Image shifts below this are not worth a stage move, µm. */
const smallestResetUm = 0.01;

/** The cosine of the reported tilt: stage Y is foreshortened by it where it is exchanged with image shift. */
export function tiltCosine(instrument: Instrument): number {
  return Math.cos((instrument.column.stage.goniometer.reportedDeg * Math.PI) / 180);
}

/** The stage move that would replace the present image shift, µm. */
export function equivalentStageMove(instrument: Instrument): PlaneVector {
  return stageMoveFor(instrument, instrument.column.coils.specimenShiftUm);
}

/** The stage move that would look as far away as an image shift of so many µm on the specimen. */
export function stageMoveFor(instrument: Instrument, shiftUm: PlaneVector): PlaneVector {
  const stage = apply(inverse(instrument.column.calibration.stageToSpecimen), shiftUm);
  return { x: stage.x, y: stage.y / tiltCosine(instrument) };
}

/** Moves the stage so that the view stays and sets the image shift to zero; focus follows the height that changes. */
export async function resetImageShift(instrument: Instrument): Promise<void> {
  const { column } = instrument;
  const shiftUm = column.coils.specimenShiftUm;
  if (Math.hypot(shiftUm.x, shiftUm.y) < smallestResetUm) return;
  const move = equivalentStageMove(instrument);
  const from = column.stage.reportedUm;
  setImageShift(instrument, { x: 0, y: 0 });
  await moveStage(instrument, { x: from.x + move.x, y: from.y + move.y });
  column.defocusUm += shiftUm.y * Math.tan((column.stage.goniometer.reportedDeg * Math.PI) / 180);
}
