import { expect, test } from 'vitest';
import { fitRobustly } from '../../src/geometry/robustFit.ts';

test('the covariance of a straight line is that of the textbook', () => {
  const x = [1, 2, 4, 5, 8];
  const y = [2.1, 3.9, 8.3, 9.8, 16.1];
  const fit = fitRobustly(
    x.map((value) => [1, value]),
    y,
    1,
  )!;
  const mean = 4;
  const spread = x.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const variance = fit.residuals.reduce((sum, r) => sum + r ** 2, 0) / 3;
  expect(fit.covariance![1]![1]).toBeCloseTo(variance / spread, 12);
  expect(fit.covariance![0]![0]).toBeCloseTo(variance * (1 / 5 + mean ** 2 / spread), 12);
  expect(fit.covariance![0]![1]).toBeCloseTo((-variance * mean) / spread, 12);
});

test('places that nearly lie in a line give a large covariance and no error', () => {
  const off = 1e-8; // its square is beside 1 less than a number can tell
  const rows = [
    [1, 1],
    [1, 1],
    [1, 1],
    [1, 1 + off],
  ];
  const fit = fitRobustly(rows, [0.1, 0.2, 0.3, 0.5], 1);
  expect(fit?.covariance?.[1]?.[1]).toBeGreaterThan(1e12);
});
