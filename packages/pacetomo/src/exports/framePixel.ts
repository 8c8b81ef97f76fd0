import type { Series } from '../series/series.ts';

/**
 * The pixel size of the frames, Å; null when that of the stack is not known. By the size of a frame file where one was looked
 * at; else SerialEM is taken to bin the stack and to leave the frames as the camera reads them: of frames in super-resolution
 * an mdoc does not tell.
 */
export function framePixelA({ pixelSizeA, binning, frameScale }: Series): number | null {
  return pixelSizeA === null ? null : pixelSizeA / (frameScale ?? Math.max(binning ?? 1, 1));
}
