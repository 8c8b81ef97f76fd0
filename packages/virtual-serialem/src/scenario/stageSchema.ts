import { z } from 'zod';

const axes = (x: number, y: number, zed: number, about: string) =>
  z
    .strictObject({
      x: z.number().min(0).default(x),
      y: z.number().min(0).default(y),
      z: z.number().min(0).default(zed),
    })
    .prefault({})
    .describe(about);

/** The goniometer and the stage: what they do beside what they are told. Defaults are those of a good Krios stage. */
export const stageSchema = z.strictObject({
  maximumTiltDeg: z
    .number()
    .positive()
    .max(90)
    .default(69.9)
    .describe('Largest tilt, degrees; SerialEM property MaximumTiltAngle of a Krios (SerialEM help). Beyond it: error'),
  smoothRmsUm: axes(
    0.12,
    0.2,
    0.35,
    'Rms of the reproducible motion of the specimen with tilt over ±60°, µm in lab axes; fitted to six published series. What near zero tilt is another axis position or height is no part of it',
  ),
  smoothLengthDeg: z
    .number()
    .positive()
    .default(25)
    .describe('Correlation length of the reproducible motion, degrees of tilt; estimate'),
  whiteNm: axes(10, 20, 20, 'Irreproducible motion at each tilt, standard deviation, nm; fitted to published series'),
  branchNm: axes(
    20,
    40,
    30,
    'Offset when a tilt is reached downwards instead of upwards, standard deviation, nm; half remains after an overshoot; fitted',
  ),
  reversalNm: axes(5, 10, 8, 'New offset at each reversal of the tilt direction, standard deviation, nm; estimate'),
  relaxationNm: z
    .number()
    .min(0)
    .default(15)
    .describe('Creep that begins after a tilt of 3°, standard deviation per axis, nm; grows with √(travel); estimate'),
  relaxationGrowthLimit: z
    .number()
    .min(0)
    .default(1)
    .describe(
      'Largest growth of the creep on longer travels, ratio; with 3 the original program misses by more than it does on real microscopes',
    ),
  relaxationS: z.number().positive().default(12).describe('Time constant of the creep, s; estimate'),
  driftNmPerS: z.number().min(0).default(0.02).describe('Steady drift, nm/s in a random direction; estimate'),
  tiltSmoothDeg: z
    .number()
    .min(0)
    .default(0.05)
    .describe('Rms of the reproducible error of the tilt angle, degrees; estimate'),
  tiltWhiteDeg: z.number().min(0).default(0.03).describe('Irreproducible error of the tilt angle, degrees; estimate'),
  tiltReadbackDeg: z
    .number()
    .min(0)
    .default(0.005)
    .describe('Noise of the reported tilt angle, degrees; 0.003-0.005 in published series'),
  eucentricErrorUm: z
    .number()
    .min(0)
    .default(0.25)
    .describe(
      'Height error of the specimen at the start, and after Eucentricity where it is not carried out on images, standard deviation, µm; estimate',
    ),
  eucentricZUm: z
    .number()
    .default(0)
    .describe('Stage Z reading at which the centre of the specimen is at eucentric height, µm'),
  tiltAxisAtUm: z
    .number()
    .default(2.4)
    .describe('Where the tilt axis is, µm in lab y from the optic axis; 1-4 µm on real microscopes (estimate)'),
  moveErrorUm: z
    .number()
    .min(0)
    .default(0.3)
    .describe('Error of a stage move to a coordinate, standard deviation per axis, µm; estimate'),
  moveBacklashUm: z
    .number()
    .min(0)
    .default(0.5)
    .describe('Where the stage ends short when it came from above instead of below, µm; estimate'),
  readbackNm: z
    .number()
    .min(0)
    .default(10)
    .describe(
      'Noise of the reported stage position X after a move and after a tilt, twice as much in Y after a tilt, nm; 5-12 and 18-23 in published series',
    ),
  start: z
    .strictObject({
      xUm: z.number().default(0).describe('Stage X at the start, µm'),
      yUm: z.number().default(0).describe('Stage Y at the start, µm'),
      tiltDeg: z.number().default(0).describe('Tilt at the start, degrees'),
    })
    .prefault({})
    .describe('Where the stage is when the program starts'),
});

/** The `stage` section of a scenario with all defaults filled in. */
export type StageSettings = z.infer<typeof stageSchema>;
