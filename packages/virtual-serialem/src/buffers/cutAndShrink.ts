import type { ImagePixels } from './bufferRecord.ts';

/** A part of an image: columns and rows from the top left, both ends included. */
export function cutOutOf(image: ImagePixels, x0: number, x1: number, y0: number, y1: number): ImagePixels {
  const widthPx = x1 - x0 + 1;
  const heightPx = y1 - y0 + 1;
  const pixels = image.pixels.slice(0, widthPx * heightPx);
  for (let row = 0; row < heightPx; row++) {
    const start = (y0 + row) * image.widthPx + x0;
    pixels.set(image.pixels.subarray(start, start + widthPx), row * widthPx);
  }
  return { widthPx, heightPx, pixels };
}

/** An image made smaller by a factor above 1: the mean over blocks of whole pixels; what is left over at the right and at the bottom is dropped. */
export function shrunk(image: ImagePixels, factor: number): ImagePixels {
  if (factor === 1) return image;
  const widthPx = Math.floor(image.widthPx / factor);
  const heightPx = Math.floor(image.heightPx / factor);
  const pixels = image.pixels.slice(0, widthPx * heightPx);
  const isWhole = !(pixels instanceof Float32Array);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const mean = blockMean(image, x * factor, y * factor, factor);
      pixels[y * widthPx + x] = isWhole ? Math.round(mean) : mean;
    }
  }
  return { widthPx, heightPx, pixels };
}

function blockMean({ pixels, widthPx }: ImagePixels, left: number, top: number, size: number): number {
  const [x0, y0] = [Math.floor(left), Math.floor(top)];
  const [x1, y1] = [Math.floor(left + size), Math.floor(top + size)];
  let total = 0;
  for (let y = y0; y < y1; y++) {
    for (let at = y * widthPx + x0, end = y * widthPx + x1; at < end; at++) total += pixels[at] ?? 0;
  }
  return total / ((x1 - x0) * (y1 - y0));
}
