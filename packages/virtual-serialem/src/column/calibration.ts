import { keyedRandom } from '../random/keyedRandom.ts';
import type { Magnification, OpticsSettings } from '../scenario/opticsSchema.ts';
import type { StageSettings } from '../scenario/stageSchema.ts';
import { composed, inverse, type PlaneMatrix, planeRotation } from './planeMatrix.ts';

/** The transforms of one magnification. Camera pixels are unbinned with y up. */
export interface MagnificationTransforms {
  /** µm across the specimen (x along the tilt axis) → camera pixels. */
  readonly specimenToCamera: PlaneMatrix;
  /** Image-shift units → camera pixels: where the point that this shift would centre lies now. */
  readonly imageShiftToCamera: PlaneMatrix;
}

/** Two sets of transforms: what SerialEM was told by its calibrations, and how the column really is. */
export interface Calibration {
  readonly magnifications: readonly Magnification[];
  /** What SerialEM knows; reports and conversions use nothing else. */
  readonly calibrated: (magIndex: number) => MagnificationTransforms;
  /** What the images are formed with. */
  readonly real: (magIndex: number) => MagnificationTransforms;
  /** Image-shift units → µm as calibrated; the same at all magnifications of this microscope. */
  readonly imageShiftToSpecimen: PlaneMatrix;
  /** Stage µm → specimen µm as calibrated: a point's stage coordinate is the read-out that centres it, hence the sign. */
  readonly stageToSpecimen: PlaneMatrix;
  /** What SerialEM's tilt-axis offset holds at the start, µm. */
  readonly tiltAxisOffsetUm: number;
  /** True µm of focus per µm of the defocus read-out. */
  readonly defocusScale: number;
  /** True defocus at lab height zero when the read-out is zero, µm. */
  readonly defocusZeroUm: number;
  /** Part of the image shift that the beam goes too far (positive) or too short. */
  readonly beamFollowError: number;
  /** Direction of the rotation-centre error, lab µm per µm of focus. */
  readonly focusMovesImage: { readonly x: number; readonly y: number };
}

/** Draws the calibration errors of a session and gives both sets of transforms. */
export function makeCalibration(optics: OpticsSettings, stage: StageSettings, seed: number): Calibration {
  const error = (name: string, sd: number): number => sd * keyedRandom(seed, `calibration ${name}`).normal();
  const shift = optics.imageShift;
  const axisErrorDeg = error('tilt axis', optics.tiltAxisErrorDegSd);
  const imageShiftToSpecimen = planeRotation(shift.rotationDeg, shift.specimenPerUnit);
  const miscalibration = planeRotation(
    error('image-shift direction', shift.rotationErrorDegSd),
    1 + error('image-shift scale', shift.scaleErrorSd),
  );
  const calibrated = table(optics.magnifications, (mag) => {
    const specimenToCamera = planeRotation(mag.rotationDeg, 1000 / mag.pixelSizeNm);
    return { specimenToCamera, imageShiftToCamera: composed(imageShiftToSpecimen, specimenToCamera) };
  });
  const real = table(optics.magnifications, (mag) => ({
    specimenToCamera: planeRotation(mag.rotationDeg + axisErrorDeg, 1000 / mag.pixelSizeNm),
    imageShiftToCamera: composed(calibrated(mag.index).imageShiftToCamera, miscalibration),
  }));
  const centreDirection = 2 * Math.PI * keyedRandom(seed, 'calibration rotation centre').uniform();
  return {
    magnifications: optics.magnifications,
    calibrated,
    real,
    imageShiftToSpecimen,
    stageToSpecimen: planeRotation(optics.stageRotationDeg, -1),
    tiltAxisOffsetUm:
      stage.tiltAxisAtUm + optics.tiltAxisOffsetErrorUm + error('tilt-axis offset', optics.tiltAxisOffsetErrorUmSd),
    defocusScale: 1 + error('defocus scale', optics.focus.scaleErrorSd),
    defocusZeroUm: error('defocus zero', optics.focus.zeroErrorUmSd),
    beamFollowError: error('beam', optics.beam.followErrorSd),
    focusMovesImage: {
      x: (shift.rotationCentreMrad / 1000) * Math.cos(centreDirection),
      y: (shift.rotationCentreMrad / 1000) * Math.sin(centreDirection),
    },
  };
}

/** The row of the magnification table; undefined when there is none. */
export function magnificationAt(calibration: Calibration, magIndex: number): Magnification | undefined {
  return calibration.magnifications.find((mag) => mag.index === magIndex);
}

/** The matrix from camera pixels (y up) to image-shift units, as calibrated. */
export function cameraToImageShift(calibration: Calibration, magIndex: number): PlaneMatrix {
  return inverse(calibration.calibrated(magIndex).imageShiftToCamera);
}

function table(
  magnifications: readonly Magnification[],
  transforms: (mag: Magnification) => MagnificationTransforms,
): (magIndex: number) => MagnificationTransforms {
  const rows = new Map(magnifications.map((mag) => [mag.index, transforms(mag)]));
  return (magIndex) => {
    const row = rows.get(magIndex);
    if (!row) throw new Error(`There is no magnification with index ${magIndex}`);
    return row;
  };
}
