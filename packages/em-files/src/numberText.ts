import { EmFileError } from './errors.ts';

/** A decimal number as all these formats write it. Unambiguous at every character, so it cannot backtrack for long. */
const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** The finite number that a text says, or null: `0x10`, `1,5`, `NaN`, `inf` and the empty text say none. */
export function finiteNumber(text: string): number | null {
  if (!decimal.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/** The numbers that a text says, separated by blanks or tabs; null if any part of it is no number or there is none. */
export function finiteNumbers(text: string): readonly number[] | null {
  const words = text.split(/[ \t]/).filter((word) => word !== '');
  if (words.length === 0) return null;
  const numbers: number[] = [];
  for (const word of words) {
    const number = finiteNumber(word);
    if (number === null) return null;
    numbers.push(number);
  }
  return numbers;
}

/**
 * A number as SerialEM prints it: whole numbers in full, others with six significant digits in the manner of C's `%g`
 * (0.000999877, 1.5e-05, -803.575). Throws `unwritable` for NaN and infinities, which readers do not expect.
 */
export function sixDigits(value: number): string {
  refuseNonFinite(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  const [mantissa = '', exponentText = '0'] = value.toExponential(5).split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 6) {
    return `${withoutTrailingZeros(mantissa)}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  return withoutTrailingZeros(value.toFixed(5 - exponent));
}

function withoutTrailingZeros(digits: string): string {
  if (!digits.includes('.')) return digits;
  let end = digits.length;
  while (digits[end - 1] === '0') end--;
  return digits.slice(0, digits[end - 1] === '.' ? end - 1 : end);
}

/**
 * A number as Python's `str(float)` writes it, which is what PACEtomo puts into its files: `1.0`, `1e-05`, `2.5e+16`.
 * Throws `unwritable` for NaN and infinities.
 */
export function pythonFloat(value: number): string {
  refuseNonFinite(value);
  const shortest = Object.is(value, -0) ? '-0' : String(value);
  if (value === 0) return `${shortest}.0`;
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  return shortest.includes('.') ? shortest : `${shortest}.0`;
}

function refuseNonFinite(value: number): void {
  if (!Number.isFinite(value)) throw new EmFileError('unwritable', null, `${value} is no finite number to write.`);
}
