import { describe, expect, test } from 'vitest';
import { type LatticeStep, type LatticeVectors, placeOf } from '../../src/layout/lattice.ts';
import { hexagonalSpiral, squareSpiral } from '../../src/layout/patterns.ts';

const keys = (steps: readonly LatticeStep[]): readonly string[] => steps.map(({ i, j }) => `${i + 0},${j + 0}`);

describe('a square pattern', () => {
  test('has the order of the original', () => {
    expect(keys(squareSpiral(1))).toEqual(['0,0', '1,0', '1,1', '0,1', '-1,1', '-1,0', '-1,-1', '0,-1', '1,-1']);
  });

  test('goes on in that order for the second ring', () => {
    expect(keys(squareSpiral(2)).slice(9, 14)).toEqual(['2,-1', '2,0', '2,1', '2,2', '1,2']);
    expect(keys(squareSpiral(2)).at(-1)).toBe('2,-2');
  });

  test('has (2n + 1)² points, also more than the original’s 441', () => {
    expect(squareSpiral(0)).toEqual([{ i: 0, j: 0 }]);
    expect(new Set(keys(squareSpiral(13))).size).toBe(729);
  });
});

const acute: LatticeVectors = { a: { x: 2.1, y: 0 }, b: { x: 1.05, y: 1.05 * Math.sqrt(3) } };
const obtuse: LatticeVectors = { a: { x: 1.9, y: 0 }, b: { x: -0.95, y: 0.95 * Math.sqrt(3) } };

describe.each([
  ['60°', acute, 2.1],
  ['120°', obtuse, 1.9],
])('a hexagonal pattern of vectors at %s', (_, vectors, pitch) => {
  const places = hexagonalSpiral(vectors, 4).map((step) => placeOf(vectors, step));

  test('has 1 + 3n(n + 1) points, each once', () => {
    expect(new Set(keys(hexagonalSpiral(vectors, 4))).size).toBe(61);
  });

  test('goes from neighbour to neighbour', () => {
    for (const [at, place] of places.slice(1).entries()) {
      const last = places[at]!;
      expect(Math.hypot(place.x - last.x, place.y - last.y)).toBeCloseTo(pitch, 10);
    }
  });

  test('is complete ring by ring', () => {
    const ringOf = (n: number) => places.slice(n === 0 ? 0 : 1 + 3 * (n - 1) * n, 1 + 3 * n * (n + 1));
    for (const n of [1, 2, 3, 4]) {
      const distances = ringOf(n).map(({ x, y }) => Math.hypot(x, y));
      expect(distances).toHaveLength(6 * n);
      expect(Math.max(...distances)).toBeCloseTo(n * pitch, 10);
      expect(Math.min(...distances)).toBeGreaterThan(n * pitch * 0.86);
    }
  });
});
