import { numberText } from '@pacetomo/serialem-link';
import fc from 'fast-check';
import { expect, test } from 'vitest';

// The expected texts are those of C's printf("%f"), zeros removed.
test.each([
  [10, '10.'],
  [0.1, '0.1'],
  [-2.25, '-2.25'],
  [0, '0.'],
  [-0, '-0.'],
  [-3, '-3.'],
  [1 / 3, '0.333333'],
  [0.1 + 0.2, '0.3'],
  [5.1e-7, '0.000001'],
  [4.9e-7, '0.'],
  [-1e-7, '-0.'],
  [99_999_999.9999996, '100000000.'],
  [1e21, '1000000000000000000000.'],
  [1.5e22, '15000000000000000000000.'],
])('%d is written as %s', (value, text) => {
  expect(numberText(value)).toBe(text);
});

test.each([
  [0.0078125, '0.007812'],
  [0.0234375, '0.023438'],
  [-0.0078125, '-0.007812'],
  [41.5546875, '41.554688'],
  [6.6640625, '6.664062'],
])('%d, an exact half at the seventh decimal, goes to the even digit: %s', (value, text) => {
  expect(numberText(value)).toBe(text);
});

test('the text is within half a millionth of the number, and has a point and no zeros at its end', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), (value) => {
      const text = numberText(value);
      expect(text).toMatch(/^-?\d+\.(\d{0,5}[1-9])?$/);
      expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(5e-7 + Math.abs(value) * 2e-16);
    }),
  );
});
