import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defocusCycle } from '../../src/plan/defocusCycle.ts';
import { doseSymmetric } from '../../src/plan/tiltScheme.ts';

const angles = (...args: Parameters<typeof doseSymmetric>) => doseSymmetric(...args).map((tilt) => tilt.deg);

test('the order of a grouped dose-symmetric series', () => {
  expect(angles({ startDeg: 0, minDeg: -12, maxDeg: 15, stepDeg: 3, groupSize: 2 })).toEqual([
    0, 3, 6, -3, -6, 9, 12, -9, -12, 15,
  ]);
});

test('a series that starts at 9° and reaches farther up than down', () => {
  expect(angles({ startDeg: 9, minDeg: 3, maxDeg: 24, stepDeg: 3, groupSize: 3 })).toEqual([
    9, 12, 15, 18, 6, 3, 21, 24,
  ]);
});

test('an end that is no whole number of steps away is not visited', () => {
  expect(angles({ startDeg: 0, minDeg: -5, maxDeg: 7, stepDeg: 2.5, groupSize: 1 })).toEqual([0, 2.5, -2.5, 5, -5]);
});

test('a series of one branch only', () => {
  expect(angles({ startDeg: -60, minDeg: -60, maxDeg: -54, stepDeg: 3, groupSize: 2 })).toEqual([-60, -57, -54]);
});

test('every angle of the range is visited once, each branch outwards', () => {
  const scheme = fc.record({
    startDeg: fc.integer({ min: -20, max: 20 }),
    minDeg: fc.integer({ min: -60, max: -20 }),
    maxDeg: fc.integer({ min: 20, max: 60 }),
    stepDeg: fc.constantFrom(0.5, 1, 2, 3, 7),
    groupSize: fc.integer({ min: 1, max: 9 }),
  });
  fc.assert(
    fc.property(scheme, (s) => {
      const tilts = doseSymmetric(s);
      const sorted = tilts.map((t) => t.deg).sort((a, b) => a - b);
      expect(new Set(sorted).size).toBe(tilts.length);
      for (const [i, deg] of sorted.slice(1).entries()) expect(deg - sorted[i]!).toBeCloseTo(s.stepDeg, 6);
      expect(sorted[0]! - s.minDeg).toBeLessThan(s.stepDeg);
      expect(s.maxDeg - sorted.at(-1)!).toBeLessThan(s.stepDeg);
      for (const branch of ['plus', 'minus'] as const) {
        const outwards = tilts.filter((t) => t.branch === branch).map((t) => Math.abs(t.deg - s.startDeg));
        expect(outwards).toEqual([...outwards].sort((a, b) => a - b));
      }
    }),
  );
});

test.each([
  [2, 0.5, [0, 0.5, 1, 1.5, 2, 0]],
  [0.3, 0.1, [0, 0.1, 0.2, 0]],
])('defocus runs through a range of %d µm by %d µm and starts again (appendix 2)', (rangeUm, stepUm, expected) => {
  const cycle = defocusCycle(0, rangeUm, stepUm);
  expect(expected.map(() => cycle.next().value)).toEqual(expected);
});
