import { type RealFft, realFft, transformableHeightPx, transformableWidthPx } from '../camera/fft.ts';
import { frequenciesOf } from '../camera/frequencies.ts';
import type { GreyImage } from './greyImage.ts';
import { padInto } from './paddedImage.ts';

/** Padding, fraction of the size (SerialEM's default). */
const PAD_FRACTION = 0.45;
/** Band pass in cycles per pixel: a high-pass of this width … */
const HIGH_PASS = 0.03;
/** … flat up to here, then a Gaussian of this width. */
const LOW_PASS_FROM = 0.25;
const LOW_PASS_WIDTH = 0.05;

/** How two band-passed images correlate. */
export interface CorrelationMap {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Value at (x, y): how well the moving image, moved by x and y px (right and down), fits the fixed one. Shifts wrap round. */
  readonly values: Float32Array;
}

/** An image after the filter, in the top left of an array as wide as the correlation. */
interface FilteredImage {
  readonly values: Float32Array;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Sum of the squares: what the image correlates with itself at no shift. */
  readonly power: number;
}

/** A correlation with the filtered images that went into it. */
export interface Correlation extends CorrelationMap {
  readonly moving: FilteredImage;
  readonly fixed: FilteredImage;
}

/** Correlates two images: faded out, padded, band-passed. No whitening of phase or amplitude. */
export function correlate(moving: GreyImage, fixed: GreyImage): Correlation {
  const plan = planFor(moving, fixed);
  const [movingSpectrum, fixedSpectrum] = filteredSpectra(plan, moving, fixed);
  const filtered = (image: GreyImage, spectrum: Float32Array): FilteredImage => {
    const values = toImage(plan, spectrum);
    let power = 0;
    for (let i = 0; i < values.length; i++) power += (values[i] ?? 0) ** 2;
    return { values, widthPx: image.widthPx, heightPx: image.heightPx, power };
  };
  const filteredImages = { moving: filtered(moving, movingSpectrum), fixed: filtered(fixed, fixedSpectrum) };
  const values = toImage(plan, conjugateProduct(movingSpectrum, fixedSpectrum));
  return { widthPx: plan.widthPx, heightPx: plan.heightPx, values, ...filteredImages };
}

/** The same, the correlation alone. */
export function correlationMap(moving: GreyImage, fixed: GreyImage): CorrelationMap {
  const plan = planFor(moving, fixed);
  const [movingSpectrum, fixedSpectrum] = filteredSpectra(plan, moving, fixed);
  const values = toImage(plan, conjugateProduct(movingSpectrum, fixedSpectrum));
  return { widthPx: plan.widthPx, heightPx: plan.heightPx, values };
}

function planFor(moving: GreyImage, fixed: GreyImage): RealFft {
  const padded = (size: number) => Math.ceil((1 + PAD_FRACTION) * size);
  return realFft(
    transformableWidthPx(padded(Math.max(moving.widthPx, fixed.widthPx))),
    transformableHeightPx(padded(Math.max(moving.heightPx, fixed.heightPx))),
  );
}

function filteredSpectra(plan: RealFft, moving: GreyImage, fixed: GreyImage): readonly [Float32Array, Float32Array] {
  const toSpectrum = (image: GreyImage) => {
    padInto(plan.image(), plan.widthPx, image);
    plan.forward();
    const spectrum = plan.spectrum().slice();
    filterHalf(spectrum, plan);
    return spectrum;
  };
  return [toSpectrum(moving), toSpectrum(fixed)];
}

function toImage(plan: RealFft, spectrum: Float32Array): Float32Array {
  plan.spectrum().set(spectrum);
  plan.inverse();
  return plan.image().slice();
}

/** conj(a) · b, written over b. */
function conjugateProduct(a: Float32Array, b: Float32Array): Float32Array {
  for (let i = 0; i < a.length; i += 2) {
    const are = a[i] ?? 0;
    const aim = a[i + 1] ?? 0;
    const bre = b[i] ?? 0;
    const bim = b[i + 1] ?? 0;
    b[i] = are * bre + aim * bim;
    b[i + 1] = are * bim - aim * bre;
  }
  return b;
}

/** The square root of the band pass against the squared frequency: each image gets half of the filter. */
const BAND_STEPS = 8192;
const halfBand = Float32Array.from({ length: BAND_STEPS + 1 }, (_, i) =>
  Math.sqrt(bandPass(Math.sqrt((0.5 * (i + 0.5)) / BAND_STEPS))),
);

/** Passes a spectrum through half of the filter and scales it for the inverse transform. */
function filterHalf(spectrum: Float32Array, { widthPx, heightPx }: RealFft): void {
  const scale = 1 / (widthPx * heightPx);
  const { x, y } = frequenciesOf(widthPx, heightPx);
  const y2 = y.map((f) => f * f * 2 * BAND_STEPS);
  let at = 0;
  for (let i = 0; i < x.length; i++) {
    const x2 = (x[i] ?? 0) ** 2 * 2 * BAND_STEPS;
    for (let j = 0; j < y2.length; j++) {
      const gain = scale * (halfBand[(x2 + (y2[j] ?? 0)) | 0] ?? 0);
      spectrum[at] = (spectrum[at] ?? 0) * gain;
      spectrum[at + 1] = (spectrum[at + 1] ?? 0) * gain;
      at += 2;
    }
  }
}

/** Transmission of the band pass at a frequency in cycles per pixel. */
function bandPass(frequency: number): number {
  const high = 1 - Math.exp(-(frequency ** 2) / (2 * HIGH_PASS ** 2));
  const beyond = Math.max(0, frequency - LOW_PASS_FROM);
  return high * Math.exp(-(beyond ** 2) / (2 * LOW_PASS_WIDTH ** 2));
}
