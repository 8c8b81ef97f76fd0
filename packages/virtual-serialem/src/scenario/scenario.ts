import { z } from 'zod';
import { cameraSchema } from '../camera/schema.ts';
import { specimenSchema } from '../specimen/schema.ts';
import { areaSchema } from './areaSchema.ts';
import { beamEffectsSchema } from './beamEffectsSchema.ts';
import { clockSchema } from './clockSchema.ts';
import { dialogsSchema } from './dialogSchema.ts';
import { facilitySchema } from './facilitySchema.ts';
import { faultsSchema } from './faultSchema.ts';
import { lowDoseSchema } from './lowDoseSchema.ts';
import { montageSchema } from './montageSchema.ts';
import { opticsSchema } from './opticsSchema.ts';
import { stageSchema } from './stageSchema.ts';

/** How AlignTo and autofocus find displacements. */
const alignmentSchema = z.strictObject({
  method: z
    .enum(['images', 'analytic'])
    .default('images')
    .describe('images: by correlating the images; analytic: from the truth with noise, for tests of many runs'),
  noiseNm: z
    .number()
    .min(0)
    .default(1)
    .describe('Noise of an analytic alignment, standard deviation per axis, nm; the design uses 1'),
  wrongPeakFraction: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe(
      'Part of the analytic alignments that end on a wrong peak; 0.08 in the scenario of low contrast. With images wrong peaks come of themselves',
    ),
  wrongPeakNm: z
    .number()
    .min(0)
    .default(250)
    .describe('How far off a wrong peak of an analytic alignment may be, nm per axis, evenly distributed (estimate)'),
});

/** Everything about a virtual microscope and its specimen. A scenario file gives only what differs from the defaults. */
export const scenarioSchema = z.strictObject({
  $schema: z.string().optional().describe('Where the JSON schema lies, for editors that complete and check; not read'),
  description: z.string().default('').describe('One sentence for the list of scenarios'),
  specimen: specimenSchema.strict().prefault({}).describe('The specimen'),
  camera: cameraSchema.strict().prefault({}).describe('The camera, and how images are formed'),
  stage: stageSchema.prefault({}).describe('Goniometer and stage'),
  optics: opticsSchema.prefault({}).describe('Lenses and deflectors'),
  lowDose: lowDoseSchema.prefault({}).describe('Low-dose areas and camera sets'),
  montage: montageSchema.prefault({}).describe('How montages are taken'),
  beamEffects: beamEffectsSchema.prefault({}).describe('What the beam does to the specimen'),
  facility: facilitySchema.prefault({}).describe('Energy filter, dewars and gun'),
  clock: clockSchema.prefault({}).describe('Virtual time'),
  alignment: alignmentSchema.prefault({}).describe('How displacements are found'),
  area: areaSchema
    .optional()
    .describe('What the microscopist has chosen and measured before the run; without it the Navigator starts empty'),
  dialogs: dialogsSchema.prefault({}).describe('Who sits at SerialEM: answers to dialogs, and keys'),
  faults: faultsSchema.describe('What goes wrong, and when'),
});

/** A scenario with all defaults filled in. */
export type Scenario = z.infer<typeof scenarioSchema>;
/** A scenario as a file or a test writes it: only what differs from the defaults. */
export type ScenarioInput = z.input<typeof scenarioSchema>;

/** A scenario that cannot be used; the message says what is wrong with which field. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
}

/**
 * Fills in the defaults of a scenario and checks it.
 *
 * Throws ScenarioError naming every unknown key and every value out of range.
 */
export function parseScenario(input: unknown, source: string): Scenario {
  const result = scenarioSchema.safeParse(input);
  const faults = result.success ? unknownFields(input, result.data, '') : result.error.issues.map(sentence);
  if (result.success && faults.length === 0) return result.data;
  throw new ScenarioError(`The scenario ${source} cannot be used: ${faults.join('; ')}.`);
}

function sentence(issue: z.core.$ZodIssue): string {
  const field = issue.path.length > 0 ? issue.path.join('.') : 'the file';
  if (issue.code === 'unrecognized_keys') {
    return `${field} has no field called ${issue.keys.map((key) => `"${key}"`).join(' or ')}`;
  }
  return `${field}: ${issue.message}`;
}

/** Fields of the input that the parsed scenario does not have: sections may drop what they do not know. */
function unknownFields(input: unknown, parsed: unknown, path: string): string[] {
  if (!isRecord(input) || !isRecord(parsed)) return [];
  return Object.entries(input).flatMap(([key, value]) => {
    const field = path === '' ? key : `${path}.${key}`;
    if (!Object.hasOwn(parsed, key)) return [`${path === '' ? 'the file' : path} has no field called "${key}"`];
    return unknownFields(value, parsed[key], field);
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
