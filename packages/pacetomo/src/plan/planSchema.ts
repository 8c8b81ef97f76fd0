import { z } from 'zod';
import { listProblems, type RunPlan } from './plan.ts';
import { readSettings } from './readSettings.ts';
import { defaultSettings, type Settings } from './settings.ts';

const point = z.object({ x: z.number(), y: z.number() });

/** Settings are checked by the table itself, as they are everywhere else. */
const settings = z.record(z.string(), z.unknown()).transform((values, context): Settings => {
  const wishes = Object.entries(values).map(([name, value]) => ({ name, value, source: 'plan.json' }));
  const read = readSettings(defaultSettings(), wishes);
  for (const message of [...read.problems, ...listProblems(read.settings)])
    context.addIssue({ code: 'custom', message });
  return read.settings;
});

/** What plan.json has to look like. */
export const planSchema = z.object({
  planVersion: z.literal(1),
  program: z.string(),
  name: z.string(),
  settings,
  targets: z.array(
    z.object({
      id: z.string(),
      stack: z.string(),
      position: point.nullable(),
      stage: point.nullable(),
      referenceMap: z.string().nullable(),
      viewMap: z.string().nullable().default(null),
      skip: z.boolean(),
      chosenWith: z.object({ preview: z.number().exactOptional(), view: z.number().exactOptional() }).exactOptional(),
    }),
  ),
  geometryPoints: z.array(point).default([]),
  targetsFile: z.object({ path: z.string(), sha256: z.string() }),
}) satisfies z.ZodType<RunPlan>;
