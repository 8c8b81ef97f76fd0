import { ScriptError } from '../script/scriptError.ts';
import type { ImagePixels } from './bufferRecord.ts';

/** What may be done with two images, pixel by pixel. */
export const combinations = {
  add: (a: number, b: number): number => a + b,
  subtract: (a: number, b: number): number => a - b,
  multiply: (a: number, b: number): number => a * b,
  // SerialEM does not divide by nothing: such a pixel is 0.
  divide: (a: number, b: number): number => (b === 0 ? 0 : a / b),
} as const;

/** Two images of one size combined, in floating point. Throws ScriptError for different sizes. */
export function combined(
  a: ImagePixels,
  b: ImagePixels,
  combine: (a: number, b: number) => number,
): ImagePixels & { readonly pixels: Float32Array } {
  if (a.widthPx !== b.widthPx || a.heightPx !== b.heightPx) {
    throw new ScriptError(
      `Images of ${a.widthPx} by ${a.heightPx} and of ${b.widthPx} by ${b.heightPx} cannot be combined`,
    );
  }
  const pixels = Float32Array.from(a.pixels, (value, at) => combine(value, b.pixels[at] ?? 0));
  return { widthPx: a.widthPx, heightPx: a.heightPx, pixels };
}

/** An image times a factor plus an offset: in floating point, or rounded and cut off to the type that it has. */
export function scaledImage(image: ImagePixels, factor: number, offset: number, keepType: boolean): ImagePixels {
  const scale = (value: number): number => value * factor + offset;
  if (!keepType || image.pixels instanceof Float32Array) {
    return { ...image, pixels: Float32Array.from(image.pixels, scale) };
  }
  const [least, most] = rangeOf(image.pixels);
  const pixels = image.pixels.slice();
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = Math.min(most, Math.max(least, Math.round(scale(pixels[i] ?? 0))));
  }
  return { ...image, pixels };
}

function rangeOf(pixels: Int16Array | Uint16Array | Uint8Array): readonly [number, number] {
  if (pixels instanceof Int16Array) return [-32768, 32767];
  return pixels instanceof Uint16Array ? [0, 65535] : [0, 255];
}

/** An image turned by 90 degrees. */
export function turned(image: ImagePixels, clockwise: boolean): ImagePixels {
  const { widthPx, heightPx } = image;
  const pixels = image.pixels.slice();
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const [column, row] = clockwise ? [heightPx - 1 - y, x] : [y, widthPx - 1 - x];
      pixels[row * heightPx + column] = image.pixels[y * widthPx + x] ?? 0;
    }
  }
  return { widthPx: heightPx, heightPx: widthPx, pixels };
}
