import { z } from 'zod';
import type { ExposureTruth } from '../truth/truthLog.ts';

const vector = z.object({ x: z.number(), y: z.number() });

const exposureSchema = z.object({
  n: z.number(),
  command: z.string(),
  area: z.string(),
  file: z.string().nullable(),
  section: z.number().nullable(),
  nominalTiltDeg: z.number(),
  trueTiltDeg: z.number(),
  specimenPointUm: vector.extend({ z: z.number() }),
  trueDefocusUm: z.number(),
  requestedDefocusUm: z.number(),
  doseEPerA2: z.number(),
  footprintUm: z.object({ centre: vector, halfAxes: vector }),
  timeS: z.number(),
  commandCount: z.number(),
}) satisfies z.ZodType<ExposureTruth>;

/** The exposures of a truth log. A torn last line is left out. Throws an Error that names any other line that is none. */
export function readTruth(text: string): readonly ExposureTruth[] {
  const lines = text.split('\n');
  const whole = lines.slice(0, -1).filter((line) => line.trim() !== '');
  return whole.map((line, index) => {
    const result = exposureSchema.safeParse(parsed(line));
    if (result.success) return result.data;
    throw new Error(`Line ${index + 1} of the truth log is not an exposure: ${line.slice(0, 80)}`);
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
