import fc from 'fast-check';
import { expect, test } from 'vitest';
import { vectorsOf, withVectors } from '../../src/run/patternVectors.ts';
import { examplePlan, exampleTarget } from '../plan/examplePlan.ts';

const settings = { vecA0Um: 2.9, vecA1Um: 0.3, vecB0Um: -0.2, vecB1Um: 3.1 };
const at = (i: number, j: number): readonly [number, number] => [2.9 * i - 0.2 * j, 0.3 * i + 3.1 * j];

test('each target keeps its hole when the vectors are refined, in whatever order the file has them', () => {
  const places = fc.shuffledSubarray(
    [-2, -1, 0, 1, 2].flatMap((i) => [-2, -1, 0, 1, 2].map((j) => ({ i, j }))),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(places, fc.double({ min: -0.1, max: 0.1, noNaN: true }), (holes, offUm) => {
      const plan = examplePlan(
        holes.map(({ i, j }, n) => exampleTarget(n + 1, ...at(i, j))),
        settings,
      );
      const better = { a: { x: 2.9 + offUm, y: 0.3 }, b: { x: -0.2, y: 3.1 - offUm } };
      for (const [n, { position }] of withVectors(plan, better).entries()) {
        const { i, j } = holes[n]!;
        expect(position?.x).toBeCloseTo(i * better.a.x + j * better.b.x, 9);
        expect(position?.y).toBeCloseTo(i * better.a.y + j * better.b.y, 9);
      }
    }),
  );
});

test('vectors that span nothing are none', () => {
  expect(vectorsOf(examplePlan([], { ...settings, vecB0Um: 5.8, vecB1Um: 0.6 }))).toBeNull();
  expect(vectorsOf(examplePlan([]))).toBeNull();
});
