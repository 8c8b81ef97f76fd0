import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { finiteNumber, finiteNumbers, pythonFloat, sixDigits } from '../src/numberText.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('a number in a file', () => {
  test.each([
    ['-12.5', -12.5],
    ['.25', 0.25],
    ['7.', 7],
    ['+3e-2', 0.03],
    ['1E+16', 1e16],
  ])('%s is read', (text, value) => expect(finiteNumber(text)).toBe(value));

  test.each(['', ' 5', 'nan', 'inf', '-Infinity', '0x1f', '1,5', '1e', '--2', '1.2.3', '.', '4 m', '1e999', '1_0'])(
    '“%s” is none',
    (text) => expect(finiteNumber(text)).toBeNull(),
  );

  test('several are separated by blanks, and one bad one spoils them all', () => {
    expect(finiteNumbers(' 1.5\t-2  3e1 ')).toEqual([1.5, -2, 30]);
    expect(finiteNumbers('1.5 two')).toBeNull();
    expect(finiteNumbers('  ')).toBeNull();
  });

  test('a long row of digits that is no number is refused at once', () => {
    expect(finiteNumber(`${'9'.repeat(200_000)}x`)).toBeNull();
  });
});

describe('a number as Python writes it', () => {
  // Printed by Python 3 with repr().
  test.each([
    '0.0',
    '-0.0',
    '1.0',
    '-3.0',
    '0.0001',
    '0.00012345',
    '1e-05',
    '1.5e-07',
    '123456789.0',
    '1000000000000000.0',
    '1e+16',
    '2.5e+16',
    '9007199254740992.0',
    '1.7976931348623157e+308',
    '5e-324',
    '290.52180000000004',
    '-0.024149999999999998',
    '1e+22',
    '1.23e-18',
    '10928588.983213553',
    '-7.571968556055867e-74',
  ])('%s', (text) => expect(pythonFloat(Number(text))).toBe(text));

  test('says the same number again', () => {
    fc.assert(
      fc.property(finite, (value) => {
        expect(finiteNumber(pythonFloat(value))).toBe(value);
      }),
    );
  });

  test('is refused where it would be nan or inf', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(() => pythonFloat(value)).toThrow(expect.objectContaining({ code: 'unwritable' }));
      expect(() => sixDigits(value)).toThrow(expect.objectContaining({ code: 'unwritable' }));
    }
  });
});

describe('a number as SerialEM prints it', () => {
  // Printed by C's "%g".
  test.each([
    [0.000999877, '0.000999877'],
    [-803.5751, '-803.575'],
    [0.0000154321, '1.54321e-05'],
    [999999.5, '1e+06'],
    [1234567.8, '1.23457e+06'],
    [4070.2149, '4070.21'],
    [1 / 3, '0.333333'],
    [-999.9996, '-1000'],
    [0.00009999995, '0.0001'],
  ])('%d is %s', (value, text) => expect(sixDigits(value)).toBe(text));

  test('a MapID keeps all its digits', () => expect(sixDigits(1338070642)).toBe('1338070642'));

  test('differs from the number by less than half of the sixth digit', () => {
    fc.assert(
      fc.property(finite, (value) => {
        const error = Math.abs(Number(sixDigits(value)) - value);
        expect(error).toBeLessThanOrEqual(Math.abs(value) * 5.000001e-6 + 5e-324);
      }),
    );
  });
});
