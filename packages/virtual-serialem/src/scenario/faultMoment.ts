import { z } from 'zod';

/** Where on the specimen, however a person would say it. */
export const placeSchema = z
  .union([
    z.strictObject({
      xUm: z.number().describe('Specimen point, untilted specimen frame along the tilt axis, µm'),
      yUm: z.number().describe('Specimen point across the tilt axis, µm'),
      withinUm: z.number().positive().default(1).describe('How near counts as there, µm on the specimen'),
    }),
    z.strictObject({
      item: z.int().min(1).describe('The Navigator item with this index, at its stage coordinate'),
      withinUm: z.number().positive().default(1).describe('How near counts as there, µm on the specimen'),
    }),
    z.strictObject({
      target: z.int().min(1).describe('The n-th place at which a Record was taken since the start, counted from 1'),
      withinUm: z.number().positive().default(1).describe('How near counts as there, µm on the specimen'),
    }),
    z.strictObject({
      file: z.string().min(1).describe('While a file with this text in its name is the current one, as "_ts_002"'),
    }),
  ])
  .describe('A place: exposures that look elsewhere do not count');

const exposingArea = z
  .enum(['any', 'record', 'view', 'focus', 'trial', 'preview', 'search'])
  .default('any')
  .describe('Which exposures count: those with this camera set');

/** When a fault happens. */
export const momentSchema = z
  .union([
    z.strictObject({ command: z.int().min(1).describe('At this command, counted from 1 since the start') }),
    z.strictObject({
      name: z.string().min(1).describe('Each call of the command of this name, or of any with "*"'),
      probability: z.number().min(0).max(1).describe('… with this probability; drawn from the seed and the call'),
      atMost: z.int().min(1).optional().describe('It happens at most so often; without it there is no limit'),
    }),
    z.strictObject({
      name: z.string().min(1).describe('At the n-th call of the command of this name; "*" is any'),
      occurrence: z.int().min(1).default(1).describe('n, counted from 1'),
    }),
    z.strictObject({
      tiltDeg: z
        .number()
        .describe('When the stage arrives at this nominal angle, degrees, be it on the way as for backlash'),
      visit: z.int().min(1).default(1).describe('At the n-th arrival there, counted from 1'),
    }),
    z.strictObject({ timeS: z.number().min(0).describe('At this virtual time, seconds since the start') }),
    z.strictObject({
      exposure: z.int().min(1).describe('At the n-th exposure that counts, from 1'),
      set: exposingArea,
      place: placeSchema.optional(),
    }),
    z.strictObject({
      exposureProbability: z.number().min(0).max(1).describe('At each exposure that counts, with this probability'),
      atMost: z.int().min(1).optional().describe('It happens at most so often; without it there is no limit'),
      set: exposingArea,
      place: placeSchema.optional(),
    }),
  ])
  .describe('When it happens');

/** How long something lasts once it has begun. */
export const spanSchema = z
  .union([
    z.strictObject({ exposures: z.int().min(1).describe('For so many exposures that it spoils') }),
    z.strictObject({ seconds: z.number().positive().describe('For so many virtual seconds') }),
    z.strictObject({ calls: z.int().min(1).describe('For so many commands that meet it') }),
    z.strictObject({ tilts: z.int().min(1).describe('For so many tilts at which something is exposed') }),
    z.literal('ever').describe('To the end of the session'),
  ])
  .describe('How long it lasts');

/** How long it lasts. */
export type Span = z.infer<typeof spanSchema>;
/** Where it bites. */
export type Place = z.infer<typeof placeSchema>;
