import { Complaint, linesOf, numberIn } from './complaint.ts';
import { timeOf } from './serialEmDate.ts';

/** A series as nextPYP takes it from an mdoc, in the order of time. */
export interface NextPypSeries {
  readonly name: string;
  readonly tilts: readonly NextPypTilt[];
  /** The last RotationAngle of the file, which it compares with the tilt axis angle that the user gave; null without one. */
  readonly rotationDeg: number | null;
}

/** One image of it. */
interface NextPypTilt {
  readonly frame: string;
  readonly tiltDeg: number;
  /** From 0. */
  readonly order: number;
}

/**
 * The series that nextPYP finds in a folder of mdocs (nextpyp/pyp b2b4a36d, src/pyp/system/project_params.py): one by each
 * name of an image file, read from the mdocs whose names begin with it (src/pyp/preprocess/core.py).
 */
export function nextPyp(mdocs: ReadonlyMap<string, string>): readonly NextPypSeries[] {
  const names = new Set([...mdocs].map(([file, text]) => imageFileStem(text) ?? file.split('.')[0] ?? ''));
  return [...names].sort().map((name) => {
    const files = [...mdocs.keys()].filter((file) => file.startsWith(name));
    const [file] = files;
    if (file === undefined) throw new Complaint(`Do not detect any mdoc files for ${name}`);
    if (files.length > 1)
      throw new Complaint(`'str' object has no attribute 'stem': ${files.length} mdocs for ${name}`);
    return { name, ...framesOf(mdocs.get(file) ?? '') };
  });
}

function imageFileStem(text: string): string | null {
  const line = linesOf(text).find((entry) => entry.startsWith('ImageFile'));
  if (line === undefined) return null;
  const path = line.split('=').at(-1)?.trim() ?? '';
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
}

/** Frames, angles and order, where each section has TiltAngle before SubFramePath before DateTime. */
function framesOf(text: string): Omit<NextPypSeries, 'name'> {
  const found: { frame: string; tiltDeg: number | null; timeMs: number | null }[] = [];
  let tiltDeg: number | null = null;
  let rotationDeg: number | null = null;
  for (const line of linesOf(text)) {
    const value = line.split('=').at(-1)?.trim() ?? '';
    if (line.startsWith('SubFramePath')) {
      const frame =
        line
          .trim()
          .split(line.includes('\\') ? '\\' : '/')
          .at(-1) ?? '';
      found.push({ frame, tiltDeg, timeMs: null });
    } else if (line.startsWith('TiltAngle')) {
      tiltDeg = numberIn(value);
    } else if (line.startsWith('DateTime')) {
      const last = found.at(-1);
      if (last === undefined) throw new Complaint('list index out of range: DateTime before any SubFramePath');
      const timeMs = timeIn(value);
      if (timeMs !== null) last.timeMs = timeMs;
      if (last.timeMs === null) throw new Complaint(`${value} cannot be matched by the pattern.`);
    } else if (line.startsWith('RotationAngle')) {
      rotationDeg = numberIn(value);
    }
  }
  if (found.some(({ timeMs }) => timeMs === null))
    throw new Complaint("'<' not supported between 'NoneType' and a time");
  const tilts = [...found]
    .sort((a, b) => (a.timeMs ?? 0) - (b.timeMs ?? 0))
    .map((tilt, order) => {
      if (tilt.tiltDeg === null) throw new Complaint('SubFramePath before any TiltAngle');
      return { frame: tilt.frame, tiltDeg: tilt.tiltDeg, order };
    });
  return { tilts, rotationDeg };
}

/** It tries year, month, day before day, month, year: a year of two digits is taken for the day wherever it can be one. */
function timeIn(text: string): number | null {
  const between = /^\s+$/;
  const swapped = text.replace(/^(\d\d)-(\w{3})-(\d\d)(?=\s)/, '$3-$2-$1');
  return [
    timeOf(swapped, { yearDigits: 2, between }),
    timeOf(text, { yearDigits: 2, between }),
    timeOf(text, { yearDigits: 4, between }),
  ].reduce((first, next) => first ?? next);
}
