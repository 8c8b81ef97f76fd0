import { z } from 'zod';

interface AreaDefaults {
  readonly magIndex: number;
  readonly doseRateEPerA2PerS: number;
  readonly beamDiameterUm: number;
  readonly defocusOffsetUm: number;
  readonly missUm: number;
  /** Errors of magnification and direction that a large defocus offset brings. */
  readonly scaleErrorFraction?: number;
  readonly rotationErrorDeg?: number;
}

const area = (defaults: AreaDefaults) =>
  z
    .strictObject({
      magIndex: z.int().default(defaults.magIndex).describe('Row of the magnification table'),
      doseRateEPerA2PerS: z
        .number()
        .min(0)
        .default(defaults.doseRateEPerA2PerS)
        .describe('Dose rate on the specimen, e/Å²/s; estimate'),
      beamDiameterUm: z
        .number()
        .positive()
        .default(defaults.beamDiameterUm)
        .describe('Diameter of the illuminated area, µm; 2.2-4 in Record, estimate'),
      defocusOffsetUm: z
        .number()
        .default(defaults.defocusOffsetUm)
        .describe('Defocus offset added on entering the area, µm; View and Search only'),
      missUm: z
        .strictObject({ x: z.number().default(defaults.missUm), y: z.number().default(-defaults.missUm) })
        .prefault({})
        .describe(
          'Where the area really looks beside Record, lab µm; 0.1-0.5 after setting the shift offset, estimate',
        ),
      scaleErrorFraction: z
        .number()
        .default(defaults.scaleErrorFraction ?? 0)
        .describe(
          'Error of the magnification from the defocus offset, ratio; 0.01-0.02 in View unless calibrated, estimate',
        ),
      rotationErrorDeg: z
        .number()
        .default(defaults.rotationErrorDeg ?? 0)
        .describe(
          'Rotation of the image from the defocus offset, degrees; up to 1 in View unless calibrated, estimate',
        ),
      spotSize: z.int().default(5).describe('Spot size'),
    })
    .prefault({});

const cameraSet = (exposureS: number, binning: number) =>
  z
    .strictObject({
      exposureS: z.number().positive().default(exposureS).describe('Exposure, s'),
      binning: z.number().positive().default(binning).describe("Binning of the virtual camera's pixels"),
    })
    .prefault({});

/** The low-dose areas and the camera parameter sets. */
export const lowDoseSchema = z.strictObject({
  view: area({
    magIndex: 17,
    doseRateEPerA2PerS: 0.04,
    beamDiameterUm: 20,
    defocusOffsetUm: -50,
    missUm: 0.15,
    scaleErrorFraction: 0.01,
    rotationErrorDeg: 0.5,
  }).describe('View'),
  focus: area({ magIndex: 28, doseRateEPerA2PerS: 2.055, beamDiameterUm: 2.5, defocusOffsetUm: 0, missUm: 0 }).describe(
    'Focus, on the axis at position 0',
  ),
  trial: area({ magIndex: 28, doseRateEPerA2PerS: 2.055, beamDiameterUm: 2.5, defocusOffsetUm: 0, missUm: 0 }).describe(
    'Trial, on the axis at position 0',
  ),
  record: area({
    magIndex: 28,
    doseRateEPerA2PerS: 2.055,
    beamDiameterUm: 2.5,
    defocusOffsetUm: 0,
    missUm: 0,
  }).describe('Record; 2.055 e/Å²/s is 15 e per pixel of 0.27 nm and second'),
  search: area({
    magIndex: 10,
    doseRateEPerA2PerS: 0.004,
    beamDiameterUm: 150,
    defocusOffsetUm: -150,
    missUm: 0.4,
    scaleErrorFraction: 0.01,
    rotationErrorDeg: 0.5,
  }).describe('Search'),
  sets: z
    .strictObject({
      view: cameraSet(1, 1),
      focus: cameraSet(0.5, 1),
      trial: cameraSet(0.5, 1),
      record: cameraSet(1.46, 1),
      preview: cameraSet(0.2, 1),
      search: cameraSet(1, 1),
    })
    .prefault({})
    .describe('Camera parameter sets; Preview uses the Record area. 1.46 s in Record is 3 e/Å²'),
});

/** The `lowDose` section of a scenario with all defaults filled in. */
export type LowDoseSettings = z.infer<typeof lowDoseSchema>;
