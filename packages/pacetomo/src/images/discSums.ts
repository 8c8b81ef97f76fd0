import type { GreyImage } from './greyImage.ts';

/** Sums of an image along its rows, from which the sum over any disc is had with two look-ups a row. */
export interface RowSums {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Columns and rows of nothing added on every side, so that a disc may reach over the border. */
  readonly padPx: number;
  /** Numbers in a padded row. */
  readonly stride: number;
  /** At each border between pixels of a row the sum of what lies left of it. */
  readonly ofValues: Float64Array;
  /** The same of the squared values. */
  readonly ofSquares: Float64Array;
}

/** Row sums of an image and of its squares, for discs of radii up to `largestRadiusPx`. Values count from the image's mean. */
export function rowSums({ widthPx, heightPx, data }: GreyImage, largestRadiusPx: number): RowSums {
  const padPx = Math.ceil(largestRadiusPx) + 1;
  const stride = widthPx + 2 * padPx + 1;
  const ofValues = new Float64Array(stride * (heightPx + 2 * padPx));
  const ofSquares = new Float64Array(ofValues.length);
  const mean = data.reduce((sum, value) => sum + value, 0) / Math.max(1, data.length);
  for (let y = 0; y < heightPx; y++) {
    let sum = 0;
    let squares = 0;
    const begin = (y + padPx) * stride + padPx;
    for (let x = 0; x < widthPx; x++) {
      ofValues[begin + x] = sum;
      ofSquares[begin + x] = squares;
      const value = (data[y * widthPx + x] ?? 0) - mean;
      sum += value;
      squares += value * value;
    }
    ofValues.fill(sum, begin + widthPx, begin + widthPx + padPx + 1);
    ofSquares.fill(squares, begin + widthPx, begin + widthPx + padPx + 1);
  }
  return { widthPx, heightPx, padPx, stride, ofValues, ofSquares };
}

/** Places of an image, `stepPx` apart along rows and columns, from the pixel `left`, `top`. */
export interface PixelGrid {
  readonly left: number;
  readonly top: number;
  readonly columns: number;
  readonly rows: number;
  readonly stepPx: number;
}

/** Every so-manieth pixel of a whole image. */
export function gridOver({ widthPx, heightPx }: Pick<GreyImage, 'widthPx' | 'heightPx'>, stepPx: number): PixelGrid {
  return { left: 0, top: 0, columns: Math.ceil(widthPx / stepPx), rows: Math.ceil(heightPx / stepPx), stepPx };
}

/** What lies within discs around the places of a grid, row by row, as far as it is inside the image. */
export interface DiscSums {
  readonly values: Float64Array;
  readonly squares: Float64Array;
  /** Number of pixels. */
  readonly counts: Float64Array;
  /** Number of pixels of a disc that is wholly inside. */
  readonly wholeCount: number;
}

/** Sums over the discs of a radius around the places of a grid, which lie in the image; a pixel counts if its centre is inside. */
export function discSums(sums: RowSums, radiusPx: number, grid: PixelGrid): DiscSums {
  const disc = discRows(radiusPx);
  return {
    values: sumsOver(sums.ofValues, sums, disc, grid),
    squares: sumsOver(sums.ofSquares, sums, disc, grid),
    counts: countsOver(sums, disc, grid),
    wholeCount: disc.reduce((count, { halfWidthPx }) => count + 2 * halfWidthPx + 1, 0),
  };
}

/** A row of pixels of a disc: how far from the middle row, and how many pixels to either side of the middle one. */
interface DiscRow {
  readonly dy: number;
  readonly halfWidthPx: number;
}

function discRows(radiusPx: number): readonly DiscRow[] {
  const reach = Math.floor(radiusPx);
  return Array.from({ length: 2 * reach + 1 }, (_, k) => k - reach).map((dy) => ({
    dy,
    halfWidthPx: Math.floor(Math.sqrt(radiusPx * radiusPx - dy * dy)),
  }));
}

/** This is where the time of looking for holes goes. */
function sumsOver(rowSum: Float64Array, layout: RowSums, disc: readonly DiscRow[], grid: PixelGrid): Float64Array {
  const { padPx, stride } = layout;
  const { left, top, columns, rows, stepPx } = grid;
  const rights = Int32Array.from(disc, ({ dy, halfWidthPx }) => dy * stride + halfWidthPx + 1);
  const lefts = Int32Array.from(disc, ({ dy, halfWidthPx }) => dy * stride - halfWidthPx);
  const result = new Float64Array(columns * rows);
  for (let row = 0, to = 0; row < rows; row++) {
    let at = (top + row * stepPx + padPx) * stride + padPx + left;
    for (let column = 0; column < columns; column++, at += stepPx) {
      let sum = 0;
      for (let k = 0; k < rights.length; k++)
        sum += (rowSum[at + (rights[k] ?? 0)] ?? 0) - (rowSum[at + (lefts[k] ?? 0)] ?? 0);
      result[to++] = sum;
    }
  }
  return result;
}

function countsOver({ widthPx, heightPx }: RowSums, disc: readonly DiscRow[], grid: PixelGrid): Float64Array {
  const widths = disc.map(({ halfWidthPx }) =>
    Float64Array.from({ length: grid.columns }, (_, column) => {
      const x = grid.left + column * grid.stepPx;
      return Math.min(widthPx - 1, x + halfWidthPx) - Math.max(0, x - halfWidthPx) + 1;
    }),
  );
  const result = new Float64Array(grid.columns * grid.rows);
  const inMiddle = columnCounts(grid.columns, widths);
  for (let row = 0; row < grid.rows; row++) {
    const y = grid.top + row * grid.stepPx;
    const within = widths.filter((_, k) => y + (disc[k]?.dy ?? 0) >= 0 && y + (disc[k]?.dy ?? 0) < heightPx);
    result.set(within.length === widths.length ? inMiddle : columnCounts(grid.columns, within), row * grid.columns);
  }
  return result;
}

function columnCounts(columns: number, widths: readonly Float64Array[]): Float64Array {
  return Float64Array.from({ length: columns }, (_, x) => widths.reduce((sum, width) => sum + (width[x] ?? 0), 0));
}
