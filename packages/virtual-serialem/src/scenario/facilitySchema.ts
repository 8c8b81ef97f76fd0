import { z } from 'zod';

const energyFilter = z.strictObject({
  slitWidthEv: z.number().min(2).max(100).default(20).describe('Width of the energy slit at the start, eV'),
  slitIn: z.boolean().default(true).describe('Whether the slit is in at the start'),
  driftEvPerRootH: z
    .number()
    .min(0)
    .default(0.3)
    .describe('Random walk of the zero-loss peak, eV per √hour; estimate. With a 20 eV slit nothing shows below 7 eV'),
  settlingEvPerH: z
    .number()
    .default(0)
    .describe(
      'Steady drift of the zero-loss peak, eV per hour: 0.5 after a change of high tension (estimate), 0 when well',
    ),
  startEv: z
    .number()
    .default(0)
    .describe('Where the zero-loss peak is at the start beside the middle of the slit, eV; 0 after RefineZLP'),
  refineErrorEv: z.number().min(0).default(0.3).describe('Error of RefineZLP, standard deviation, eV; estimate'),
});

const dewars = z.strictObject({
  firstFillAfterH: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe(
      'When the dewars fill for the first time, hours after the start; null: filled by hand, none is scheduled',
    ),
  everyH: z
    .strictObject({ from: z.number().positive().default(10), to: z.number().positive().default(12) })
    .refine(({ from, to }) => from <= to, 'from must not be above to')
    .prefault({})
    .describe('Time from the end of one filling to the next, hours, drawn anew each time; estimate'),
  fillMin: z
    .strictObject({ from: z.number().positive().default(15), to: z.number().positive().default(25) })
    .refine(({ from, to }) => from <= to, 'from must not be above to')
    .prefault({})
    .describe('How long a filling takes, minutes, drawn anew each time; estimate'),
  driftFactor: z
    .number()
    .min(1)
    .default(5)
    .describe('Factor on the steady drift of the stage while the dewars fill and a while after; estimate'),
  driftAfterMin: z.number().min(0).default(3).describe('How long that lasts after the filling, minutes; estimate'),
});

const gun = z.strictObject({
  kind: z
    .enum(['schottky', 'cold'])
    .default('schottky')
    .describe('schottky: steady, never flashed. cold: a cold field emitter, whose emission falls until it is flashed'),
  lossPerH: z
    .number()
    .min(0)
    .default(0.03)
    .describe('Part of the beam current that a cold emitter loses in an hour; estimate'),
  flashAdvisedAfterH: z
    .number()
    .positive()
    .default(8)
    .describe('Hours after which flashing a cold emitter at low temperature is advised; estimate'),
  highFlashAdvisedAfterH: z
    .number()
    .positive()
    .default(168)
    .describe('Hours after which flashing at high temperature is advised; estimate'),
  sinceFlashH: z.number().min(0).default(1).describe('Hours since the last flash of either kind at the start'),
  flashS: z.number().min(0).default(60).describe('How long a flash takes, s; estimate'),
  highFlashS: z.number().min(0).default(300).describe('How long a flash at high temperature takes, s; estimate'),
});

/** Energy filter, dewars and gun. The defaults are an instrument that is idle and well: nothing of it shows within a day. */
export const facilitySchema = z.strictObject({
  energyFilter: energyFilter.prefault({}).describe('Energy filter'),
  dewars: dewars.prefault({}).describe('Nitrogen dewars'),
  gun: gun.prefault({}).describe('Electron gun'),
});

/** The `facility` section of a scenario with all defaults filled in. */
export type FacilitySettings = z.infer<typeof facilitySchema>;
