import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coveredFraction } from '../../src/dose/coverage.ts';
import { beamFootprint, contains, frameFootprint } from '../../src/dose/footprint.ts';

const place = fc.record({
  x: fc.double({ min: -2, max: 2, noNaN: true }),
  y: fc.double({ min: -2, max: 2, noNaN: true }),
});
const slope = fc.record({
  pretiltDeg: fc.double({ min: -20, max: 20, noNaN: true }),
  rotationDeg: fc.double({ min: -60, max: 60, noNaN: true }),
});
const tiltDeg = fc.double({ min: -60, max: 60, noNaN: true });
const sides = { right: { x: 0.75, y: 0.21 }, up: { x: -0.15, y: 0.53 } };

test('the part of a frame under a beam is that of its points', () => {
  fc.assert(
    fc.property(
      slope,
      tiltDeg,
      tiltDeg,
      place,
      fc.double({ min: 0.3, max: 3, noNaN: true }),
      (sample, at, first, centre, radiusUm) => {
        const frame = frameFootprint(sample, first, { x: 0, y: 0 }, sides);
        const beam = beamFootprint(sample, at, centre, radiusUm);
        const n = 101;
        let hit = 0;
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++) {
            const [a, b] = [(2 * i + 1) / n - 1, (2 * j + 1) / n - 1];
            const { u, v } = frame;
            if (contains(beam, { x: a * u.x + b * v.x, y: a * u.y + b * v.y })) hit++;
          }
        expect(Math.abs(coveredFraction(frame, beam) - hit / n ** 2)).toBeLessThan(0.01);
      },
    ),
  );
});

test('a beam around a frame covers all of it, and one far away nothing', () => {
  const level = { pretiltDeg: 0, rotationDeg: 0 };
  const frame = frameFootprint(level, 0, { x: 1, y: 1 }, sides);
  expect(coveredFraction(frame, beamFootprint(level, 0, { x: 1, y: 1 }, 5))).toBeCloseTo(1, 12);
  expect(coveredFraction(frame, beamFootprint(level, 0, { x: 9, y: 1 }, 5))).toBe(0);
});
