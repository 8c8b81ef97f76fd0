import { z } from 'zod';

const place = z.strictObject({
  xUm: z.number().describe('Specimen x from the centre of the specimen, µm'),
  yUm: z.number().describe('Specimen y from the centre of the specimen, µm'),
});

const count = (name: string, value: number) => z.int().min(1).max(40).default(value).describe(`Number of ${name}`);

/** Where the targets are. All places are specimen x and y from the centre of the specimen; the target nearest to it is the first, for tracking. */
const targets = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('list').describe('The places that are given, in their order: the first is for tracking'),
      places: z.array(place).min(1).max(1000).describe('The places'),
    }),
    z.strictObject({
      kind: z.literal('grid').describe('A rectangular grid around the centre'),
      columns: count('places along x', 3),
      rows: count('places along y', 3),
      spacingUm: z.number().positive().default(4).describe('Distance of neighbours, µm'),
    }),
    z.strictObject({
      kind: z.literal('random').describe('Drawn for each seed: one near the centre, the others anywhere in a box'),
      count: count('places', 12),
      halfWidthUm: z.number().positive().default(6).describe('The box reaches to ± this in x, µm'),
      halfLengthUm: z.number().positive().default(8).describe('The box reaches to ± this in y, µm'),
      leastDistanceUm: z
        .number()
        .min(0)
        .default(2.2)
        .describe(
          'No two places are closer than this, µm; about a beam diameter, so that they do not share dose (estimate)',
        ),
    }),
    z.strictObject({
      kind: z.literal('holes').describe('The middles of the holes of a film, in its own rows and columns'),
      columns: count('holes along the rows', 7),
      rows: count('rows', 7),
    }),
  ])
  .describe('Where the targets are; positions on the specimen, µm from its centre');

/** What the microscopist has chosen and measured before the run. */
export const areaSchema = z.strictObject({
  targets,
  startTiltDeg: z
    .number()
    .min(-60)
    .max(60)
    .default(0)
    .describe('Start of the tilt series, degrees: against the pretilt'),
  lowestTiltDeg: z.number().min(-90).max(0).default(-60).describe('Lowest tilt, degrees (physics document, 10.2)'),
  highestTiltDeg: z.number().min(0).max(90).default(60).describe('Highest tilt, degrees (physics document, 10.2)'),
  stepDeg: z.number().positive().max(30).default(3).describe('Tilt step, degrees (physics document, 10.2)'),
  groupSize: z
    .int()
    .min(1)
    .max(50)
    .default(2)
    .describe('Tilts on one side before the other side (physics document, 10.2)'),
  geometryMeasured: z
    .boolean()
    .default(true)
    .describe('Whether slope and rotation of the specimen were measured; if not, both are taken for 0'),
  pretiltErrorDegSd: z
    .number()
    .min(0)
    .default(1.5)
    .describe('Error of the measured pretilt, standard deviation, degrees (physics document, 10.2)'),
  rotationErrorDegSd: z
    .number()
    .min(0)
    .default(8)
    .describe('Error of the measured rotation, standard deviation, degrees (physics document, 10.2)'),
  placeErrorUmSd: z
    .number()
    .min(0)
    .default(0.05)
    .describe('How far a place was missed when it was chosen, standard deviation per axis, µm; 0.05–0.1 (estimate)'),
});

/** The `area` section of a scenario with all defaults filled in. */
export type AreaSettings = z.infer<typeof areaSchema>;
