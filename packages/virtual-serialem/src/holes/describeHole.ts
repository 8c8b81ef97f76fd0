import type { ImagePixels } from '../buffers/bufferRecord.ts';
import { statisticsOf } from '../buffers/statistics.ts';
import type { PlaneVector } from '../column/planeMatrix.ts';

/** What the pixels of an image tell of a hole in it. */
export interface HoleInImage {
  /** Of the pixels inside, counts. */
  readonly mean: number;
  readonly deviation: number;
  /** Distance from the border of the image to the rim, px; negative where the border cuts the hole. */
  readonly edgeDistancePx: number;
}

/** What lies beyond the border of an image is taken to be like the border. */
const clamped = (at: number, length: number): number => Math.min(length - 1, Math.max(0, at));

/** The values inside a circle of an image, and how far it is from the border; px from the top left corner, y down. */
export function describeHole(image: ImagePixels, centre: PlaneVector, radiusPx: number): HoleInImage {
  const [left, top] = [Math.round(centre.x - radiusPx), Math.round(centre.y - radiusPx)];
  const size = Math.ceil(2 * radiusPx);
  const inside = { widthPx: size, heightPx: size, pixels: new Float32Array(size * size) };
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const [column, row] = [clamped(left + x, image.widthPx), clamped(top + y, image.heightPx)];
      inside.pixels[y * size + x] = image.pixels[row * image.widthPx + column] ?? 0;
    }
  }
  const isInside = (x: number, y: number): boolean =>
    Math.hypot(x + 0.5 - (centre.x - left), y + 0.5 - (centre.y - top)) <= radiusPx;
  const { mean, deviation } = statisticsOf(inside, isInside);
  const { widthPx, heightPx } = image;
  const edgeDistancePx = Math.min(centre.x, centre.y, widthPx - centre.x, heightPx - centre.y) - radiusPx;
  return { mean, deviation, edgeDistancePx };
}
