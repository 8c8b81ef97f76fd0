import { describe, expect, test } from 'vitest';
import { keyedRandom } from '../../src/random/keyedRandom.ts';

/** P(N = n), from logarithms: nothing in common with the sampler's tables. */
function probability(n: number, mean: number): number {
  let logarithm = -mean + n * Math.log(mean);
  for (let i = 2; i <= n; i++) logarithm -= Math.log(i);
  return Math.exp(logarithm);
}

function histogram(mean: number, draws: number): Map<number, number> {
  const random = keyedRandom(23, 'electrons', mean);
  const counted = new Map<number, number>();
  for (let i = 0; i < draws; i++) {
    const n = random.poisson(mean);
    counted.set(n, (counted.get(n) ?? 0) + 1);
  }
  return counted;
}

describe('Poisson numbers', () => {
  test.each([0.07, 0.93, 4.3, 15.99, 64.25, 188.4, 300.1, 777.7])(
    'of mean %d follow the distribution itself',
    (mean) => {
      const draws = 80_000;
      const counted = histogram(mean, draws);
      let chi2 = 0;
      let cells = 0;
      let [seen, expected] = [0, 0];
      // neighbouring numbers are taken together until 30 are expected
      for (let n = 0; n < mean + 12 * Math.sqrt(mean) + 12; n++) {
        seen += counted.get(n) ?? 0;
        expected += draws * probability(n, mean);
        if (expected < 30) continue;
        chi2 += (seen - expected) ** 2 / expected;
        cells += 1;
        [seen, expected] = [0, 0];
      }
      expect(cells).toBeGreaterThan(1);
      expect(chi2).toBeLessThan(cells + 5 * Math.sqrt(2 * cells) + 3);
    },
  );

  test.each([1023.9, 1500.5, 20_011.3, 3_400_000.6])(
    'of mean %d, put together from several draws, have mean and variance right',
    (mean) => {
      const draws = 20_000;
      const random = keyedRandom(29, 'many electrons', mean);
      const values = Array.from({ length: draws }, () => random.poisson(mean));
      const average = values.reduce((sum, v) => sum + v, 0) / draws;
      const variance = values.reduce((sum, v) => sum + (v - average) ** 2, 0) / draws;
      expect(Math.abs(average - mean)).toBeLessThan(4 * Math.sqrt(mean / draws));
      expect(Math.abs(variance / mean - 1)).toBeLessThan(4 * Math.sqrt(2 / draws));
    },
  );

  test('are 0 when nothing is expected', () => {
    const random = keyedRandom(31, 'dark');
    expect(Array.from({ length: 50 }, () => random.poisson(0)).every((n) => n === 0)).toBe(true);
  });

  test('of the largest means cost no more than others', () => {
    const random = keyedRandom(5, 'glare');
    for (const mean of [1e12, 1e100, 1e300]) expect(random.poisson(mean) / mean).toBeCloseTo(1, 4);
  });

  test('do not depend on which means were drawn before', () => {
    const before = keyedRandom(37, 'a').poisson(333.3);
    for (let mean = 1; mean < 900; mean += 7.3) keyedRandom(38, 'b', mean).poisson(mean);
    expect(keyedRandom(37, 'a').poisson(333.3)).toBe(before);
  });
});
