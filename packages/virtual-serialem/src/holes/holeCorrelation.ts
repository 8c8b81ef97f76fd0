import type { ImagePixels } from '../buffers/bufferRecord.ts';
import { realFft, transformableHeightPx, transformableWidthPx } from '../camera/fft.ts';

/** How wide the ring of film around a hole is that its inside is compared with, in radii of the hole. */
const ringRadii = 1.35;
/** Corners of a pixel that are looked at where a circle cuts it: so many along each side. */
const subPixels = 4;

/** How bright each place is against a ring around it, in counts; null nowhere: places too near to the border are 0. */
export interface HoleMap {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly values: Float32Array;
  /** Places nearer to the border than this have no value, px. */
  readonly marginPx: number;
}

/**
 * Compares the inside of a circle around every pixel with a ring outside: the mean of the one less the mean of the
 * other, by Fourier transform. `spacingPx` keeps the ring from reaching into the neighbours.
 */
export function holeMap(image: ImagePixels, radiusPx: number, spacingPx: number): HoleMap {
  const outerPx = Math.min(radiusPx * ringRadii, Math.max(radiusPx + 1, spacingPx - radiusPx));
  const { widthPx, heightPx } = image;
  const marginPx = Math.ceil(outerPx) + 1;
  const plan = realFft(transformableWidthPx(widthPx + marginPx), transformableHeightPx(heightPx + marginPx));
  const kernel = spectrumOf(plan, (put) => kernelInto(put, radiusPx, outerPx, plan));
  const mean = meanOf(image.pixels);
  const picture = spectrumOf(plan, (put) => {
    for (let y = 0; y < heightPx; y++) {
      for (let x = 0; x < widthPx; x++) put(x, y, (image.pixels[y * widthPx + x] ?? 0) - mean);
    }
  });
  const values = product(plan, picture, kernel, widthPx, heightPx);
  clearMargin(values, widthPx, heightPx, marginPx);
  return { widthPx, heightPx, values, marginPx };
}

type Plan = ReturnType<typeof realFft>;
type Put = (x: number, y: number, value: number) => void;

function spectrumOf(plan: Plan, fill: (put: Put) => void): Float32Array {
  plan.image().fill(0);
  const pixels = plan.image();
  fill((x, y, value) => {
    pixels[y * plan.widthPx + x] = value;
  });
  plan.forward();
  return plan.spectrum().slice();
}

/** The kernel around the origin, wrapped: weights of the disc add up to 1, those of the ring to −1. */
function kernelInto(put: Put, radiusPx: number, outerPx: number, plan: Plan): void {
  const reach = Math.ceil(outerPx) + 1;
  const cells: { readonly x: number; readonly y: number; readonly disc: number; readonly ring: number }[] = [];
  for (let y = -reach; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++) {
      const [disc, all] = [coverage(x, y, radiusPx), coverage(x, y, outerPx)];
      cells.push({ x, y, disc, ring: all - disc });
    }
  }
  const total = (part: 'disc' | 'ring'): number => cells.reduce((sum, cell) => sum + cell[part], 0);
  const [disc, ring] = [total('disc'), total('ring')];
  for (const cell of cells) {
    const column = (cell.x + plan.widthPx) % plan.widthPx;
    const row = (cell.y + plan.heightPx) % plan.heightPx;
    put(column, row, cell.disc / disc - cell.ring / ring);
  }
}

/** The part of the pixel at x, y that is inside a circle around 0, 0. */
function coverage(x: number, y: number, radius: number): number {
  let inside = 0;
  for (let i = 0; i < subPixels; i++) {
    for (let j = 0; j < subPixels; j++) {
      const [dx, dy] = [x + (i + 0.5) / subPixels - 0.5, y + (j + 0.5) / subPixels - 0.5];
      if (dx * dx + dy * dy <= radius * radius) inside += 1;
    }
  }
  return inside / subPixels ** 2;
}

/** The picture correlated with the kernel, which is the same turned by 180°. */
function product(plan: Plan, a: Float32Array, b: Float32Array, widthPx: number, heightPx: number): Float32Array {
  const scale = 1 / (plan.widthPx * plan.heightPx);
  const spectrum = plan.spectrum();
  for (let i = 0; i < a.length; i += 2) {
    const [ar, ai, br, bi] = [a[i] ?? 0, a[i + 1] ?? 0, b[i] ?? 0, b[i + 1] ?? 0];
    spectrum[i] = scale * (ar * br + ai * bi);
    spectrum[i + 1] = scale * (ai * br - ar * bi);
  }
  plan.inverse();
  const result = plan.image();
  const values = new Float32Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) {
    values.set(result.subarray(y * plan.widthPx, y * plan.widthPx + widthPx), y * widthPx);
  }
  return values;
}

function clearMargin(values: Float32Array, widthPx: number, heightPx: number, marginPx: number): void {
  for (let y = 0; y < heightPx; y++) {
    const edge = y < marginPx || y >= heightPx - marginPx;
    if (edge) values.fill(0, y * widthPx, (y + 1) * widthPx);
    else {
      values.fill(0, y * widthPx, y * widthPx + marginPx);
      values.fill(0, (y + 1) * widthPx - marginPx, (y + 1) * widthPx);
    }
  }
}

function meanOf(pixels: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < pixels.length; i++) total += pixels[i] ?? 0;
  return pixels.length > 0 ? total / pixels.length : 0;
}
