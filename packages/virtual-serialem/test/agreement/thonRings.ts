import { transform2d } from './fourier.ts';
import type { SavedImage } from './savedImages.ts';

// A plain fit of Thon rings, written for these tests alone.

/** The optics that a fit has to know: wavelength at 300 kV and spherical aberration, nm, and the fraction of amplitude contrast. */
const lens = { wavelengthNm: 0.0019687, sphericalNm: 2.7e6, amplitude: 0.07 };

const side = 1024;
/** Rings of equal width in k², so that they are as regular as the oscillations; the innermost ones carry the shading. */
const rings = { count: 300, from: 10, to: 250 };
/** Averaged over this many rings to each side, to tell oscillations from the envelope. */
const halfWindow = 22;

/** The underfocus that fits the rings of the middle of an image best, µm. */
export function fittedUnderfocusUm(image: SavedImage, pixelSizeNm: number): number {
  const measured = lessItsMean(ringPowers(image));
  const k2Of = (ring: number) => (ring + 0.5) / rings.count / (2 * pixelSizeNm) ** 2;
  const merit = (underfocusNm: number) => {
    const model = lessItsMean(
      Float64Array.from({ length: rings.count }, (_, ring) => ringModel(underfocusNm, k2Of(ring))),
    );
    let [product, power] = [0, 0];
    for (let ring = rings.from; ring < rings.to; ring++) {
      product += measured[ring]! * model[ring]!;
      power += model[ring]! ** 2;
    }
    return product / Math.sqrt(power);
  };
  const tried = Array.from({ length: 1400 }, (_, i) => 800 + 5 * i);
  const merits = tried.map(merit);
  return tried[merits.indexOf(Math.max(...merits))]! / 1000;
}

function ringModel(underfocusNm: number, k2: number): number {
  const { wavelengthNm, sphericalNm, amplitude } = lens;
  const phase = Math.PI * wavelengthNm * underfocusNm * k2 - (Math.PI / 2) * sphericalNm * wavelengthNm ** 3 * k2 ** 2;
  return Math.sin(phase + Math.asin(amplitude)) ** 2;
}

/** Mean power in rings up to the Nyquist frequency. */
function ringPowers({ widthPx, heightPx, counts }: SavedImage): Float64Array {
  const [re, im] = [new Float64Array(side * side), new Float64Array(side * side)];
  const [left, bottom] = [Math.floor((widthPx - side) / 2), Math.floor((heightPx - side) / 2)];
  for (let j = 0; j < side; j++)
    for (let i = 0; i < side; i++) re[j * side + i] = counts[(bottom + j) * widthPx + left + i]!;
  transform2d({ re, im }, side);
  const [sum, number] = [new Float64Array(rings.count), new Float64Array(rings.count)];
  for (let j = 0; j < side; j++) {
    for (let i = 0; i < side; i++) {
      const [kx, ky] = [i < side / 2 ? i : i - side, j < side / 2 ? j : j - side];
      const ring = Math.floor(((kx * kx + ky * ky) / (side / 2) ** 2) * rings.count);
      if (ring >= rings.count) continue;
      sum[ring] = sum[ring]! + re[j * side + i]! ** 2 + im[j * side + i]! ** 2;
      number[ring] = number[ring]! + 1;
    }
  }
  return sum.map((power, ring) => power / Math.max(1, number[ring]!));
}

/** Relative to the mean of the neighbourhood. */
function lessItsMean(values: Float64Array): Float64Array {
  return values.map((value, i) => {
    const near = values.subarray(Math.max(rings.from, i - halfWindow), i + halfWindow + 1);
    return value / (near.reduce((a, b) => a + b, 0) / near.length) - 1;
  });
}
