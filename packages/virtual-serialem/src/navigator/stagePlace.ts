import { apply, composed, inverse, type PlaneMatrix, type PlaneVector, plus } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';

/** Below this tilt SerialEM takes the stage as untilted, degrees. */
const levelBelowDeg = 1;

/** Image-shift units → stage µm as calibrated, at a tilt: stage Y moves the specimen by its cosine only. */
export function imageShiftToStage(instrument: Instrument, tiltDeg: number): PlaneMatrix {
  const { imageShiftToSpecimen, stageToSpecimen } = instrument.column.calibration;
  const level = composed(imageShiftToSpecimen, inverse(stageToSpecimen));
  return composed(level, { xx: 1, xy: 0, yx: 0, yy: 1 / stageCosine(tiltDeg) });
}

/** The foreshortening of stage Y at a tilt, 1 where SerialEM takes the stage as level. */
export function stageCosine(tiltDeg: number): number {
  return Math.abs(tiltDeg) > levelBelowDeg ? Math.cos((tiltDeg * Math.PI) / 180) : 1;
}

/** How navigator coordinates differ from stage read-outs while zero image shift looks at the tilt axis, µm. */
export function axisStageOffset(instrument: Instrument): PlaneVector {
  const { coils, calibration } = instrument.column;
  if (!coils.shiftToTiltAxis) return { x: 0, y: 0 };
  return apply(inverse(calibration.stageToSpecimen), { x: 0, y: coils.tiltAxisOffsetUm });
}

/**
 * The navigator coordinates, µm, of what is in the centre at a stage read-out with a centred image shift.
 *
 * The Navigator keeps the read-out at which a point would be centred with the coils at zero, so both the image shift
 * and, while "shift to tilt axis" is on, the offset of the axis are added (ConvertIStoStageIncrement in NavHelper.cpp).
 */
export function navigatorPlace(
  instrument: Instrument,
  stageUm: PlaneVector,
  imageShift: PlaneVector,
  tiltDeg: number,
): PlaneVector {
  const moved = apply(imageShiftToStage(instrument, tiltDeg), imageShift);
  return plus(plus(stageUm, moved), axisStageOffset(instrument));
}

/** The navigator coordinates of what is in the centre now, µm. */
export function placeNow(instrument: Instrument): PlaneVector {
  const { stage, coils } = instrument.column;
  return navigatorPlace(instrument, stage.reportedUm, coils.centred, stage.goniometer.reportedDeg);
}
