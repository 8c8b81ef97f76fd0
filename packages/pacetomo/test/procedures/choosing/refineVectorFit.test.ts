import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitVectors } from '../../../src/procedures/choosing/refineVectorFit.ts';

const steps = [
  [0, 0],
  [1, 0],
  [0, 1],
  [3, 0],
  [0, 3],
] as const;
const coordinate = fc.double({ min: -6, max: 6, noNaN: true });
const holesAt = (o: number[], a: number[], b: number[]) =>
  steps.map(([i, j]) => ({ i, j, at: { x: o[0]! + i * a[0]! + j * b[0]!, y: o[1]! + i * a[1]! + j * b[1]! } }));

test('holes on a lattice give its vectors back, wherever the first hole lies', () => {
  fc.assert(
    fc.property(fc.tuple(coordinate, coordinate), coordinate, coordinate, (origin, along, across) => {
      const fit = fitVectors(holesAt(origin, [along, 1.3], [across, -2.1]));
      expect(fit?.a).toEqual({ x: expect.closeTo(along, 6), y: expect.closeTo(1.3, 6) });
      expect(fit?.b).toEqual({ x: expect.closeTo(across, 6), y: expect.closeTo(-2.1, 6) });
      expect(fit?.errorANm).toBeLessThan(0.01);
    }),
  );
});

test('the outermost holes count most: an error of 60 nm at three steps is one of 20 nm a step', () => {
  const holes = holesAt([0, 0], [2.5, 0.1], [-0.1, 2.5]);
  const fit = fitVectors(
    holes.map((hole) => (hole.i === 3 ? { ...hole, at: { ...hole.at, x: hole.at.x + 0.06 } } : hole)),
  );
  expect(fit!.a.x - 2.5).toBeGreaterThan(0.015);
  expect(fit!.a.x - 2.5).toBeLessThan(0.025);
  expect(fit!.errorANm).toBeGreaterThan(1);
});

test('three holes give vectors of unknown error; holes in one line give none', () => {
  const holes = holesAt([0.2, 0.3], [2.5, 0.1], [-0.1, 2.5]);
  expect(fitVectors(holes.slice(0, 3))).toMatchObject({ errorANm: null, errorBNm: null });
  expect(fitVectors(holes.filter(({ j }) => j === 0))).toBeNull();
});
