import { z } from 'zod';
import type { ExposureTruth, TruthNote } from '../truth/truthLog.ts';

const vector = z.object({ x: z.number(), y: z.number() });
const point = vector.extend({ z: z.number() });
const number = z.number();

const lookSchema = z.object({
  pose: z.object({
    matrix: z.tuple([number, number, number, number, number, number, number, number, number]),
    offsetUm: point,
  }),
  centreUm: vector,
  cameraFromLab: z.object({ xx: number, xy: number, yx: number, yy: number }),
  widthPx: number,
  heightPx: number,
  binning: number,
  fieldUm: z.tuple([point, point, point, point]),
  beam: z.object({ centreUm: vector, diameterUm: number }),
  exposureS: number,
  meanCounts: number,
  transmission: number,
});

const exposureSchema = z.object({
  n: number,
  command: z.string(),
  area: z.string(),
  file: z.string().nullable(),
  section: number.nullable(),
  nominalTiltDeg: number,
  trueTiltDeg: number,
  specimenPointUm: point,
  trueDefocusUm: number,
  requestedDefocusUm: number,
  doseEPerA2: number,
  footprintUm: z.object({ centre: vector, halfAxes: vector }),
  timeS: number,
  commandCount: number,
  look: lookSchema.exactOptional(),
}) satisfies z.ZodType<ExposureTruth>;

const noteSchema = z.object({
  note: z.string(),
  kind: z.string(),
  text: z.string().exactOptional(),
  timeS: number,
  commandCount: number,
  afterExposure: number,
}) satisfies z.ZodType<TruthNote>;

/** What a truth log tells. */
export interface Truth {
  readonly exposures: readonly ExposureTruth[];
  readonly notes: readonly TruthNote[];
}

/** Reads a truth log. A torn last line is left out. Throws an Error that names any other line that is neither an exposure nor a note. */
export function readTruth(text: string): Truth {
  const exposures: ExposureTruth[] = [];
  const notes: TruthNote[] = [];
  for (const [index, line] of text.split('\n').slice(0, -1).entries()) {
    if (line.trim() === '') continue;
    const value = parsed(line);
    const exposure = exposureSchema.safeParse(value);
    if (exposure.success) exposures.push(exposure.data);
    else {
      const note = noteSchema.safeParse(value);
      if (!note.success)
        throw new Error(`Line ${index + 1} of the truth log is neither an exposure nor a note: ${line.slice(0, 80)}`);
      notes.push(note.data);
    }
  }
  return { exposures, notes };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
