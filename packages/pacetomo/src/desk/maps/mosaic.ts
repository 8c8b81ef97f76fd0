import { type Contrast, contrastOf } from '../../images/stretch.ts';
import type { Tile } from '../../maps/pieces.ts';
import type { StageMap } from '../../maps/stageMap.ts';
import type { Rectangle } from './levels.ts';

/** A piece of a montage where it is shown: whole pixels of the map from its upper left corner. */
export interface Placed {
  readonly tile: Tile;
  readonly left: number;
  readonly top: number;
}

/**
 * Where the pieces of a map are shown: as SerialEM has aligned them, all moved by the same so that on average they stay
 * where they were meant to be, which the Navigator's positions count on. A later piece lies over an earlier one.
 */
export function placedPieces({ tiles }: StageMap): readonly Placed[] {
  const moved = tiles.flatMap(({ corner, alignedCorner: aligned }) =>
    aligned === null ? [] : [{ x: aligned.x - corner.x, y: aligned.y - corner.y }],
  );
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  // a piece that could not be aligned stays where it was meant to be
  const common =
    moved.length === 0 ? { x: 0, y: 0 } : { x: mean(moved.map(({ x }) => x)), y: mean(moved.map(({ y }) => y)) };
  return tiles.map((tile) => {
    const { corner, alignedCorner: aligned } = tile;
    const { x, y } = aligned === null ? corner : { x: aligned.x - common.x, y: aligned.y - common.y };
    return { tile, left: Math.round(x), top: Math.round(y) };
  });
}

/** Counts of a part of a map, row by row from the top; NaN where no piece lies. `counts` may be larger than it needs to be. */
export async function paint(
  map: StageMap,
  pieces: readonly Placed[],
  part: Rectangle,
  counts: Float32Array,
): Promise<Float32Array> {
  const painted = counts.subarray(0, part.widthPx * part.heightPx).fill(Number.NaN);
  const { widthPx, heightPx } = map.tileSize;
  for (const { tile, left, top } of pieces) {
    const [fromX, untilX] = overlap(part.left, part.widthPx, left, widthPx);
    const [fromY, untilY] = overlap(part.top, part.heightPx, top, heightPx);
    if (fromX >= untilX || fromY >= untilY) continue;
    const pixels = await map.readTile(tile, { top: fromY - top, bottom: untilY - top });
    for (let y = fromY; y < untilY; y++) {
      const line = pixels.isBottomFirst ? heightPx - 1 - (y - top) : y - top;
      const from = line * widthPx + fromX - left;
      painted.set(pixels.data.subarray(from, from + untilX - fromX), (y - part.top) * part.widthPx + fromX - part.left);
    }
  }
  return painted;
}

function overlap(start: number, length: number, otherStart: number, otherLength: number): readonly [number, number] {
  return [Math.max(start, otherStart), Math.min(start + length, otherStart + otherLength)];
}

/** A contrast is measured on no more pieces than this, in so many rows of each. */
const [lookedAtPieces, lookedAtRows] = [48, 6];
/** So many neighbours are averaged: the noise of single pixels is not to set the contrast. */
const averagedPx = 16;

/** One contrast for the whole of a map. */
export async function contrastOfMap(map: StageMap): Promise<Contrast> {
  const { tiles, tileSize } = map;
  const step = Math.max(1, Math.ceil(tiles.length / lookedAtPieces));
  const averages: number[] = [];
  for (let at = 0; at < tiles.length; at += step) {
    const tile = tiles[at];
    for (let row = 0; tile !== undefined && row < lookedAtRows; row++) {
      const top = Math.floor(((row + 0.5) / lookedAtRows) * tileSize.heightPx);
      const { data, isBottomFirst } = await map.readTile(tile, { top, bottom: top + 1 });
      const from = (isBottomFirst ? tileSize.heightPx - 1 - top : top) * tileSize.widthPx;
      addAverages(averages, data.subarray(from, from + tileSize.widthPx));
    }
  }
  return contrastOf(averages);
}

function addAverages(averages: number[], row: ArrayLike<number>): void {
  for (let from = 0; from < row.length; from += averagedPx) {
    const until = Math.min(from + averagedPx, row.length);
    let sum = 0;
    for (let at = from; at < until; at++) sum += row[at] ?? 0;
    averages.push(sum / (until - from));
  }
}
