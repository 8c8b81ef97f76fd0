import type { TilePixels } from './stageMap.ts';

/** A rectangle of a tile, pixels from its upper left corner, y down; `right` and `bottom` are beyond the last ones. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Part of a tile in memory, shrunk by a whole number: pixel (0, 0) is block (`left`, `top`) of the tile. */
export interface ShrunkRegion {
  readonly left: number;
  readonly top: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly shrink: number;
  readonly data: Float32Array;
}

/**
 * A region of a tile with blocks of `shrink` × `shrink` pixels averaged, so that nothing finer than the new pixels is left
 * to fold over. A block at the border is the average of the pixels that there are.
 */
export function shrunkRegion(tile: TilePixels, region: Region, shrink: number): ShrunkRegion {
  const left = Math.floor(region.left / shrink);
  const top = Math.floor(region.top / shrink);
  const widthPx = Math.ceil(region.right / shrink) - left;
  const heightPx = Math.ceil(region.bottom / shrink) - top;
  const data = new Float32Array(widthPx * heightPx);
  const sums = new Float64Array(widthPx);
  for (let row = 0; row < heightPx; row++) {
    const rows = sumRows(tile, sums, { left, row: top + row }, shrink);
    for (let block = 0; block < widthPx; block++) {
      const columns = Math.min((left + block + 1) * shrink, tile.widthPx) - (left + block) * shrink;
      data[row * widthPx + block] = (sums[block] ?? 0) / (rows * columns);
    }
  }
  return { left, top, widthPx, heightPx, shrink, data };
}

interface FirstBlock {
  readonly left: number;
  readonly row: number;
}

/** Sums the pixels of a row of blocks, block by block. Gives how many rows of pixels there were. */
function sumRows(tile: TilePixels, sums: Float64Array, { left, row }: FirstBlock, shrink: number): number {
  const { widthPx: width, heightPx: height, isBottomFirst } = tile;
  const until = Math.min((row + 1) * shrink, height);
  sums.fill(0);
  for (let y = row * shrink; y < until; y++) {
    const line = (isBottomFirst ? height - 1 - y : y) * width;
    addLine(tile.data, { from: line + left * shrink, until: line + width }, sums, shrink);
  }
  return until - row * shrink;
}

/** The innermost loop of all: a montage has half a billion pixels. */
function addLine(
  data: TilePixels['data'],
  { from, until }: { readonly from: number; readonly until: number },
  sums: Float64Array,
  shrink: number,
): void {
  let at = from;
  for (let block = 0; block < sums.length; block++) {
    const end = Math.min(at + shrink, until);
    let sum = 0;
    for (; at < end; at++) sum += data[at] ?? 0;
    sums[block] = (sums[block] ?? 0) + sum;
  }
}

/** The value at a place of the tile, by bilinear interpolation; beyond the region the nearest pixel counts. */
export function valueAt(
  { left, top, widthPx, heightPx, shrink, data }: ShrunkRegion,
  xPx: number,
  yPx: number,
): number {
  const x = Math.min(Math.max(xPx / shrink - left - 0.5, 0), widthPx - 1);
  const y = Math.min(Math.max(yPx / shrink - top - 0.5, 0), heightPx - 1);
  const [column, row] = [Math.floor(x), Math.floor(y)];
  const [u, v] = [x - column, y - row];
  const at = row * widthPx + column;
  const right = column + 1 < widthPx ? 1 : 0;
  const below = row + 1 < heightPx ? widthPx : 0;
  const upper = (data[at] ?? 0) * (1 - u) + (data[at + right] ?? 0) * u;
  const lower = (data[at + below] ?? 0) * (1 - u) + (data[at + below + right] ?? 0) * u;
  return upper * (1 - v) + lower * v;
}
