/** Mean, root mean square and largest of a set of errors. */
export interface Spread {
  readonly mean: number;
  readonly rms: number;
  /** The largest size, whatever its sign. */
  readonly largest: number;
}

/** The arithmetic mean; 0 of nothing. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : total(values) / values.length;
}

/** The root of the mean square; 0 of nothing. */
function rms(values: readonly number[]): number {
  return Math.sqrt(mean(values.map((value) => value ** 2)));
}

/** The sum; 0 of nothing. */
export function total(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

/** Mean, rms and largest; zeros of nothing. */
export function spread(values: readonly number[]): Spread {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { mean: mean(values), rms: rms(values), largest };
}

/** The value below which a fraction (0…1) of the values lies, linear between them; 0 of nothing. */
export function quantile(values: readonly number[], fraction: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = fraction * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? 0;
  const above = sorted[Math.ceil(at)] ?? 0;
  return below + (above - below) * (at - Math.floor(at));
}
