import type { AlignableImage } from '../../src/alignment/autoAlign.ts';
import { keyedRandom } from '../../src/random/keyedRandom.ts';

/** A dark blob: place from the centre of an image, px to the right and down; width σ, px; strength. */
export interface Blob {
  readonly x: number;
  readonly y: number;
  readonly sigma: number;
  readonly strength: number;
}

/** Blobs strewn over a square of the given half side. */
export function strewn(seed: number, halfPx: number, count: number): readonly Blob[] {
  const random = keyedRandom(seed, 'blobs');
  return Array.from({ length: count }, () => ({
    x: (2 * random.uniform() - 1) * halfPx,
    y: (2 * random.uniform() - 1) * halfPx,
    sigma: 2 + 2.5 * random.uniform(),
    strength: 40 + 60 * random.uniform(),
  }));
}

/** An image of blobs, each computed where it is: no interpolation anywhere. */
export function imageOf(blobs: readonly Blob[], given: Partial<AlignableImage> = {}): AlignableImage {
  const { widthPx = 400, heightPx = 300 } = given;
  const pixels = new Float32Array(widthPx * heightPx).fill(1000);
  for (const { x, y, sigma, strength } of blobs) {
    const [cx, cy, reach] = [widthPx / 2 + x, heightPx / 2 + y, 6 * sigma];
    for (let row = Math.max(0, Math.floor(cy - reach)); row < Math.min(heightPx, cy + reach); row++) {
      for (let column = Math.max(0, Math.floor(cx - reach)); column < Math.min(widthPx, cx + reach); column++) {
        const r2 = (column + 0.5 - cx) ** 2 + (row + 0.5 - cy) ** 2;
        pixels[row * widthPx + column]! -= strength * Math.exp(-r2 / (2 * sigma ** 2));
      }
    }
  }
  return {
    pixels,
    widthPx,
    heightPx,
    binning: 1,
    pixelSizeUm: 0.004,
    tiltDeg: null,
    tiltAxisDeg: null,
    shiftPx: { x: 0, y: 0 },
    ...given,
  };
}

/** The blobs moved by some pixels. */
export function movedBy(blobs: readonly Blob[], dx: number, dy: number): readonly Blob[] {
  return blobs.map((blob) => ({ ...blob, x: blob.x + dx, y: blob.y + dy }));
}
