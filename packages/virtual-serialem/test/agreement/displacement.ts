import { type Spectrum, transform2d } from './fourier.ts';
import type { SavedImage, Xy } from './savedImages.ts';

// A plain sub-pixel correlation, written for these tests alone.

/** A place between pixels, by cubic interpolation (Keys, a = −1/2); positions from the image centre. */
function between({ widthPx, heightPx, counts }: SavedImage, x: number, y: number): number {
  const [px, py] = [x + widthPx / 2 - 0.5, y + heightPx / 2 - 0.5];
  const [x0, y0] = [Math.floor(px), Math.floor(py)];
  const weights = (f: number) => [
    ((-0.5 * f + 1) * f - 0.5) * f,
    (1.5 * f - 2.5) * f * f + 1,
    ((-1.5 * f + 2) * f + 0.5) * f,
    (0.5 * f - 0.5) * f * f,
  ];
  const [wx, wy] = [weights(px - x0), weights(py - y0)];
  let sum = 0;
  for (let j = 0; j < 4; j++) {
    const row = Math.max(0, Math.min(heightPx - 1, y0 - 1 + j)) * widthPx;
    for (let i = 0; i < 4; i++) sum += wx[i]! * wy[j]! * counts[row + Math.max(0, Math.min(widthPx - 1, x0 - 1 + i))]!;
  }
  return sum;
}

/** A square of an image about a place, through a linear map, mean taken off, faded out to its edges, transformed. */
function windowed(
  image: SavedImage,
  centre: Xy,
  [xx, xy, yx, yy]: readonly [number, number, number, number],
  side: number,
): Spectrum {
  const re = new Float64Array(side * side);
  for (let j = 0; j < side; j++) {
    for (let i = 0; i < side; i++) {
      const [u, v] = [i + 0.5 - side / 2, j + 0.5 - side / 2];
      re[j * side + i] = between(image, centre.x + xx * u + xy * v, centre.y + yx * u + yy * v);
    }
  }
  const mean = re.reduce((a, b) => a + b, 0) / re.length;
  const fade = (i: number) => Math.sin((Math.PI * (i + 0.5)) / side) ** 2;
  for (let j = 0; j < side; j++)
    for (let i = 0; i < side; i++) re[j * side + i] = (re[j * side + i]! - mean) * fade(i) * fade(j);
  const spectrum = { re, im: new Float64Array(side * side) };
  transform2d(spectrum, side);
  return spectrum;
}

/** Waves per pixel that take part: long ones carry the shading of the field, short ones only noise. */
const bandPerPx = { from: 0.008, to: 0.12 };

/** The cross spectrum inside the band, as a list of waves; half of them suffice, the images are real. */
function commonWaves(a: Spectrum, b: Spectrum, side: number): { fx: number; fy: number; re: number; im: number }[] {
  const waves: { fx: number; fy: number; re: number; im: number }[] = [];
  const most = Math.ceil(bandPerPx.to * side);
  for (let ky = -most; ky <= most; ky++) {
    for (let kx = 0; kx <= most; kx++) {
      if (kx === 0 && ky <= 0) continue;
      const [fx, fy] = [kx / side, ky / side];
      const f = Math.hypot(fx, fy);
      if (f < bandPerPx.from || f > bandPerPx.to) continue;
      const at = ((ky + side) % side) * side + kx;
      const re = a.re[at]! * b.re[at]! + a.im[at]! * b.im[at]!;
      const im = a.re[at]! * b.im[at]! - a.im[at]! * b.re[at]!;
      waves.push({ fx, fy, re, im });
    }
  }
  return waves;
}

/**
 * By how much the content of `b` is displaced against that of `a`, px: about `atA` in the one image and `atB` in the other, with `b` seen
 * through the linear map that takes directions in `a` to directions in `b`. Positive: further right and up in `b`, in the directions of `a`.
 *
 * The whole square is searched for the highest correlation; then the correlation is evaluated between the pixels, directly from its waves.
 */
export function displacementPx(
  a: SavedImage,
  atA: Xy,
  b: SavedImage,
  atB: Xy,
  map: readonly [number, number, number, number],
  side: number,
): Xy {
  const waves = commonWaves(windowed(a, atA, [1, 0, 0, 1], side), windowed(b, atB, map, side), side);
  const coarse = { re: new Float64Array(side * side), im: new Float64Array(side * side) };
  for (const { fx, fy, re, im } of waves) {
    const at = ((Math.round(fy * side) + side) % side) * side + Math.round(fx * side);
    [coarse.re[at], coarse.im[at]] = [re, -im];
  }
  transform2d(coarse, side);
  const highest = coarse.re.reduce((best, value, i) => (value > coarse.re[best]! ? i : best), 0);
  const signed = (i: number) => (i < side / 2 ? i : i - side);
  let best = { x: signed(highest % side), y: signed(Math.floor(highest / side)) };
  const correlation = (x: number, y: number) =>
    waves.reduce((sum, { fx, fy, re, im }) => {
      const angle = 2 * Math.PI * (fx * x + fy * y);
      return sum + re * Math.cos(angle) - im * Math.sin(angle);
    }, 0);
  for (let step = 0.5; step > 0.004; step /= 2) {
    const around = [-1, 0, 1].flatMap((i) => [-1, 0, 1].map((j) => ({ x: best.x + i * step, y: best.y + j * step })));
    const values = around.map(({ x, y }) => correlation(x, y));
    best = around[values.indexOf(Math.max(...values))]!;
  }
  return best;
}
