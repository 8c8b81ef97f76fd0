/**
 * A number with so many digits behind the point, as every reader takes it: no exponent, no negative zero, no blank.
 * Throws for what is no number or has more than 15 digits before the point.
 */
export function decimals(value: number, digits: number): string {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e15) throw new Error(`${value} cannot be written with decimals.`);
  const text = value.toFixed(digits);
  return /^-[0.]*$/.test(text) ? text.slice(1) : text;
}
