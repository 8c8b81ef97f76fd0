import { type Transfer, transferPhase } from './contrastTransfer.ts';
import { type Frequencies, sinc } from './frequencies.ts';

/** One turn of the sine, read at the nearest entry: wrong by 4·10⁻⁴ at most. */
const TURN = 8192;
const sine = Float32Array.from({ length: TURN }, (_, i) => Math.sin((2 * Math.PI * i) / TURN));

/** A filter that is the product of a function of kx and one of ky (both as long as the frequencies). */
export interface SeparableFilter {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** The filter whose two parts are the same function of a frequency (cycles per px), times a factor. */
export function separable(
  frequencies: Frequencies,
  factor: number,
  part: (frequency: number) => number,
): SeparableFilter {
  return { x: frequencies.x.map((f) => factor * part(f)), y: frequencies.y.map(part) };
}

/** Makes `into` a filtered copy of a spectrum of the same size. */
export function setSpectrum(into: Float32Array, from: Float32Array, filter: SeparableFilter): void {
  const height = filter.y.length;
  for (let kx = 0; kx < filter.x.length; kx++) {
    const fx = filter.x[kx] ?? 0;
    for (let ky = 0; ky < height; ky++) {
      const gain = fx * (filter.y[ky] ?? 0);
      const at = 2 * (kx * height + ky);
      into[at] = gain * (from[at] ?? 0);
      into[at + 1] = gain * (from[at + 1] ?? 0);
    }
  }
}

/**
 * Adds a spectrum, filtered, to one of the same field that is as large or larger (finer pixels): each of its frequencies exists there too.
 * The filter has the frequencies of the smaller one. Its highest ky, of unknown sign, is left out.
 */
export function addSpectrum(
  into: { readonly spectrum: Float32Array; readonly heightPx: number },
  from: { readonly spectrum: Float32Array; readonly widthPx: number; readonly heightPx: number },
  filter: SeparableFilter,
): void {
  const half = from.heightPx / 2;
  for (let kx = 0; kx < from.widthPx / 2; kx++) {
    const fx = filter.x[kx] ?? 0;
    for (let ky = 0; ky < from.heightPx; ky++) {
      if (ky === half) continue;
      const gain = fx * (filter.y[ky] ?? 0);
      const source = 2 * (kx * from.heightPx + ky);
      const target = 2 * (kx * into.heightPx + (ky < half ? ky : ky + into.heightPx - from.heightPx));
      into.spectrum[target] = (into.spectrum[target] ?? 0) + gain * (from.spectrum[source] ?? 0);
      into.spectrum[target + 1] = (into.spectrum[target + 1] ?? 0) + gain * (from.spectrum[source + 1] ?? 0);
    }
  }
}

/** What a spectrum passes on its way to the image. */
export interface ImagingFilter {
  readonly frequencies: Frequencies;
  readonly pixelNm: number;
  readonly transfer: Transfer;
  /** 'sine' for what shifts the phase, 'cosine' for what absorbs. */
  readonly phase: 'sine' | 'cosine';
  /** Envelope, detector and scale. */
  readonly envelope: SeparableFilter;
  /** What is taken away at the lowest frequencies: 1 − x·y remains. */
  readonly lowCut: SeparableFilter;
}

/** Adds `from`, passed through contrast transfer and envelope, to `into` (or replaces it). Both are spectra of one size. */
export function addImaged(into: Float32Array, from: Float32Array, filter: ImagingFilter, replace: boolean): void {
  const { frequencies, pixelNm, envelope, lowCut } = filter;
  const [k2, k4, even, odd, constant] = transferPhase(filter.transfer);
  const start = (constant + (filter.phase === 'cosine' ? 0.25 : 0)) * TURN + 0.5;
  const perNm2 = 1 / pixelNm ** 2;
  const [a, b, c, d] = [k2 * TURN * perNm2, k4 * TURN * perNm2 ** 2, even * TURN * perNm2, 2 * odd * TURN * perNm2];
  const height = frequencies.y.length;
  const keep = replace ? 0 : 1;
  for (let i = 0; i < frequencies.x.length; i++) {
    const fx = frequencies.x[i] ?? 0;
    const ex = envelope.x[i] ?? 0;
    const cx = lowCut.x[i] ?? 0;
    for (let j = 0; j < height; j++) {
      const fy = frequencies.y[j] ?? 0;
      const x2 = fx * fx;
      const y2 = fy * fy;
      const f2 = x2 + y2;
      const turns = start + f2 * (a + b * f2) + c * (x2 - y2) + d * fx * fy;
      const gain = (sine[(turns | 0) & (TURN - 1)] ?? 0) * ex * (envelope.y[j] ?? 0) * (1 - cx * (lowCut.y[j] ?? 0));
      const at = 2 * (i * height + j);
      into[at] = keep * (into[at] ?? 0) + gain * (from[at] ?? 0);
      into[at + 1] = keep * (into[at + 1] ?? 0) + gain * (from[at + 1] ?? 0);
    }
  }
}

/** The blur of a steady movement during the exposure, x and y in px. */
export function blur(
  spectrum: Float32Array,
  frequencies: Frequencies,
  movedPx: { readonly x: number; readonly y: number },
): void {
  const height = frequencies.y.length;
  for (let i = 0; i < frequencies.x.length; i++) {
    const along = (frequencies.x[i] ?? 0) * movedPx.x;
    for (let j = 0; j < height; j++) {
      const gain = sinc(along + (frequencies.y[j] ?? 0) * movedPx.y);
      const at = 2 * (i * height + j);
      spectrum[at] = gain * (spectrum[at] ?? 0);
      spectrum[at + 1] = gain * (spectrum[at + 1] ?? 0);
    }
  }
}
