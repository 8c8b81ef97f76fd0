import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contrastOf, stretchToGrey } from '../../src/images/stretch.ts';

describe('the contrast of an image', () => {
  test('is not set by a few hot pixels', () => {
    const counts = Float32Array.from({ length: 90_000 }, (_, i) => 100 + (i % 50));
    counts[4711] = 1e6;
    counts[815] = Number.NaN;
    const { black, white } = contrastOf(counts);
    expect(black).toBeGreaterThanOrEqual(100);
    expect(white).toBeLessThan(150);
    const grey = stretchToGrey(counts);
    expect([grey[0], grey[49], grey[4711], grey[815]]).toEqual([0, 255, 255, 0]);
  });

  test('of an image without any is in the middle', () => {
    expect([...stretchToGrey(new Int16Array(5).fill(-7))]).toEqual([128, 128, 128, 128, 128]);
  });

  test('keeps the order of the counts', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3000, max: 3000 }), { minLength: 2, maxLength: 60 }), (counts) => {
        const grey = stretchToGrey(counts.toSorted((a, b) => a - b));
        expect([...grey]).toEqual([...grey].toSorted((a, b) => a - b));
      }),
    );
  });
});
