import { z } from 'zod';
import { type SetName, setNames } from '../column/cameraSets.ts';
import type { ExposureTruth, LateSave, SessionNote, TruthNote } from '../truth/truthLog.ts';

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
  set: z.enum(setNames).exactOptional(),
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
});

const savedSchema = z.object({
  note: z.literal('saved'),
  n: number,
  file: z.string(),
  section: number,
}) satisfies z.ZodType<LateSave>;

const sessionSchema = z.object({ note: z.literal('session') }) satisfies z.ZodType<SessionNote>;

const noteSchema = z.object({
  note: z.string(),
  kind: z.string(),
  text: z.string().exactOptional(),
  timeS: number,
  commandCount: number,
  afterExposure: number,
}) satisfies z.ZodType<TruthNote>;

/** One line of a truth log. */
export type TruthLine =
  | { readonly is: 'exposure'; readonly exposure: ExposureTruth }
  | { readonly is: 'note'; readonly note: TruthNote }
  | { readonly is: 'saved'; readonly saved: LateSave }
  | { readonly is: 'session' };

/** What a line says; null when it is none of a truth log. */
export function truthLine(text: string): TruthLine | null {
  const value = parsed(text);
  const exposure = exposureSchema.safeParse(value).data;
  if (exposure) return { is: 'exposure', exposure: { ...exposure, set: exposure.set ?? setInOldLogs(exposure) } };
  const saved = savedSchema.safeParse(value).data;
  if (saved) return { is: 'saved', saved };
  if (sessionSchema.safeParse(value).success) return { is: 'session' };
  const note = noteSchema.safeParse(value).data;
  return note ? { is: 'note', note } : null;
}

/** Commands that say by themselves which camera set they use. */
const setOfCommand: Readonly<Record<string, SetName>> = {
  R: 'record',
  RecordAndTiltUp: 'record',
  RecordAndTiltDown: 'record',
  L: 'preview',
  V: 'view',
  F: 'focus',
  G: 'focus',
  T: 'trial',
  Search: 'search',
};

/** Logs of the first versions do not tell the set. Other commands that expose in the Record area look for places, and do so with Previews. */
function setInOldLogs({ command, area }: Pick<ExposureTruth, 'command' | 'area'>): SetName {
  return setOfCommand[command] ?? setNames.find((set) => set === area && set !== 'record') ?? 'preview';
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
