import { Complaint, linesOf, numberIn, wholeNumberIn } from './complaint.ts';
import { timeOf } from './serialEmDate.ts';

/** One image as the import of Warp 1 has it, in the order of tilt. */
export interface Warp1Tilt {
  /** To a tenth of a degree. */
  readonly tiltDeg: number;
  readonly axisAngleDeg: number;
  /** Behind the last backslash; a path with `/` stays whole. */
  readonly movie: string;
  /** Sum of the ExposureDose of this and all earlier images, e/Å². */
  readonly doseEPerA2: number;
  /** Whether it could read the time: it says nothing when it could not. */
  readonly hasTime: boolean;
}

interface Entry {
  zValue: number;
  tiltDeg: number;
  movie: string;
  timeMs: number;
  doseEPerA2: number;
  axisAngleDeg: number;
}

/**
 * The series that Warp 1 makes of the mdocs in a folder: it cuts each name at `.mdoc` and takes `.mrc` out of it; mdocs
 * of one name become one series.
 */
export function warp1Series(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const series = new Map<string, readonly string[]>();
  for (const name of names.filter((mdoc) => mdoc.endsWith('.mdoc') && !mdoc.startsWith('.'))) {
    const root = name.slice(0, name.indexOf('.mdoc')).replaceAll('.mrc', '');
    series.set(root, [...(series.get(root) ?? []), name]);
  }
  return series;
}

/**
 * How Warp 1 reads the mdoc of a series (warpem/warp e321344, Warp/Controls/TaskDialogs/Tomo/DialogTomoImportImod.xaml.cs).
 * The dose is the sum of the ExposureDose in the order of time, that of the image itself included.
 */
export function warp1(text: string): readonly Warp1Tilt[] {
  const lines = linesOf(text);
  let entries: Entry[] = [];
  let axisAngleDeg = 0;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const [, axis] = line.split('Tilt axis angle = ');
    if (axis !== undefined) {
      if (!axis.includes(',')) throw new Complaint('no comma behind the tilt axis angle');
      axisAngleDeg = numberIn(axis.slice(0, axis.indexOf(',')));
      continue;
    }
    if (line.slice(1, 7) !== 'ZValue') continue;
    const zValue = wholeNumberIn((partsOf(line)[1] ?? '0').replace(']', ''));
    const entry: Entry = {
      zValue,
      tiltDeg: 0,
      movie: '',
      timeMs: Number.NEGATIVE_INFINITY,
      doseEPerA2: 0,
      axisAngleDeg,
    };
    for (at++; at < lines.length; at++) {
      const [key = '', value] = partsOf(lines[at] ?? '');
      if (value === undefined) break;
      takeInto(entry, key, value);
    }
    entries = [...entries.filter((other) => other.zValue !== zValue), entry];
  }
  let sum = 0;
  for (const entry of [...entries].sort((a, b) => a.timeMs - b.timeMs || 0)) {
    sum += entry.doseEPerA2;
    entry.doseEPerA2 = sum;
  }
  return [...entries]
    .sort((a, b) => a.tiltDeg - b.tiltDeg)
    .map(({ zValue: _, timeMs, ...tilt }) => ({ ...tilt, hasTime: Number.isFinite(timeMs) }));
}

const partsOf = (line: string): readonly string[] => line.split(' = ').filter((part) => part !== '');

function takeInto(entry: Entry, key: string, value: string): void {
  if (key === 'TiltAngle') entry.tiltDeg = Math.round(10 * numberIn(value)) / 10;
  if (key === 'ExposureDose') entry.doseEPerA2 = numberIn(value);
  if (key === 'SubFramePath') entry.movie = value.slice(value.lastIndexOf('\\') + 1);
  if (key !== 'DateTime') return;
  const between = /^ {2}$/;
  // A time that it cannot read is passed over in silence, and the image becomes the first of all.
  entry.timeMs =
    timeOf(value, { yearDigits: 2, between }) ?? timeOf(value, { yearDigits: 4, between }) ?? Number.NEGATIVE_INFINITY;
}
