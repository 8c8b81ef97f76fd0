import { Complaint, numberIn } from './complaint.ts';
import { mdocfile } from './mdocfile.ts';
import { timeOf } from './serialEmDate.ts';

/** One row of the table that RELION writes for a series, in the order of time. */
interface RelionTilt {
  /** The movie that it found for the image; images without one are left out. */
  readonly movie: string;
  readonly tiltDeg: number;
  /** rlnMicrographPreExposure, which is the sum up to and with this image, e/Å². */
  readonly preExposureEPerA2: number;
  readonly frameCount: number;
  readonly nominalDefocusUm: number | null;
}

/** A series by the name that RELION gives it, and the mdoc that it fills it from. */
export interface RelionSeries {
  readonly name: string;
  readonly mdoc: string;
  readonly tilts: readonly RelionTilt[];
}

/** The name up to its first dot: `Path.stem` again and again (_utils/file.py). */
export const beforeFirstDot = (path: string): string => {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return /^\.?[^.]*/.exec(name)?.[0] ?? name;
};

/**
 * How `relion_tomo_import SerialEM` reads all mdocs of a folder and all movies of another (3dem/relion 73f0a3c0,
 * src/tomography_python_programs/import_tilt_series/serialem.py). Series whose names occur in no movie's name are taken
 * off the list of names, but not off the list of mdocs.
 */
export function relion5(mdocs: ReadonlyMap<string, string>, movies: readonly string[]): readonly RelionSeries[] {
  if (movies.length === 0) throw new Complaint('Could not find any image files');
  if (mdocs.size === 0) throw new Complaint('Could not find any mdoc files');
  const sorted = [...mdocs.keys()].sort();
  const stems = movies.map(beforeFirstDot);
  const names = sorted.map(beforeFirstDot).filter((name) => stems.some((stem) => stem.includes(name)));
  return names.map((name, i) => {
    const mdoc = sorted[i] ?? '';
    return { name, mdoc, tilts: tiltsOf(mdocs.get(mdoc) ?? '', movies) };
  });
}

function tiltsOf(text: string, movies: readonly string[]): readonly RelionTilt[] {
  const { sections } = mdocfile(text);
  const rows = sections.map((section) => {
    const value = (key: string): string => {
      const found = section.get(key);
      if (found === undefined) throw new Complaint(`KeyError: '${key}'`);
      return found;
    };
    return { value, has: (key: string) => section.has(key), time: value('DateTime') };
  });
  const times = datesOf(rows.map(({ time }) => time));
  const byName = new Map(movies.map((movie) => [beforeFirstDot(movie), movie])); // of two alike the last one stays
  const inTime = rows.map((row, i) => ({ ...row, timeMs: times[i] ?? 0 })).sort((a, b) => a.timeMs - b.timeMs);
  let sum = 0;
  return inTime.flatMap(({ value, has }) => {
    sum += has('ExposureDose') ? numberIn(value('ExposureDose')) : 0;
    const path = value('SubFramePath');
    const movie = byName.get(beforeFirstDot(path.slice(path.lastIndexOf('\\') + 1)));
    if (movie === undefined) return [];
    const nominalDefocusUm = has('TargetDefocus') ? numberIn(value('TargetDefocus')) : null;
    const frameCount = numberIn(value('NumSubFrames'));
    return [{ movie, tiltDeg: numberIn(value('TiltAngle')), preExposureEPerA2: sum, frameCount, nominalDefocusUm }];
  });
}

/** pandas takes the form of the first date for all of them. */
function datesOf(texts: readonly string[]): readonly number[] {
  const between = /^\s+$/;
  const yearDigits = texts[0] !== undefined && timeOf(texts[0], { yearDigits: 4, between }) !== null ? 4 : 2;
  return texts.map((text) => {
    const timeMs = timeOf(text, { yearDigits, between });
    if (timeMs === null) throw new Complaint(`time data "${text}" doesn't match the format of the first one`);
    return timeMs;
  });
}
