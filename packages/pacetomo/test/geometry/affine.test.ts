import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Affine, applyAffine, compose, composeAffine, inverse, inverseAffine } from '../../src/geometry/affine.ts';
import { apply, type Matrix } from '../../src/geometry/frames.ts';

const fromStage: Affine<'stage', 'image'> = {
  matrix: { xx: -3.1, xy: 41.7, yx: 40.2, yy: 2.8 },
  offset: { x: 2047.5, y: 1988.25 },
};

test('a map and its inverse give the place back', () => {
  const back = inverseAffine(fromStage);
  const there = applyAffine(fromStage, { x: 212.5, y: -87.1 });
  const again = applyAffine(back!, there);
  expect(again.x).toBeCloseTo(212.5, 10);
  expect(again.y).toBeCloseTo(-87.1, 10);
});

test('two maps in one do what they do one after the other', () => {
  const toStage: Affine<'specimen', 'stage'> = {
    matrix: { xx: -0.99, xy: 0.02, yx: -0.03, yy: -1.01 },
    offset: { x: 7, y: -5 },
  };
  const place = { x: 1.3, y: 4.9 };
  expect(applyAffine(composeAffine(fromStage, toStage), place)).toEqual(
    applyAffine(fromStage, applyAffine(toStage, place)),
  );
});

test('matrices are composed in the order in which they are applied', () => {
  const turn: Matrix<'specimen', 'camera'> = { xx: 0, xy: -1, yx: 1, yy: 0 };
  const stretch: Matrix<'stage', 'specimen'> = { xx: 2, xy: 0, yx: 0, yy: 3 };
  expect(apply(compose(turn, stretch), { x: 5, y: 7 })).toEqual({ x: -21, y: 10 });
});

test.each([
  ['the zeros of a missing calibration', { xx: 0, xy: 0, yx: 0, yy: 0 }],
  ['a matrix that loses a direction', { xx: 1, xy: 2, yx: 3, yy: 6 }],
  ['what is no number', { xx: Number.NaN, xy: 0, yx: 0, yy: 1 }],
])('%s has no inverse', (_, matrix) => {
  expect(inverse(matrix)).toBeNull();
});

test('every sound matrix comes back from its inverse', () => {
  const diagonal = fc.double({ min: 1, max: 5, noNaN: true });
  const beside = fc.double({ min: -0.9, max: 0.9, noNaN: true });
  fc.assert(
    fc.property(fc.record({ xx: diagonal, xy: beside, yx: beside, yy: diagonal }), (matrix) => {
      const again = inverse(inverse(matrix)!)!;
      for (const key of ['xx', 'xy', 'yx', 'yy'] as const) expect(again[key]).toBeCloseTo(matrix[key], 9);
    }),
  );
});
