import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyedRandom } from '../../src/random/keyedRandom.ts';

const draws = (random: { uniform(): number }, count: number) => Array.from({ length: count }, () => random.uniform());

describe('a keyed source of random numbers', () => {
  test('gives the same numbers for the same key, whatever was drawn from other keys in between', () => {
    const alone = draws(keyedRandom(41, 'stage white', -27, 1), 6);
    const again = keyedRandom(41, 'stage white', -27, 1);
    const other = keyedRandom(41, 'drift', -27, 1);
    const interleaved = alone.map(() => {
      other.normal();
      return again.uniform();
    });
    expect(interleaved).toEqual(alone);
  });

  test('takes counters by value: 3 is 3.0, 0 is −0, and −9 is neither 9 nor −9.01', () => {
    const first = (counter: number) => keyedRandom(5, 'image shift', counter).uniform();
    expect(first(-0)).toBe(first(0));
    expect(first(6 / 2)).toBe(first(3));
    expect(new Set([-9, 9, -9.01, 0.09].map(first)).size).toBe(4);
  });

  test('keeps streams apart even if their names and counters run together', () => {
    const keys = [
      keyedRandom(1, 'ab', 2),
      keyedRandom(1, 'a', 2),
      keyedRandom(1, 'ab'),
      keyedRandom(1, '', 2),
      keyedRandom(2, 'ab', 1),
      keyedRandom(1, 'ab', 2, 0),
    ];
    expect(new Set(keys.map((key) => key.uniform())).size).toBe(keys.length);
    // even from a counter whose bits spell the name
    const spelling = new Float64Array(Int32Array.of('a'.charCodeAt(0), 'b'.charCodeAt(0)).buffer)[0]!;
    expect(keyedRandom(1, '', spelling).uniform()).not.toBe(keyedRandom(1, 'ab').uniform());
  });

  test('refuses NaN, which would never be found again', () => {
    expect(() => keyedRandom(7, 'drift', Number.NaN)).toThrow(/NaN/);
  });

  test('changes about half of the bits when the key changes by one', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -1e6, max: 1e6 }), (seed, counter) => {
        const [a, b] = [keyedRandom(seed, 'x', counter), keyedRandom(seed, 'x', counter + 1)];
        let different = 0;
        for (let i = 0; i < 16; i++) {
          let bits = a.bits.next() ^ b.bits.next();
          for (; bits !== 0; bits &= bits - 1) different += 1;
        }
        // 512 bits: 256 ± 11; seven standard deviations
        expect(Math.abs(different - 256)).toBeLessThan(80);
      }),
    );
  });

  test('is even over neighbouring keys, and neighbours are not correlated', () => {
    const count = 40_000;
    const values = Array.from({ length: count }, (_, i) =>
      keyedRandom(13, 'cell', i % 200, Math.floor(i / 200)).uniform(),
    );
    const mean = values.reduce((sum, v) => sum + v, 0) / count;
    const serial = values.slice(1).reduce((sum, v, i) => sum + (v - 0.5) * (values[i]! - 0.5), 0) / count;
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / count));
    expect(Math.abs(serial)).toBeLessThan(4 / 12 / Math.sqrt(count));
    const bins = new Array<number>(50).fill(0);
    for (const v of values) bins[Math.floor(v * 50)]! += 1;
    const chi2 = bins.reduce((sum, n) => sum + (n - count / 50) ** 2 / (count / 50), 0);
    expect(chi2).toBeLessThan(49 + 5 * Math.sqrt(98));
  });

  test('draws normal numbers of mean 0, variance 1, no skew and kurtosis 3', () => {
    const random = keyedRandom(17, 'normal');
    const n = 60_000;
    const moments = [0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      const x = random.normal();
      for (let power = 1; power <= 4; power++) moments[power - 1]! += x ** power / n;
    }
    expect(moments[0]).toBeCloseTo(0, 1);
    expect(Math.abs(moments[1]! - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(Math.abs(moments[2]!)).toBeLessThan(4 * Math.sqrt(15 / n));
    expect(Math.abs(moments[3]! - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
  });
});
