import { apply, type PlaneVector, plus } from '../column/planeMatrix.ts';
import { cameraSize, type Instrument } from '../instrument.ts';
import { imposeShift } from './imposeShift.ts';
import { setImageShift } from './moveImageShift.ts';
import { moveStage } from './moveStage.ts';
import { stageMoveFor } from './resetImageShift.ts';

/** From so far on a drag moves the stage, if the user wants that: a part of the camera's field, or µm. */
const farFraction = 0.7;
const farUm = 3;

/**
 * A person drags the image in A with the mouse, so that what lies `byUm` away from the centre comes there. The image and the
 * image shift of the scope move together; with the user setting MoveStageOnBigMouseShift the stage does it if it is far, and
 * takes over what image shift there was (SetAlignShifts in ShiftManager.cpp).
 */
export async function dragImage(instrument: Instrument, byUm: PlaneVector): Promise<void> {
  const { buffers, column, settings } = instrument;
  const record = buffers.get(0);
  if (!record) return;
  const { magIndex, binning } = record.metadata;
  const { specimenToCamera } = column.calibration.calibrated(magIndex);
  // What is to be in the centre lies there by so many pixels, and is dragged the other way; image y points down.
  const away = apply(specimenToCamera, byUm);
  const shiftPx = { x: record.shiftPx.x - away.x / binning, y: record.shiftPx.y + away.y / binning };
  if (!settings.isOn('MoveStageOnBigMouseShift') || !isFar(instrument, away, byUm)) {
    imposeShift(instrument, shiftPx, true);
    return;
  }
  const move = stageMoveFor(instrument, plus(column.coils.specimenShiftUm, byUm));
  const from = column.stage.reportedUm;
  setImageShift(instrument, { x: 0, y: 0 });
  await moveStage(instrument, { x: from.x + move.x, y: from.y + move.y });
  buffers.amend(0, { shiftPx });
}

function isFar({ scenario }: Instrument, away: PlaneVector, byUm: PlaneVector): boolean {
  const { widthPx, heightPx } = cameraSize(scenario);
  return Math.hypot(away.x / widthPx, away.y / heightPx) >= farFraction || Math.hypot(byUm.x, byUm.y) >= farUm;
}
