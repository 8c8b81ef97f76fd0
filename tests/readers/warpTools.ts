import { behindLastSlash, Complaint, linesOf, numberIn, wholeNumberIn } from './complaint.ts';
import { timeOf } from './serialEmDate.ts';

/** One image of a series as `ts_import` writes it into a tomostar, in the order of tilt. */
export interface WarpTilt {
  readonly zValue: number;
  readonly tiltDeg: number;
  readonly axisAngleDeg: number;
  /** Name of the frame file without folders. */
  readonly frame: string;
  /** From 0, by DateTime. */
  readonly order: number;
  /** order × the exposure that the user gave; what the mdoc says of doses is not looked at, e/Å². */
  readonly doseEPerA2: number;
}

interface Entry {
  zValue: number;
  tiltDeg: number;
  frame: string;
  timeMs: number;
  axisAngleDeg: number;
}

/** Names of the mdocs that `ts_import` takes from a folder: all of them, and the tomostars that it makes of them. */
export function warpToolsMdocs(
  names: readonly string[],
): readonly { readonly mdoc: string; readonly tomostar: string }[] {
  return names
    .filter((name) => name.endsWith('.mdoc'))
    .map((mdoc) => ({
      mdoc,
      tomostar: `${mdoc.replace('.mrc.mdoc', '.mdoc').replace(/\.[^.]*$/, '')}.tomostar`,
    }));
}

/**
 * How WarpTools 2 reads an mdoc (warpem/warp e321344, WarpTools/Commands/Tiltseries/ImportTiltseries.cs). Frame series
 * are known by their names without extension.
 */
export function warpTools(text: string, frameSeries: ReadonlySet<string>, exposureEPerA2: number): readonly WarpTilt[] {
  const lines = linesOf(text);
  const entries: Entry[] = [];
  let axisAngleDeg = 0;
  let foundTime = false; // stands outside the loop there, too: a time that is missing later is not missed
  let at = 0;
  while (at < lines.length) {
    const line = lines[at++] ?? '';
    const axis = axisAngleIn(line);
    if (axis !== null) {
      axisAngleDeg = axis;
      continue;
    }
    if (line.slice(1, 7) !== 'ZValue') continue;
    const entry: Entry = {
      zValue: zValueIn(line),
      tiltDeg: 0,
      frame: '',
      timeMs: Number.NEGATIVE_INFINITY,
      axisAngleDeg,
    };
    for (; at < lines.length; at++) {
      const [key = '', value] = partsOf(lines[at] ?? '');
      if (value === undefined) break;
      if (key === 'DateTime') foundTime = true;
      takeInto(entry, key, value);
    }
    at++; // the line that ended the section is used up
    if (!foundTime) throw new Complaint(`No time stamp found: ${entry.frame}`);
    if (entries.some(({ zValue }) => zValue === entry.zValue))
      throw new Complaint(`Duplicate ZValue in MDOC file: ${entry.zValue}`);
    if (!frameSeries.has(entry.frame.replace(/\.[^.]*$/, '')))
      throw new Complaint(`At least one of the referenced frame series could not be found: ${entry.frame}`);
    entries.push(entry);
  }
  return ordered(entries, exposureEPerA2);
}

function ordered(entries: readonly Entry[], exposureEPerA2: number): readonly WarpTilt[] {
  const inTime = [...entries].sort((a, b) => a.timeMs - b.timeMs || 0);
  return [...entries]
    .sort((a, b) => a.tiltDeg - b.tiltDeg)
    .map(({ timeMs: _, ...entry }) => entry)
    .map((entry) => {
      const order = inTime.findIndex(({ zValue }) => zValue === entry.zValue);
      return { ...entry, order, doseEPerA2: order * exposureEPerA2 };
    });
}

/** The parts of a line between ` = `, empty ones left out as C# does it on request. */
const partsOf = (line: string): readonly string[] => line.split(' = ').filter((part) => part !== '');

function axisAngleIn(line: string): number | null {
  for (const [words, end] of [
    ['Tilt axis angle = ', ','],
    ['TiltAxisAngle = ', ' '],
  ] as const) {
    const at = line.indexOf(words);
    if (at < 0) continue;
    const behind = line.slice(at + words.length);
    if (!behind.includes(end)) throw new Complaint(`no “${end}” behind the tilt axis angle`);
    return numberIn(behind.slice(0, behind.indexOf(end)));
  }
  return null;
}

function zValueIn(line: string): number {
  const [heading, number] = partsOf(line);
  if (heading !== '[ZValue') return 0;
  if (number === undefined) throw new Complaint(`no number in ${line}`);
  return wholeNumberIn(number.replace(']', ''));
}

function takeInto(entry: Entry, key: string, value: string): void {
  if (key === 'TiltAngle') entry.tiltDeg = Math.round(100 * numberIn(value)) / 100;
  if (key === 'SubFramePath') entry.frame = behindLastSlash(value);
  if (key !== 'DateTime') return;
  const text = value.replaceAll('  ', ' ').trim();
  const between = /^ $/;
  const timeMs = timeOf(text, { yearDigits: 2, between }) ?? timeOf(text, { yearDigits: 4, between });
  if (timeMs === null) throw new Complaint(`Incorrect time stamp: ${text}`);
  entry.timeMs = timeMs;
}
