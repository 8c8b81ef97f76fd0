import { z } from 'zod';

/** What the beam does to the specimen. The defaults are those of a lamella; a holey film moves twice as much. */
export const beamEffectsSchema = z.strictObject({
  walkNm: z
    .number()
    .min(0)
    .default(1)
    .describe(
      'Step of the local random walk with an exposure of 3 e/Å², standard deviation per axis in the plane, nm; less with the root of less dose; 2 on film; estimate',
    ),
  firstExposureFactor: z
    .number()
    .min(0)
    .default(2.5)
    .describe('How much larger the step is in the first 3 e/Å² that a place receives; 2-3, estimate'),
  domingNm: z
    .strictObject({ from: z.number().min(0).default(2), to: z.number().min(0).default(8) })
    .refine(({ from, to }) => from <= to, 'from must not be above to')
    .prefault({})
    .describe('How far a place bulges normal to the specimen, nm, drawn for each place; estimate'),
  domingEPerA2: z
    .number()
    .positive()
    .default(10)
    .describe(
      'Dose in which 95 % of the bulging happen, e/Å²; estimate, smooth and of low order (Fernandez et al. 2018)',
    ),
  fading: z
    .boolean()
    .default(true)
    .describe('Whether fine detail fades with the dose as exp(−dose/2Nₑ(k)) (Grant and Grigorieff 2015)'),
  chargingNm: z
    .number()
    .min(0)
    .default(0)
    .describe(
      'Constant displacement of the image of each place by charging, nm in a direction of its own; 5-20 if wanted',
    ),
});

/** The `beamEffects` section of a scenario with all defaults filled in. */
export type BeamEffectSettings = z.infer<typeof beamEffectsSchema>;
