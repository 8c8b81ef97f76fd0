import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimals } from '../../src/exports/decimals.ts';

describe('a number with decimals', () => {
  test('is never a negative zero', () => {
    expect([-0, -0.004, -1e-300].map((value) => decimals(value, 2))).toEqual(['0.00', '0.00', '0.00']);
    expect(decimals(-0.4, 0)).toBe('0');
    expect(decimals(-0.006, 2)).toBe('-0.01');
  });

  test('has no exponent and is the number to half of its last digit', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e14, max: 1e14, noNaN: true }),
        fc.integer({ min: 0, max: 6 }),
        (value, digits) => {
          const text = decimals(value, digits);
          expect(text).toMatch(digits === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${digits}}$`));
          expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(
            0.500001 * 10 ** -digits + 1e-15 * Math.abs(value),
          );
        },
      ),
    );
  });

  test('is refused when it is none', () => {
    expect(() => decimals(Number.NaN, 2)).toThrow('NaN');
    expect(() => decimals(1e21, 2)).toThrow('1e+21');
  });
});
