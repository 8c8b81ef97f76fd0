import { Complaint } from './complaint.ts';

/** One image as AreTomo3 has it, in the order of the mdoc. */
export interface AreTomoTilt {
  readonly tiltDeg: number;
  /** Path of the movie: the folder of the mdoc and the name behind the last `\`, or the last `/` where there is no `\`. */
  readonly movie: string;
  /** From 0, by DateTime; images of the same second have the same. */
  readonly acquisitionIndex: number;
  readonly doseEPerA2: number;
  /** Part of the exposure time of the whole series: so much of `-TotalDose` is given to this image. */
  readonly partOfTotalDose: number;
}

const bufferBytes = 256;
const fewestTilts = 7;
const keys = ['TiltAngle', 'ExposureDose', 'SubFramePath', 'ExposureTime', 'DateTime'] as const;
type Key = (typeof keys)[number];

/**
 * How AreTomo3 reads an mdoc (czimaginginstitute/AreTomo3 8a068cf, DataUtil/CReadMdoc.cpp). An image counts when a line
 * that contains each of five words was found before the next `ZValue` above 0.
 */
export function areTomo3(bytes: Uint8Array, folder: string): readonly AreTomoTilt[] {
  const pieces = fgetsPieces(bytes);
  const found: ReadonlyMap<Key, string>[] = [];
  let buffer = '';
  let at = 0;
  while (at < pieces.length) {
    if (!buffer.includes('ZValue')) buffer = pieces[at++] ?? '';
    const values = new Map<Key, string>();
    while (at < pieces.length) {
      buffer = pieces[at++] ?? '';
      for (const key of keys) if (!values.has(key) && buffer.includes(key)) values.set(key, behindLastEquals(buffer));
      if (values.size === keys.length) {
        found.push(values);
        break;
      }
      if (buffer.includes('ZValue') && leadingNumber(behindLastEquals(buffer)) > 0) break;
    }
  }
  if (found.length < fewestTilts) throw new Complaint(`failed to read mdoc file: ${found.length} tilts`);
  return tiltsOf(found, folder);
}

function tiltsOf(found: readonly ReadonlyMap<Key, string>[], folder: string): readonly AreTomoTilt[] {
  const times = found.map((values) => timeOf(values.get('DateTime') ?? ''));
  const exposures = found.map((values) => leadingNumber(values.get('ExposureTime') ?? ''));
  const total = exposures.reduce((sum, exposure) => sum + exposure, 0);
  return found.map((values, i) => ({
    tiltDeg: leadingNumber(values.get('TiltAngle') ?? ''),
    doseEPerA2: leadingNumber(values.get('ExposureDose') ?? ''),
    movie: `${folder}${fileName(pathIn(values.get('SubFramePath') ?? ''))}`,
    acquisitionIndex: times.filter((time, j) => j !== i && (times[i] ?? 0) >= time).length,
    partOfTotalDose: total > 0 ? (exposures[i] ?? 0) / total : 1 / found.length,
  }));
}

/** What fgets gives with a buffer of 256 bytes: a line of more than 255 comes in pieces. */
function fgetsPieces(bytes: Uint8Array): readonly string[] {
  const text = Buffer.from(bytes).toString('latin1');
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return lines.flatMap((line) => {
    const pieces: string[] = [];
    for (let i = 0; i < line.length; i += bufferBytes - 1) pieces.push(line.slice(i, i + bufferBytes - 1));
    return pieces;
  });
}

function behindLastEquals(line: string): string {
  const at = line.lastIndexOf('=');
  if (at < 0) throw new Complaint(`a crash: no “=” in “${line.trim()}”`);
  return line.slice(at + 1);
}

/** As atof into a float: what the text begins with, 0 when that is no number. */
const leadingNumber = (text: string): number =>
  Math.fround(Number(/^\s*([-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?)/i.exec(text)?.[1] ?? 0));

/** The path with one blank in front of it if there was any: only those before the last one are taken away there. */
function pathIn(value: string): string {
  const blanks = /^ */.exec(value)?.[0].length ?? 0;
  return value
    .slice(Math.max(0, blanks - 1))
    .replace(/[\r\n]+$/, '')
    .replace(/ +$/, '');
}

function fileName(path: string): string {
  const backslash = path.lastIndexOf('\\');
  return path.slice((backslash >= 0 ? backslash : path.lastIndexOf('/')) + 1);
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** As strptime with `%d-%b-%Y %H:%M:%S`: a year of two digits is one of the first century, what does not fit stays 0. */
function timeOf(value: string): number {
  const match = /^\s*(\d{1,2})-(\w{3})-(\d{1,4})\s+(\d{1,2}):(\d{1,2}):(\d{1,2})/.exec(value);
  if (!match) return 0;
  const [, day, month = '', year, hours, minutes, seconds] = match;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), months.indexOf(month), Number(day));
  date.setUTCHours(Number(hours), Number(minutes), Number(seconds));
  return date.getTime();
}
