import type { ImagePixels } from './bufferRecord.ts';

/** Part of the pixels that is shown as black, and as white: SerialEM cuts off about so much on the screen. */
const cutOffFraction = 0.005;
/** No more pixels than this are looked at. */
const mostSamples = 100_000;

/** The counts that are shown as black and as white. */
export function displayRange({ pixels }: Pick<ImagePixels, 'pixels'>): readonly [black: number, white: number] {
  const stride = Math.max(1, Math.floor(pixels.length / mostSamples));
  const sample = Float64Array.from({ length: Math.ceil(pixels.length / stride) }, (_, i) => pixels[i * stride] ?? 0);
  sample.sort();
  const at = (fraction: number): number => sample[Math.round(fraction * (sample.length - 1))] ?? 0;
  return [at(cutOffFraction), at(1 - cutOffFraction)];
}

/** The image as it is shown: one byte per pixel between black and white. */
export function displayed(image: ImagePixels, [black, white] = displayRange(image)): Uint8Array {
  const scale = white > black ? 255 / (white - black) : 0;
  return Uint8Array.from(image.pixels, (value) => Math.min(255, Math.max(0, Math.round((value - black) * scale))));
}
