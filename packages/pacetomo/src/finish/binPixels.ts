import type { MrcPixels } from '@pacetomo/em-files';

/** Size of an image, pixels. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** Size of an image after binning: what does not fill a whole pixel is cut off. */
export const binnedSize = ({ width, height }: ImageSize, factor: number): ImageSize => ({
  width: Math.floor(width / factor),
  height: Math.floor(height / factor),
});

/**
 * The means of squares of `factor` × `factor` pixels, of the part in the middle that can be divided into such. Whole
 * numbers are rounded; a mean lies between the pixels that it comes from, so nothing wraps round.
 */
export function binPixels(pixels: MrcPixels, size: ImageSize, factor: number): MrcPixels {
  const { width, height } = binnedSize(size, factor);
  const left = Math.floor((size.width - width * factor) / 2);
  const bottom = Math.floor((size.height - height * factor) / 2);
  const binned = sameKind(pixels, width * height);
  const isWhole = !(pixels instanceof Float32Array);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const first = (bottom + y * factor) * size.width + left + x * factor;
      const mean = squareSum(pixels, first, size.width, factor) / factor ** 2;
      binned[y * width + x] = isWhole ? Math.round(mean) : mean;
    }
  }
  return binned;
}

function squareSum(pixels: MrcPixels, first: number, width: number, factor: number): number {
  let sum = 0;
  for (let y = 0; y < factor; y++) {
    const row = first + y * width;
    for (let x = 0; x < factor; x++) sum += pixels[row + x] ?? Number.NaN;
  }
  return sum;
}

function sameKind(pixels: MrcPixels, length: number): MrcPixels {
  if (pixels instanceof Int16Array) return new Int16Array(length);
  if (pixels instanceof Uint16Array) return new Uint16Array(length);
  if (pixels instanceof Int8Array) return new Int8Array(length);
  return pixels instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length);
}
