import type { Frequencies } from './frequencies.ts';

/** Steps of the table over the square of the frequency. */
const STEPS = 1024;

/**
 * The critical dose of detail of a spatial frequency (1/Å) at 300 kV, e/Å²: what is left of its amplitude after a dose N is
 * exp(−N/2Nₑ). Grant and Grigorieff 2015; infinite at frequency zero.
 */
export function criticalDoseEPerA2(perA: number): number {
  return 0.245 * perA ** -1.665 + 2.81;
}

/** Lets the fine detail of a spectrum fade as after a dose, e/Å². The pixel is in nm. */
export function fade(spectrum: Float32Array, frequencies: Frequencies, pixelNm: number, doseEPerA2: number): void {
  const height = frequencies.y.length;
  // f² is at most ½ in cycles per pixel.
  const left = Float32Array.from({ length: STEPS + 1 }, (_, step) => {
    const perA = Math.sqrt((0.5 * step) / STEPS) / (10 * pixelNm);
    return step === 0 ? 1 : Math.exp(-doseEPerA2 / (2 * criticalDoseEPerA2(perA)));
  });
  for (let i = 0; i < frequencies.x.length; i++) {
    const x2 = (frequencies.x[i] ?? 0) ** 2;
    for (let j = 0; j < height; j++) {
      const y = frequencies.y[j] ?? 0;
      const gain = left[((x2 + y * y) * 2 * STEPS + 0.5) | 0] ?? 1;
      const at = 2 * (i * height + j);
      spectrum[at] = gain * (spectrum[at] ?? 0);
      spectrum[at + 1] = gain * (spectrum[at + 1] ?? 0);
    }
  }
}
