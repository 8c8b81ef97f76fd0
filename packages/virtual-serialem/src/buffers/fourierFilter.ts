import { realFft, transformableHeightPx, transformableWidthPx } from '../camera/fft.ts';
import { frequenciesOf } from '../camera/frequencies.ts';
import type { ImagePixels } from './bufferRecord.ts';

/** A filter in cycles per pixel, in IMOD's terms; a width of 0 leaves its side open. */
export interface BandPass {
  /** Width of the Gaussian that lets high frequencies pass; 0 for none. */
  readonly highPassSigma: number;
  /** From the first to the second radius everything passes … */
  readonly radius1: number;
  readonly radius2: number;
  /** … and beyond the second a Gaussian of this width; 0 for none. */
  readonly lowPassSigma: number;
}

/** An image passed through a filter, in floating point; the mean is kept unless low frequencies are taken away. */
export function filtered(image: ImagePixels, band: BandPass): ImagePixels {
  const { widthPx, heightPx } = image;
  const plan = realFft(transformableWidthPx(widthPx), transformableHeightPx(heightPx));
  const values = plan.image();
  for (let y = 0; y < plan.heightPx; y++) {
    for (let x = 0; x < plan.widthPx; x++) {
      values[y * plan.widthPx + x] = image.pixels[mirrored(y, heightPx) * widthPx + mirrored(x, widthPx)] ?? 0;
    }
  }
  plan.forward();
  weigh(plan.spectrum(), plan, band);
  plan.inverse();
  const pixels = new Float32Array(widthPx * heightPx);
  const result = plan.image();
  for (let y = 0; y < heightPx; y++) {
    pixels.set(result.subarray(y * plan.widthPx, y * plan.widthPx + widthPx), y * widthPx);
  }
  return { widthPx, heightPx, pixels };
}

function weigh(
  spectrum: Float32Array,
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
  band: BandPass,
): void {
  const { x, y } = frequenciesOf(widthPx, heightPx);
  const scale = 1 / (widthPx * heightPx);
  let at = 0;
  for (const fx of x) {
    for (const fy of y) {
      const gain = scale * transmission(Math.hypot(fx, fy), band);
      spectrum[at] = (spectrum[at] ?? 0) * gain;
      spectrum[at + 1] = (spectrum[at + 1] ?? 0) * gain;
      at += 2;
    }
  }
}

function transmission(frequency: number, { highPassSigma, radius1, radius2, lowPassSigma }: BandPass): number {
  const below = Math.max(0, radius1 - frequency);
  const beyond = Math.max(0, frequency - radius2);
  const high = highPassSigma > 0 ? highPass(frequency, below, highPassSigma, radius1) : 1;
  return high * (lowPassSigma > 0 ? Math.exp(-(beyond ** 2) / (2 * lowPassSigma ** 2)) : 1);
}

/** With a first radius the Gaussian falls off below it; without, it is an inverted Gaussian around zero. */
function highPass(frequency: number, below: number, sigma: number, radius1: number): number {
  if (radius1 > 0) return Math.exp(-(below ** 2) / (2 * sigma ** 2));
  return 1 - Math.exp(-(frequency ** 2) / (2 * sigma ** 2));
}

function mirrored(at: number, size: number): number {
  return at < size ? at : Math.max(0, 2 * size - 1 - at);
}
