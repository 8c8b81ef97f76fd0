import FFT from 'fft.js';
import type { Vec } from '../../packages/pacetomo/src/geometry/frames.ts';
import type { GreyImage } from '../../packages/pacetomo/src/images/greyImage.ts';

// How the original script finds hole vectors, written anew from a description of what it does: what our program is compared
// with. It has to be told the diameter of the holes.

/** The constants of the original. */
const largestReduction = 10;
const pixelsPerHole = 20;
const cropDiameters = 5;
const peaksWanted = 6;
const tolerance = 0.1;

/** Two hole vectors, px of the image; null where the original fails and asks for a drag. */
export function autocorrelationVectors(
  image: GreyImage,
  diameterPx: number,
): { readonly a: Vec<'image'>; readonly b: Vec<'image'> } | null {
  const reduction = Math.min(largestReduction, Math.max(1, Math.floor(diameterPx / pixelsPerHole)));
  const small = binned(image, reduction);
  const r = Math.trunc(diameterPx / reduction);
  const cut = cropped(small, r);
  const vectors = peaksOf(autocorrelation(cut), cut, r);
  const size = (v: Vec<'image'>): number => Math.hypot(v.x, v.y);
  const first = vectors.find((v) => size(v) >= 2 * r);
  if (!first) return null;
  const nearer = vectors.filter((v) => size(v) > 2 * r && size(v) < size(first));
  const a = nearer.toSorted((v, w) => size(v) - size(w))[0] ?? first;
  const b = vectors.find(
    (v) =>
      Math.abs(a.x * v.x + a.y * v.y) / size(a) ** 2 < tolerance && Math.abs(size(a) - size(v)) / size(a) < tolerance,
  );
  if (!b || size(a) <= r) return null;
  const large = (v: Vec<'image'>): Vec<'image'> => ({ x: v.x * reduction, y: v.y * reduction });
  return { a: large(a), b: large(b) };
}

function binned({ widthPx, heightPx, data }: GreyImage, by: number): GreyImage {
  const [w, h] = [Math.floor(widthPx / by), Math.floor(heightPx / by)];
  const out = new Float32Array(w * h);
  for (let y = 0; y < h * by; y++) {
    for (let x = 0; x < w * by; x++) {
      const to = Math.floor(y / by) * w + Math.floor(x / by);
      out[to] = out[to]! + data[y * widthPx + x]! / by ** 2;
    }
  }
  return { widthPx: w, heightPx: h, data: out };
}

/** Ten diameters each way. The original takes the start of the rows from the width, and that of the columns from the height. */
function cropped({ widthPx, heightPx, data }: GreyImage, r: number): GreyImage {
  const top = Math.max(0, Math.trunc(widthPx / 2 - cropDiameters * r));
  const left = Math.max(0, Math.trunc(heightPx / 2 - cropDiameters * r));
  const h = Math.max(0, Math.min(heightPx - top, 2 * cropDiameters * r));
  const w = Math.max(0, Math.min(widthPx - left, 2 * cropDiameters * r));
  const out = new Float32Array(w * h);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) out[y * w + x] = data[(top + y) * widthPx + left + x]!;
  }
  return { widthPx: w, heightPx: h, data: out };
}

/** The autocorrelation of what is left after the mean, of the same size, zero shift in the middle. */
function autocorrelation({ widthPx, heightPx, data }: GreyImage): Float64Array {
  const size = 2 ** Math.ceil(Math.log2(Math.max(2, 2 * Math.max(widthPx, heightPx))));
  const plan = new FFT(size);
  const mean = data.reduce((sum, value) => sum + value, 0) / Math.max(1, data.length);
  const field = new Float64Array(2 * size * size);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) field[2 * (y * size + x)] = data[y * widthPx + x]! - mean;
  }
  inBothDirections(field, size, (out, line) => plan.transform(out, line));
  for (let k = 0; k < field.length; k += 2) {
    field[k] = field[k]! ** 2 + field[k + 1]! ** 2;
    field[k + 1] = 0;
  }
  inBothDirections(field, size, (out, line) => plan.inverseTransform(out, line));
  const result = new Float64Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const v = (y - Math.floor(heightPx / 2) + size) % size;
      const u = (x - Math.floor(widthPx / 2) + size) % size;
      result[y * widthPx + x] = field[2 * (v * size + u)]! / field[0]!;
    }
  }
  return result;
}

function inBothDirections(
  field: Float64Array,
  size: number,
  transform: (out: Float64Array, line: Float64Array) => void,
): void {
  const [line, out] = [new Float64Array(2 * size), new Float64Array(2 * size)];
  for (const [step, next] of [
    [1, size],
    [size, 1],
  ] as const) {
    for (let n = 0; n < size; n++) {
      for (let k = 0; k < size; k++) {
        line[2 * k] = field[2 * (n * next + k * step)]!;
        line[2 * k + 1] = field[2 * (n * next + k * step) + 1]!;
      }
      transform(out, line);
      for (let k = 0; k < size; k++) {
        field[2 * (n * next + k * step)] = out[2 * k]!;
        field[2 * (n * next + k * step) + 1] = out[2 * k + 1]!;
      }
    }
  }
}

/** The six highest places, each found after a square around the one before was erased; as seen from the first. */
function peaksOf(map: Float64Array, { widthPx, heightPx }: GreyImage, r: number): readonly Vec<'image'>[] {
  const places: { readonly x: number; readonly y: number }[] = [];
  for (let n = 0; n < peaksWanted; n++) {
    let best = 0;
    for (let k = 1; k < map.length; k++) if (map[k]! > map[best]!) best = k;
    const place = { x: best % widthPx, y: Math.floor(best / widthPx) };
    places.push(place);
    for (let y = Math.max(0, place.y - r); y < Math.min(heightPx, place.y + r); y++) {
      map.fill(0, y * widthPx + Math.max(0, place.x - r), y * widthPx + Math.min(widthPx, place.x + r));
    }
  }
  const [middle = { x: 0, y: 0 }] = places;
  return places.slice(1).map(({ x, y }) => ({ x: x - middle.x, y: y - middle.y }));
}
