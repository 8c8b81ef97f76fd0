import type { Series } from '../series/series.ts';

/**
 * The pixel size of the frames, Å; null when that of the stack is not known. SerialEM bins the stack and leaves the frames
 * as the camera reads them, so it is that of the camera. Of frames in super-resolution beside a stack that is not, an mdoc
 * does not tell: they have half of it.
 */
export function framePixelA({ pixelSizeA, binning }: Series): number | null {
  return pixelSizeA === null ? null : pixelSizeA / Math.max(binning ?? 1, 1);
}
