/** The frequencies of a spectrum as `RealFft` holds it. */
export interface Frequencies {
  /** Along kx, cycles per px: 0 … just under 0.5. */
  readonly x: Float64Array;
  /** Along ky, cycles per px: 0 … 0.5, then the negative ones. */
  readonly y: Float64Array;
}

/** The frequencies for an image of this size. */
export function frequenciesOf(widthPx: number, heightPx: number): Frequencies {
  return {
    x: Float64Array.from({ length: widthPx / 2 }, (_, i) => i / widthPx),
    y: Float64Array.from({ length: heightPx }, (_, i) => (i <= heightPx / 2 ? i : i - heightPx) / heightPx),
  };
}

/** sin(πx)/(πx), 1 at 0. */
export function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}
