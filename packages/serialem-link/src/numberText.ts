/**
 * A number as the official client writes it: six decimals, trailing zeros removed, the point kept (`-3.`, `0.1`).
 *
 * It uses C's `%f`, which rounds an exact half to the even digit, where `toFixed` rounds it up, and which never changes
 * to an exponent, as `toFixed` does from 1e21.
 */
export function numberText(value: number): string {
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  return sign + sixDecimals(Math.abs(value)).replace(/0+$/, '');
}

/** A whole number as the official client writes it: `7`, `-12`. */
export function wholeNumberText(value: number): string {
  return String(Math.trunc(value) + 0);
}

/** The value of the number that a text begins with, as C's `atof` gives it; 0 if there is none. */
export function leadingNumber(text: string): number {
  const found = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/.exec(text);
  const value = found === null ? 0 : Number(found[0]);
  return Number.isFinite(value) ? value : 0;
}

function sixDecimals(magnitude: number): string {
  if (magnitude >= 1e21) return `${BigInt(magnitude)}.000000`;
  const eighths = magnitude * 128; // exact: only the exponent changes
  const isExactHalf = eighths % 2 === 1; // only odd multiples of 1/128 end in ...5 at the seventh decimal
  if (!isExactHalf) return magnitude.toFixed(6);
  const below = (BigInt(eighths) * 15_625n - 1n) / 2n; // millionths below the half: 1/128 is 7812.5 of them
  const even = below % 2n === 0n ? below : below + 1n;
  const digits = String(even).padStart(7, '0');
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}
