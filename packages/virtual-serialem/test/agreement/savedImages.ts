import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openMrc } from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';

// Everything here is written for these tests and shares no code with the program: files are read with em-files, the truth is plain JSON.

/** A place or displacement in a plane. */
export interface Xy {
  readonly x: number;
  readonly y: number;
}
type Xyz = Xy & { readonly z: number };

/** What these tests read of a line of the truth log. */
export interface LoggedExposure {
  readonly n: number;
  readonly command: string;
  readonly file: string | null;
  readonly section: number | null;
  readonly trueTiltDeg: number;
  readonly specimenPointUm: Xyz;
  readonly trueDefocusUm: number;
  readonly doseEPerA2: number;
  readonly commandCount: number;
  readonly look: {
    readonly pose: { readonly matrix: readonly number[]; readonly offsetUm: Xyz };
    readonly centreUm: Xy;
    readonly cameraFromLab: { readonly xx: number; readonly xy: number; readonly yx: number; readonly yy: number };
    readonly widthPx: number;
    readonly heightPx: number;
    readonly binning: number;
    readonly fieldUm: readonly Xyz[];
    readonly exposureS: number;
  };
}

/** An image as it stands in the file, row 0 at the bottom: y up, like the camera. */
export interface SavedImage {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly counts: ArrayLike<number>;
}

/** The lines of a truth log that are exposures. */
export async function loggedExposures(path: string): Promise<readonly LoggedExposure[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line)).filter((line) => 'command' in line);
}

/** The saved image of an exposure. */
export async function savedImage(dir: string, { file, section }: LoggedExposure): Promise<SavedImage> {
  const opened = await openFile(join(dir, file!), 'read');
  try {
    const stack = await openMrc(opened);
    const { data } = await stack.readSection(section!);
    return { widthPx: stack.header.width, heightPx: stack.header.height, counts: data };
  } finally {
    await opened.close();
  }
}

/** Where a specimen point falls, binned px from the image centre, y up: the definition that the log gives of its own numbers. */
export function imagePosition({ look }: LoggedExposure, p: Xyz): Xy {
  const m = look.pose.matrix;
  const { x: ox, y: oy } = look.pose.offsetUm;
  const labX = m[0]! * p.x + m[1]! * p.y + m[2]! * p.z + ox - look.centreUm.x;
  const labY = m[3]! * p.x + m[4]! * p.y + m[5]! * p.z + oy - look.centreUm.y;
  const c = look.cameraFromLab;
  return {
    x: (c.xx * labX + c.xy * labY) / look.binning,
    y: (c.yx * labX + c.yy * labY) / look.binning,
  };
}

/** The linear part of the map from one image to another for points of the mid-surface, from the corners of the first field: xx, xy, yx, yy. */
export function stretchBetween(from: LoggedExposure, to: LoggedExposure): readonly [number, number, number, number] {
  const [lowerLeft, lowerRight, upperRight, upperLeft] = from.look.fieldUm.map((corner) => imagePosition(to, corner));
  const half = (a: number, b: number, c: number, d: number, sizePx: number) => (a - b + c - d) / 2 / sizePx;
  const { widthPx, heightPx } = from.look;
  return [
    half(lowerRight!.x, lowerLeft!.x, upperRight!.x, upperLeft!.x, widthPx),
    half(upperLeft!.x, lowerLeft!.x, upperRight!.x, lowerRight!.x, heightPx),
    half(lowerRight!.y, lowerLeft!.y, upperRight!.y, upperLeft!.y, widthPx),
    half(upperLeft!.y, lowerLeft!.y, upperRight!.y, lowerRight!.y, heightPx),
  ];
}
