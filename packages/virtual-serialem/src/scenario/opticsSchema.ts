import { z } from 'zod';

/** One row of the magnification table. */
const magnification = z.strictObject({
  index: z.int().min(1).describe("SerialEM's magnification index"),
  magnification: z.number().positive().describe('Nominal magnification'),
  pixelSizeNm: z.number().positive().describe('Unbinned pixel on the specimen, nm, as calibrated'),
  rotationDeg: z
    .number()
    .default(85.3)
    .describe('Angle from camera +x to the tilt axis, counter-clockwise, degrees: RotationAngle of the mdoc'),
});

const imageShift = z.strictObject({
  limitUm: z
    .number()
    .positive()
    .default(15)
    .describe('SerialEM property ImageShiftLimit at the start, µm radius on the specimen; default of SerialEM'),
  specimenPerUnit: z
    .number()
    .positive()
    .default(0.98)
    .describe('µm on the specimen per image-shift unit as calibrated; about 1 on Thermo microscopes'),
  rotationDeg: z
    .number()
    .default(-1.4)
    .describe('Angle of the image-shift axes to the specimen axes as calibrated, degrees; estimate'),
  scaleErrorSd: z
    .number()
    .min(0)
    .default(0.01)
    .describe('Error of the calibrated image-shift scale, standard deviation, ratio; 0-3 %, estimate'),
  rotationErrorDegSd: z
    .number()
    .min(0)
    .default(0)
    .describe('Error of the calibrated image-shift direction on the camera, standard deviation, degrees'),
  jitterNm: z
    .number()
    .min(0)
    .default(1.5)
    .describe(
      'Jitter of the image shift from one exposure to the next, standard deviation, nm; a real series bounds it to 2.5',
    ),
  hysteresis: z
    .number()
    .min(0)
    .default(1e-4)
    .describe('Part of the last image-shift step by which the image lags behind, ratio; 0.5-10·10⁻⁴, estimate'),
  rotationCentreMrad: z
    .number()
    .min(0)
    .default(0.3)
    .describe('Misalignment of the rotation centre: image movement with focus, mrad = nm per µm; 0-2, estimate'),
  focusScalePerUm: z
    .number()
    .default(2e-4)
    .describe('Change of the image-shift scale with focus, ratio per µm; estimate'),
});

const focus = z.strictObject({
  startUm: z.number().default(0).describe('Defocus read-out at the start in the Record area, µm'),
  zeroErrorUmSd: z
    .number()
    .min(0)
    .default(0.5)
    .describe('True defocus at eucentric height when the read-out is zero, standard deviation, µm; estimate'),
  scaleErrorSd: z
    .number()
    .min(0)
    .default(0.02)
    .describe('Error of the scale of the defocus read-out, standard deviation, ratio; 0.95-1.05, estimate'),
  astigmatismUm: z.number().min(0).default(0.04).describe('Astigmatism, µm; 0-0.08, estimate'),
  autofocusNoiseUm: z
    .number()
    .min(0)
    .default(0.1)
    .describe('Noise of autofocus at zero tilt with analytic alignment, standard deviation, µm; estimate'),
  autofocusZeroFraction: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe(
      'Part of the autofocus measurements with analytic alignment in which the peak of the fixed pattern wins and a defocus near zero is reported; 0.1 in the scenario of low contrast',
    ),
  autofocusSlopeError: z
    .number()
    .default(0.03)
    .describe('Error of the autofocus calibration, part of the defocus; estimate'),
  ctfNoiseUm: z
    .number()
    .min(0)
    .default(0.08)
    .describe('Noise of the CTF programs at zero tilt, standard deviation, µm; 0.065 in a published series below 18°'),
  ctfWildFraction: z
    .number()
    .min(0)
    .max(1)
    .default(0.08)
    .describe('Part of the CTF fits that end anywhere in the range of search; estimate'),
  beamTiltMrad: z.number().positive().default(5).describe('Beam tilt of autofocus, mrad; default of SerialEM'),
});

const beam = z.strictObject({
  followErrorSd: z
    .number()
    .min(0)
    .default(0.01)
    .describe('Part of the image shift by which the beam misses the image, standard deviation, ratio; 0-3 %, estimate'),
  comaMradPerUm: z
    .number()
    .default(0.1)
    .describe('Beam tilt that an image shift brings, mrad/µm, as the coma calibration knows it; 0.03-0.2, estimate'),
  comaErrorFraction: z
    .number()
    .default(0.1)
    .describe('Part of that beam tilt which is left after AdjustBeamTiltforIS, ratio; estimate'),
  tiltMovesImage: z
    .boolean()
    .default(true)
    .describe(
      'Whether beam tilt displaces the image by defocus times tilt, as it does; false where nothing may move by itself',
    ),
});

/** Lenses and deflectors: the calibrated transforms, and how far the true ones are from them. */
export const opticsSchema = z.strictObject({
  magnifications: z
    .array(magnification)
    .min(1)
    .default([
      { index: 10, magnification: 740, pixelSizeNm: 64, rotationDeg: 85.3 },
      { index: 17, magnification: 4800, pixelSizeNm: 8.2, rotationDeg: 85.3 },
      { index: 28, magnification: 33000, pixelSizeNm: 1.08, rotationDeg: 85.3 },
      { index: 29, magnification: 42000, pixelSizeNm: 0.85, rotationDeg: 85.3 },
    ])
    .describe('The magnification table; the default pixels give a 1440×1024 camera the field of a K3'),
  tiltAxisErrorDegSd: z
    .number()
    .min(0)
    .default(0.4)
    .describe('Error of the calibrated direction of the tilt axis, standard deviation, degrees; 0-1.5, estimate'),
  tiltAxisOffsetErrorUm: z
    .number()
    .default(0)
    .describe("Fixed part of the error of SerialEM's tilt-axis offset, µm; 1.5 in the scenario of a wrong offset"),
  tiltAxisOffsetErrorUmSd: z
    .number()
    .min(0)
    .default(0.15)
    .describe('Random part of the error of the tilt-axis offset, µm; 0.15 after measuring it (PACEtomo README)'),
  stageRotationDeg: z
    .number()
    .default(0)
    .describe('Rotation of the stage axes against the tilt axis, known to the calibration, degrees'),
  imageShift: imageShift.prefault({}).describe('Image-shift coils'),
  focus: focus.prefault({}).describe('Objective lens'),
  beam: beam.prefault({}).describe('Illumination'),
});

/** The `optics` section of a scenario with all defaults filled in. */
export type OpticsSettings = z.infer<typeof opticsSchema>;
/** One row of the magnification table. */
export type Magnification = z.infer<typeof magnification>;
