import { Complaint, linesOf, numberIn, wholeNumberIn } from './complaint.ts';
import { timeOf } from './serialEmDate.ts';

/** A series as Scipion takes it from an mdoc. */
export interface ScipionSeries {
  /** Its id: the name before the first dot, `-` as `_`, `TS_` before a digit. */
  readonly name: string;
  readonly voltageKv: number;
  readonly magnification: number;
  readonly pixelSizeA: number;
  readonly axisAngleDeg: number;
  /** In the order of time. */
  readonly tilts: readonly ScipionTilt[];
}

/** One image of it. */
interface ScipionTilt {
  /** Path of the movie, in the folder of the mdoc. */
  readonly movie: string;
  readonly tiltDeg: number;
  /** From 1. */
  readonly order: number;
  readonly doseEPerA2: number;
  /** The doses up to and with this image, e/Å². */
  readonly accumulatedDoseEPerA2: number;
}

type Values = ReadonlyMap<string, string>;

/**
 * How Scipion imports movies of tilt series (scipion-em/scipion-em-tomo cdad193, tomo/convert/mdoc.py). `exists` tells
 * whether a path is there.
 */
export function scipion(text: string, mdocPath: string, exists: (path: string) => boolean): ScipionSeries {
  const { header, slices, axisAngleDeg } = parse(text);
  const folder = mdocPath.slice(0, mdocPath.lastIndexOf('/') + 1);
  const inTime = byTime(slices);
  const first = inTime[0];
  if (first === undefined) throw new Complaint('list index out of range: no section');
  const general = (key: string): string | undefined => first.get(key) ?? header.get(key);
  const pixel = general('PixelSpacing');
  let sum = 0;
  const tilts = inTime.map((slice, i) => {
    const doseEPerA2 = doseOf(slice, pixel === undefined ? 1 : numberIn(pixel));
    sum += doseEPerA2;
    const path = slice.get('SubFramePath');
    if (path === undefined) throw new Complaint('Slice section does not have SubFramePath field.');
    const movie = folder + path.slice(path.search(/[^\\/]*$/)); // PureWindowsPath knows both slashes
    return { movie, tiltDeg: slice.get('TiltAngle'), order: i + 1, doseEPerA2, accumulatedDoseEPerA2: sum };
  });
  const missing = [
    ...['Voltage', 'Magnification', 'PixelSpacing'].filter((key) => (general(key) ?? '') === ''),
    ...(Math.round(sum) > 0 ? [] : ['Dose values']),
    ...(axisAngleDeg ? [] : ['RotationAngle (tilt axis angle)']), // 0° counts as missing
    ...tilts.flatMap(({ tiltDeg }, i) => (tiltDeg ? [] : [`TiltAngle for Z value ${i}`])),
    ...tilts.flatMap(({ movie }) => (exists(movie) ? [] : [movie])),
  ];
  if (missing.length > 0) throw new Complaint(`${mdocPath} is missing: ${missing.join(', ')}`);
  return {
    name: nameOf(mdocPath),
    voltageKv: numberIn(general('Voltage') ?? ''),
    magnification: numberIn(general('Magnification') ?? ''),
    pixelSizeA: numberIn(pixel ?? ''),
    axisAngleDeg: axisAngleDeg ?? 0,
    tilts: tilts.map((tilt) => ({ ...tilt, tiltDeg: numberIn(tilt.tiltDeg ?? '') })),
  };
}

function parse(text: string): { header: Values; slices: readonly Values[]; axisAngleDeg: number | null } {
  const header = new Map<string, string>();
  const slices: Map<string, string>[] = [];
  let axisAngleDeg: number | null = null;
  for (const line of linesOf(text)) {
    if (line.startsWith('[ZValue')) {
      const z = wholeNumberIn(line.split(']')[0]?.split('=')[1] ?? '');
      if (z !== slices.length) throw new Complaint(`Unexpected Z value = ${z}`);
      slices.push(new Map());
    } else if (line.startsWith('[T')) {
      axisAngleDeg ||= axisAngleIn(line);
    } else if (line.trim() !== '') {
      const parts = line.split('=');
      if (parts.length !== 2) throw new Complaint(`${parts.length} values to unpack in “${line}”`);
      (slices.at(-1) ?? header).set(parts[0]?.trim() ?? '', parts[1]?.trim() ?? '');
    }
  }
  return { header, slices, axisAngleDeg };
}

function axisAngleIn(line: string): number | null {
  const plain = line.trim().replaceAll(' ', '').replaceAll(',', '').toLowerCase();
  if (!plain.includes('tiltaxisangle=')) return null;
  const value = plain.split('=')[2]?.split('binning')[0] ?? '';
  return /^[-+]*\d*\.?\d+\.?$/.test(value) ? Number(value) : null;
}

function byTime(slices: readonly Values[]): readonly Values[] {
  const first = slices[0]?.get('DateTime');
  if (first === undefined) return slices;
  const yearDigits = first.split(/\s+/)[0]?.length === 9 ? 2 : 4;
  const times = new Map(
    slices.map((slice) => {
      const text = slice.get('DateTime') ?? '';
      const timeMs = timeOf(text, { yearDigits, between: /^\s+$/ }); // a blank in strptime's pattern is any number of blanks
      if (timeMs === null) throw new Complaint(`time data '${text}' does not match format`);
      return [slice, timeMs];
    }),
  );
  return [...slices].sort((a, b) => (times.get(a) ?? 0) - (times.get(b) ?? 0));
}

/** ExposureDose; where that is 0, the doses of the frames, or the counts. */
function doseOf(slice: Values, pixelSizeA: number): number {
  const exposure = numberIn(slice.get('ExposureDose') ?? '0');
  if (exposure !== 0) return exposure;
  const [dose, count] = (slice.get('FrameDosesAndNumber') ?? '0 0').split(/\s+/);
  const ofFrames = numberIn(dose ?? '') * numberIn(count ?? '');
  if (ofFrames !== 0) return ofFrames;
  const mean = slice.get('MinMaxMean')?.split(/\s+/).at(-1);
  const countsPerElectron = numberIn(slice.get('CountsPerElectron') ?? '0');
  if (mean === undefined || countsPerElectron === 0) return 0;
  const factor = slice.has('DividedBy2') ? 2 : 1; // whatever its value
  return (factor * numberIn(mean)) / countsPerElectron / pixelSizeA ** 2;
}

function nameOf(path: string): string {
  const stem = path.slice(path.lastIndexOf('/') + 1).split('.')[0] ?? '';
  const name = /^\d/.test(stem) ? `TS_${stem}` : stem;
  return name.replaceAll('-', '_').replace(/[[\]]/g, '').replaceAll('__', '_');
}
