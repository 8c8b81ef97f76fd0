import { median } from 'simple-statistics';
import type { GreyImage } from './greyImage.ts';

/** So many pairs of pixels tell the noise. */
const pairs = 5000;
/** A normal distribution's standard deviation over its median absolute deviation. */
const sdOverMad = 1.4826;
/** Part of the variance of the whole image that counts as noise in any case: rounding, empty areas. */
const leastFraction = 1e-4;

/**
 * Variance of the noise of an image from pixel to pixel, counts²: from the median difference of neighbours in a row, which
 * edges and areas of other brightness do not touch.
 */
export function noiseVariance({ data }: GreyImage): number {
  const every = Math.max(1, Math.floor(data.length / pairs));
  const places = Array.from({ length: Math.floor((data.length - 1) / every) }, (_, i) => i * every);
  if (places.length === 0) return 0;
  const differences = places.map((i) => Math.abs((data[i + 1] ?? 0) - (data[i] ?? 0)));
  const values = places.map((i) => data[i] ?? 0);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return (sdOverMad * median(differences)) ** 2 / 2 + leastFraction * variance;
}
