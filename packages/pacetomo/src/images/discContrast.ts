import type { DiscSums } from './discSums.ts';

/** A disc of which less is visible is not looked for, and none of whose surroundings less is. */
const leastVisible = 1 / 3;

/**
 * How much like a disc of one brightness on a ground of another each place looks, between −1 (dark disc) and 1 (bright
 * disc): the correlation of the brightness within the outer circle with the indicator of the inner one,
 *
 * (mean inside − mean of the ring) · √(share inside · share of the ring) / standard deviation of both
 *
 * Its square is the part of the variance that a disc explains (Otsu's criterion). At the border of the image only what is
 * there counts. `noiseVariance` (counts²) is added to the variance, so that flat places do not count as discs.
 */
export function discContrast(inner: DiscSums, outer: DiscSums, noiseVariance: number): Float32Array {
  const contrast = new Float32Array(inner.values.length);
  const leastInside = leastVisible * inner.wholeCount;
  const leastRing = leastVisible * (outer.wholeCount - inner.wholeCount);
  for (let i = 0; i < contrast.length; i++) {
    const inside = inner.counts[i] ?? 0;
    const all = outer.counts[i] ?? 0;
    const ring = all - inside;
    if (inside < leastInside || ring < leastRing) continue;
    const sum = outer.values[i] ?? 0;
    const sumInside = inner.values[i] ?? 0;
    const variance = (outer.squares[i] ?? 0) / all - (sum / all) ** 2 + noiseVariance;
    if (variance <= 0) continue;
    const step = sumInside / inside - (sum - sumInside) / ring;
    contrast[i] = (step * Math.sqrt(inside * ring)) / all / Math.sqrt(variance);
  }
  return contrast;
}
