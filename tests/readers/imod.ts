import { Complaint } from './complaint.ts';

/** What IMOD takes from the header of a stack. */
export interface ImodStack {
  readonly size: { readonly width: number; readonly height: number; readonly sections: number };
  readonly mode: number;
  readonly pixelSizeA: number;
  readonly titles: readonly string[];
  /** From the title `Tilt axis angle = `, degrees; null without one. */
  readonly axisAngleDeg: number | null;
  /** One for each section, from the extended header, as extracttilts gives them; null when it has none. */
  readonly tiltsDeg: readonly number[] | null;
}

const headerBytes = 1024;
const titleBytes = 80;

/** Bytes of an item of SerialEM's extended header, by the bit of its flag (b3dHeaderItemBytes). */
const itemBytes = [2, 6, 4, 2, 2, 4] as const;

/** Bytes of a value, by the mode of the file. */
const bytesOfMode: Readonly<Record<number, number>> = { 0: 1, 1: 2, 2: 4, 6: 2 };

/**
 * How IMOD reads a stack (LabShare-Archive/IMOD 8c592ce4c: header.f90, extracttilts.f, get_extra_header_tilts.f and
 * extraIsNbytesAndFlags of b3dutil.c; MRC2014 for the type of the extended header). Complains when the file is not as long
 * as its header says.
 */
export function imodStack(file: Buffer): ImodStack {
  const int = (at: number): number => file.readInt32LE(at);
  const [width = 0, height = 0, sections = 0, mode = -1] = [0, 4, 8, 12].map(int);
  const extendedBytes = int(92);
  const perPixel = bytesOfMode[mode];
  if (file.toString('latin1', 208, 212) !== 'MAP ') throw new Complaint('no MRC file');
  if (perPixel === undefined) throw new Complaint(`mode ${mode}`);
  const wanted = headerBytes + extendedBytes + width * height * sections * perPixel;
  if (file.length < wanted) throw new Complaint(`${file.length} bytes where the header promises ${wanted}`);
  const titles = Array.from({ length: int(220) }, (_, i) =>
    file.toString('latin1', 224 + i * titleBytes, 224 + (i + 1) * titleBytes).trimEnd(),
  );
  const axis = titles
    .map((title) => /Tilt axis angle = ([-+\d.]+),/.exec(title)?.[1])
    .find((angle) => angle !== undefined);
  return {
    size: { width, height, sections },
    mode,
    pixelSizeA: file.readFloatLE(40) / int(28),
    titles,
    axisAngleDeg: axis === undefined ? null : Number(axis),
    tiltsDeg: tiltsOf(file, extendedBytes, sections),
  };
}

/** The angles, when number of bytes and flags fit each other and the flag for the tilt is up. */
function tiltsOf(file: Buffer, extendedBytes: number, sections: number): readonly number[] | null {
  const [bytes, flags] = [file.readInt16LE(128), file.readInt16LE(130)];
  const total = itemBytes.reduce((sum, size, bit) => sum + ((flags >> bit) & 1 ? size : 0), 0);
  const areShorts = total === bytes && flags < 1 << itemBytes.length;
  if (!areShorts || (flags & 1) === 0 || bytes === 0) return null;
  if (bytes * sections > extendedBytes)
    throw new Complaint(`angles for ${extendedBytes / bytes} of ${sections} sections`);
  return Array.from({ length: sections }, (_, i) => file.readInt16LE(headerBytes + i * bytes) / 100);
}

/** How IMOD and everybody else reads a `.rawtlt` or `.tlt`: one angle on each line. */
export function rawTilt(text: string): readonly number[] {
  const lines = text.replace(/\n$/, '').split('\n');
  return lines.map((line) => {
    if (!/^\s*[-+]?\d+(\.\d+)?\s*$/.test(line)) throw new Complaint(`“${line}” is no angle`);
    return Number(line);
  });
}

/** The number of `[ZValue]` sections that `extracttilts -mdoc` and `alignframes -mdoc` want to equal those of the stack. */
export const mdocSections = (text: string): number =>
  text.split('\n').filter((line) => line.startsWith('[ZValue')).length;
