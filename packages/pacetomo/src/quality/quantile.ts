/** The value that a part of the values, from 0 to 1, does not exceed, between two of them where it falls there; NaN of none. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = part * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  return below + (at - Math.floor(at)) * (above - below);
}

/** As many values lie above as below it. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);
