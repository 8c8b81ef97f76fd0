import type { GreyImage } from './greyImage.ts';

/**
 * The image with `factor` × `factor` pixels averaged into one; what is left over at the right and lower border is cut
 * off. A position p of the image, counted between the centres of pixels, lies at (p + 0.5) / factor − 0.5 in the reduced one.
 */
export function reduce(image: GreyImage, factor: number): GreyImage {
  if (factor <= 1) return image;
  const widthPx = Math.floor(image.widthPx / factor);
  const heightPx = Math.floor(image.heightPx / factor);
  const data = new Float32Array(widthPx * heightPx);
  const row = new Float64Array(widthPx);
  for (let y = 0; y < heightPx; y++) {
    row.fill(0);
    for (let line = 0; line < factor; line++) addLine(row, image, y * factor + line, factor);
    for (let x = 0; x < widthPx; x++) data[y * widthPx + x] = (row[x] ?? 0) / factor ** 2;
  }
  return { widthPx, heightPx, data };
}

/** Adds `factor` neighbours of a line of the image to each number of `row`. */
function addLine(row: Float64Array, image: GreyImage, y: number, factor: number): void {
  let at = y * image.widthPx;
  for (let x = 0; x < row.length; x++) {
    let sum = 0;
    for (const end = at + factor; at < end; at++) sum += image.data[at] ?? 0;
    row[x] = (row[x] ?? 0) + sum;
  }
}

/** A position of a reduced image in the image that it was made from, px along one axis. */
export const beforeReduction = (px: number, factor: number): number => (px + 0.5) * factor - 0.5;

/** A position of an image in the reduced one, px along one axis. */
export const afterReduction = (px: number, factor: number): number => (px + 0.5) / factor - 0.5;

/** Every so-manieth pixel tells the percentiles well enough. */
const sampledPixels = 20_000;

/**
 * The image with its darkest and brightest pixels set to the brightness that a thousandth of them exceeds: hot pixels
 * and black spots would else outweigh everything around them.
 */
export function clipped(image: GreyImage): GreyImage {
  const every = Math.max(1, Math.floor(image.data.length / sampledPixels));
  const sample = Float32Array.from(
    { length: Math.floor(image.data.length / every) },
    (_, i) => image.data[i * every] ?? 0,
  );
  sample.sort();
  const [low = 0, high = 0] = [0.001, 0.999].map((part) => sample[Math.floor(part * (sample.length - 1))]);
  return { ...image, data: image.data.map((value) => Math.min(high, Math.max(low, value))) };
}

/** An image made smaller, and by how much. */
export interface ReducedImage {
  readonly image: GreyImage;
  readonly factor: number;
}

/** The image reduced until something of `lengthPx` in it is about `wantedPx` long; itself where that is no shorter. */
export function reduceTo(image: GreyImage, lengthPx: number, wantedPx: number): ReducedImage {
  const factor = Math.max(1, Math.round(lengthPx / wantedPx));
  return { image: reduce(image, factor), factor };
}

/** A part of an image, and the pixel at which its upper left corner is. */
export interface Cutting {
  readonly image: GreyImage;
  readonly left: number;
  readonly top: number;
}

/** The pixels within `reachPx` of a place on either axis, as far as there are any. */
export function cutOut(image: GreyImage, place: { readonly x: number; readonly y: number }, reachPx: number): Cutting {
  const left = Math.max(0, Math.floor(place.x - reachPx));
  const top = Math.max(0, Math.floor(place.y - reachPx));
  const widthPx = Math.max(0, Math.min(image.widthPx, Math.ceil(place.x + reachPx) + 1) - left);
  const heightPx = Math.max(0, Math.min(image.heightPx, Math.ceil(place.y + reachPx) + 1) - top);
  const data = new Float32Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) {
    const begin = (top + y) * image.widthPx + left;
    data.set(image.data.subarray(begin, begin + widthPx), y * widthPx);
  }
  return { image: { widthPx, heightPx, data }, left, top };
}
