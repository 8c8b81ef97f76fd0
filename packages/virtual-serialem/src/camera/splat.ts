import type { PointPatch } from '../specimen/pointPatch.ts';

/** A grid that points are put on. */
export interface SplatGrid {
  readonly values: Float32Array;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Grid x and y from specimen x, y, z (µm): two rows of four, the last for 1. Grid position 0 is the middle of the first pixel. */
  readonly fromSpecimen: Readonly<Float64Array>;
}

/** Adds the points of a patch to a grid, each shared among the four nearest pixels so that its centre of mass is exact. Points off the grid are left out. */
export function splat({ values, widthPx, heightPx, fromSpecimen }: SplatGrid, { origin, points }: PointPatch): void {
  const [xx = 0, xy = 0, xz = 0, x1 = 0, yx = 0, yy = 0, yz = 0, y1 = 0] = fromSpecimen;
  const x0 = xx * origin.x + xy * origin.y + xz * origin.z + x1;
  const y0 = yx * origin.x + yy * origin.y + yz * origin.z + y1;
  const [lastX, lastY] = [widthPx - 1, heightPx - 1];
  for (let i = 0; i < points.length; i += 4) {
    const px = points[i] ?? 0;
    const py = points[i + 1] ?? 0;
    const pz = points[i + 2] ?? 0;
    const x = x0 + xx * px + xy * py + xz * pz;
    const y = y0 + yx * px + yy * py + yz * pz;
    if (!(x >= 0 && y >= 0 && x < lastX && y < lastY)) continue;
    const column = x | 0;
    const row = y | 0;
    const fx = x - column;
    const fy = y - row;
    const weight = points[i + 3] ?? 0;
    const at = row * widthPx + column;
    const lower = weight * fy;
    const upper = weight - lower;
    values[at] = (values[at] ?? 0) + upper * (1 - fx);
    values[at + 1] = (values[at + 1] ?? 0) + upper * fx;
    values[at + widthPx] = (values[at + widthPx] ?? 0) + lower * (1 - fx);
    values[at + widthPx + 1] = (values[at + widthPx + 1] ?? 0) + lower * fx;
  }
}
