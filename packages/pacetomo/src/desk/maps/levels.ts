import type { ImageSize } from '../../maps/stageToImage.ts';

/** Width and height of tiles, but for those at the right and lower border. */
export const tileSizePx = 512;

/** A rectangle of an image, pixels from its upper left corner. */
export interface Rectangle extends ImageSize {
  readonly left: number;
  readonly top: number;
}

/** How many levels an image is shown in: each half as large as the next one, the smallest no larger than one tile. */
export function levelsOf({ widthPx, heightPx }: ImageSize): number {
  let levels = 1;
  for (let side = Math.max(widthPx, heightPx); side > tileSizePx; side = Math.ceil(side / 2)) levels += 1;
  return levels;
}

/** How many pixels of the image one of a level is, along each side. */
export const factorOf = (level: number, levels: number): number => 2 ** (levels - 1 - level);

/** Size of a level. Its last pixels may stand for fewer pixels of the image than the others. */
export function sizeOfLevel({ widthPx, heightPx }: ImageSize, factor: number): ImageSize {
  return { widthPx: Math.ceil(widthPx / factor), heightPx: Math.ceil(heightPx / factor) };
}

/** The pixels of a level that a tile shows; null when there is no such tile. */
export function tileRectangle(size: ImageSize, column: number, row: number): Rectangle | null {
  const [left, top] = [column * tileSizePx, row * tileSizePx];
  if (!isIndex(column) || !isIndex(row) || left >= size.widthPx || top >= size.heightPx) return null;
  return {
    left,
    top,
    widthPx: Math.min(tileSizePx, size.widthPx - left),
    heightPx: Math.min(tileSizePx, size.heightPx - top),
  };
}

const isIndex = (index: number): boolean => Number.isInteger(index) && index >= 0;

/** Level of which the longest side is the largest within a bound. */
export function levelWithin(size: ImageSize, longestPx: number): number {
  const levels = levelsOf(size);
  for (let level = levels - 1; level > 0; level--) {
    const { widthPx, heightPx } = sizeOfLevel(size, factorOf(level, levels));
    if (Math.max(widthPx, heightPx) <= longestPx) return level;
  }
  return 0;
}
