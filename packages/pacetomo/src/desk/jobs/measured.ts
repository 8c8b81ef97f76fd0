import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { JobResult } from '../../api/jobs.ts';
import { parseJson } from '../../session/parseJson.ts';

const place = z.object({ x: z.number(), y: z.number() });

/** What the record of a measurement of the geometry says of its result. */
const geometryLine = z.object({
  type: z.literal('measure.result'),
  result: z.object({
    kind: z.literal('measured'),
    plane: z.object({
      pretiltDeg: z.number(),
      rotationDeg: z.number(),
      residualsUm: z.array(z.number()),
      kept: z.array(z.boolean()),
    }),
    readings: z.array(z.object({ position: place, heightUm: z.number() })),
    failed: z.number(),
  }),
});

type Geometry = z.infer<typeof geometryLine>['result'];

/** Milling angles are 8 to 12°; a slope beyond this is hardly ever a lamella's (behaviour E.7). */
const steepDeg = 30;
/** Points scatter by less about a plane that is one, µm (behaviour E.7). */
const mostRmsUm = 1;

/** What a measurement has found, from its record; null when it found nothing, or measured something else. */
export async function measuredIn(recordPath: string): Promise<JobResult | null> {
  const text = await readFile(recordPath, 'utf8').catch(() => '');
  const found = text
    .split('\n')
    .map((line) => geometryLine.safeParse(parseJson(line)))
    .findLast((read) => read.success);
  return found?.success ? geometryResult(found.data.result) : null;
}

/** The plane and the points that it was fitted to; heights count from their mean. */
export function geometryResult({ plane, readings, failed }: Geometry): JobResult {
  const { pretiltDeg, rotationDeg, residualsUm, kept } = plane;
  const used = residualsUm.filter((_, i) => kept[i]);
  const rmsUm = Math.sqrt(used.reduce((sum, each) => sum + each ** 2, 0) / Math.max(1, used.length));
  const meanUm = readings.reduce((sum, { heightUm }) => sum + heightUm, 0) / Math.max(1, readings.length);
  const warnings = [
    rmsUm > mostRmsUm
      ? `The points scatter by ${rmsUm.toFixed(2)} µm about the plane, so the sample is bent or some autofocuses were wrong.`
      : null,
    Math.abs(pretiltDeg) >= steepDeg ? `A pretilt of ${pretiltDeg.toFixed(1)}° is unusual. Look at the points.` : null,
    failed > 0 ? `${failed} autofocuses found no focus.` : null,
    used.length < kept.length ? `${kept.length - used.length} readings were left out.` : null,
  ].filter((warning) => warning !== null);
  const points = readings.map(({ position: { x, y }, heightUm }) => ({ x, y, z: heightUm - meanUm }));
  return { kind: 'geometry', pretiltDeg, rotationDeg, rmsUm, points, warnings };
}
