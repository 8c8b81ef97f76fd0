import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Vec } from '../../src/geometry/frames.ts';
import { heightErrorsUm } from '../../src/motion/startHeights.ts';

const cos = (deg: number): number => Math.cos((deg * Math.PI) / 180);
const lattice: readonly Vec<'specimen'>[] = [-1, 0, 1].flatMap((i) =>
  [-1, 0, 1].map((j) => ({ x: 3.1 * i - 0.2 * j, y: 0.2 * i + 2.9 * j })),
);
const inFirst = (places: readonly Vec<'specimen'>[]): readonly Vec<'specimen'>[] => [{ x: 0, y: 0 }, ...places];

test('defoci of a plane give back its heights against the tracking target, whatever the autofocus was off by', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -0.2, max: 0.2, noNaN: true }),
      fc.double({ min: -0.2, max: 0.2, noNaN: true }),
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.integer({ min: -45, max: 45 }),
      (alongX, alongY, offUm, startTiltDeg) => {
        const height = ({ x, y }: Vec<'specimen'>): number => alongX * x + alongY * y;
        const targets = inFirst(lattice);
        const images = lattice.map((position) => ({
          position,
          errorUm: offUm + height(position) * cos(startTiltDeg),
        }));
        const errors = heightErrorsUm(images, targets, { startTiltDeg, paraboloidPoints: 10 });
        expect(errors?.length).toBe(targets.length);
        for (const [i, target] of targets.entries()) expect(errors?.[i]).toBeCloseTo(height(target), 6);
      },
    ),
  );
});

test('a bent film is followed by a paraboloid as soon as there are points enough', () => {
  const height = ({ x, y }: Vec<'specimen'>): number => 0.02 * x * x - 0.01 * y * y + 0.03 * x;
  const images = lattice.map((position) => ({ position, errorUm: height(position) }));
  const errors = heightErrorsUm(images, inFirst(lattice), { startTiltDeg: 0, paraboloidPoints: 9 });
  for (const [i, target] of inFirst(lattice).entries()) expect(errors?.[i]).toBeCloseTo(height(target), 6);
});

test('one wild fit has no say', () => {
  const images = lattice.map((position, i) => ({ position, errorUm: i === 4 ? 7.3 : 0.1 * position.y }));
  const errors = heightErrorsUm(images, inFirst(lattice), { startTiltDeg: 0, paraboloidPoints: 99 });
  expect(errors?.at(-1)).toBeCloseTo(0.1 * lattice.at(-1)!.y, 6);
});

test('two images say nothing of a plane', () => {
  const images = lattice.slice(0, 2).map((position) => ({ position, errorUm: 0.4 }));
  expect(heightErrorsUm(images, lattice, { startTiltDeg: 0, paraboloidPoints: 9 })).toBeNull();
});
