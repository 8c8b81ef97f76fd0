import { behindLastSlash, Complaint, linesOf, numberIn } from './complaint.ts';

/** A series as TOMOMAN takes it from an mdoc, in the order of the file. */
export interface TomomanSeries {
  readonly rawStack: string;
  readonly axisAngleDeg: number;
  readonly pixelSizeA: number;
  readonly targetDefocusUm: readonly number[];
  readonly frameCounts: readonly number[];
  readonly tilts: readonly TomomanTilt[];
}

/** One image of it. */
interface TomomanTilt {
  readonly frame: string;
  readonly tiltDeg: number;
  /** The ExposureDose of this and of all images above it in the file, e/Å². */
  readonly doseEPerA2: number;
}

const delimiter = ' = ';
const numbers = ['TiltAngle', 'ExposureDose', 'ExposureTime', 'TargetDefocus', 'NumSubFrames', 'PixelSpacing'] as const;

/**
 * How TOMOMAN imports a series (wan-lab-vanderbilt/TOMOMAN 0769692, src/import/tm_import_new_stacks.m and
 * src/io/tm_parse_mdoc.m). It looks for the stack beside
 * the mdoc, unless it is told to ignore stacks (null), and for the frames in a folder that the user names.
 */
export function tomoman(
  mdocName: string,
  text: string,
  folders: { readonly stacks: readonly string[] | null; readonly frames: readonly string[] },
): TomomanSeries {
  const sections = parse(text);
  const name = mdocName.replace(/\.[^.]*$/, '');
  const rawStack = [`${name}.mrc`, `${name}.st`, name].find((stack) => folders.stacks?.includes(stack) ?? true);
  if (rawStack === undefined) throw new Complaint(`Raw stack for tomogram ${name} missing!!!`);
  let sum = 0;
  const tilts = sections.map((section) => {
    sum += numberAt(section, 'ExposureDose');
    const frame = behindLastSlash(section.get('SubFramePath') ?? '');
    if (!folders.frames.includes(frame)) throw new Complaint(`Frame "${frame}" missing from stack ${name}!!!`);
    return { frame, tiltDeg: numberAt(section, 'TiltAngle'), doseEPerA2: sum };
  });
  const pixels = new Set(sections.map((section) => numberAt(section, 'PixelSpacing')));
  if (pixels.size !== 1) throw new Complaint(`${rawStack} has varying pixelsizes!!!`);
  return {
    rawStack,
    axisAngleDeg: axisAngleIn(text),
    pixelSizeA: [...pixels][0] ?? 0,
    targetDefocusUm: sections.map((section) => numberAt(section, 'TargetDefocus')),
    frameCounts: sections.map((section) => numberAt(section, 'NumSubFrames')),
    tilts,
  };
}

const numberAt = (section: ReadonlyMap<string, string>, key: string): number => numberIn(section.get(key) ?? '');

function parse(text: string): readonly ReadonlyMap<string, string>[] {
  const lines = linesOf(text).map((line) => line.trimStart());
  const starts = lines.flatMap((line, i) => (line.includes('ZValue') ? [i] : []));
  // A section reaches to the heading of the next one, that line included.
  return starts.map((start, i) => sectionOf(lines.slice(start, (starts[i + 1] ?? lines.length) + 1)));
}

function sectionOf(lines: readonly string[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const field of [...numbers, 'SubFramePath']) {
    const matching = lines.filter((line) => line.slice(0, field.length).toLowerCase() === field.toLowerCase());
    if (matching.length === 0) throw new Complaint(`Field "${field}" not found!!!`);
    if (matching.length > 1) throw new Complaint(`${matching.length} lines begin with “${field}”`);
    values.set(field, matching[0]?.slice(field.length + delimiter.length) ?? '');
  }
  return values;
}

function axisAngleIn(text: string): number {
  const titles = linesOf(text).filter((line) => line.includes('Tilt axis angle'));
  const [title] = titles;
  if (title === undefined || titles.length > 1) throw new Complaint(`${titles.length} lines with “Tilt axis angle”`);
  const value = /Tilt axis angle[^=]*=([^,]*),/.exec(title)?.[1];
  if (value === undefined) throw new Complaint('no comma behind the tilt axis angle');
  return numberIn(value);
}
