import type { GreyImage } from './greyImage.ts';

/** Numbers of an image as it lies in a buffer. */
export interface BinnedImage {
  readonly pixels: Int16Array | Uint16Array | Float32Array | Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly binning: number;
}

/** Longest side after binning, px: SerialEM's for autoalignment, and the one for images above LARGE_IMAGE_PX. */
const LONGEST_SIDE_PX = 512;
const LONGEST_SIDE_LARGE_PX = 1024;
const LARGE_IMAGE_PX = 1e8;

/**
 * The smallest binning (of unbinned camera pixels) that both images can be brought to and that makes the longer side of the smaller
 * one 512 px or less.
 */
export function commonBinning(a: BinnedImage, b: BinnedImage): number {
  const isLarge = Math.max(a.widthPx * a.heightPx, b.widthPx * b.heightPx) > LARGE_IMAGE_PX;
  const longest = isLarge ? LONGEST_SIDE_LARGE_PX : LONGEST_SIDE_PX;
  const unbinnedSide = ({ widthPx, heightPx, binning }: BinnedImage) => Math.max(widthPx, heightPx) * binning;
  const side = Math.min(unbinnedSide(a), unbinnedSide(b));
  const step = leastCommonMultiple(a.binning, b.binning);
  return step * Math.max(1, Math.ceil(side / longest / step));
}

/** The image averaged over squares of `factor` pixels; columns and rows that do not fill a square are dropped on both sides. */
export function binBy({ pixels, widthPx, heightPx }: BinnedImage, factor: number): GreyImage {
  const width = Math.floor(widthPx / factor);
  const height = Math.floor(heightPx / factor);
  const left = Math.floor((widthPx - width * factor) / 2);
  const top = Math.floor((heightPx - height * factor) / 2);
  const values = new Float32Array(width * height);
  const scale = 1 / factor ** 2;
  for (let y = 0; y < height * factor; y++) {
    let from = (top + y) * widthPx + left;
    const to = Math.floor(y / factor) * width;
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let i = 0; i < factor; i++) sum += pixels[from++] ?? 0;
      values[to + x] = (values[to + x] ?? 0) + sum * scale;
    }
  }
  const centre = { x: (widthPx / 2 - left) / factor, y: (heightPx / 2 - top) / factor };
  return { values, widthPx: width, heightPx: height, centre };
}

function leastCommonMultiple(a: number, b: number): number {
  let multiple = a;
  // Binnings are small whole numbers (SerialEM has none above 12); halves occur on super-resolution cameras.
  while (Math.abs(multiple / b - Math.round(multiple / b)) > 1e-6) multiple += a;
  return multiple;
}
