import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { apply, length, type Matrix, type Vec } from '../../src/geometry/frames.ts';
import {
  angleBetweenDeg,
  applyMeasured,
  type Basis,
  cellArea,
  latticeDifference,
  latticeIndex,
  latticePosition,
  latticeShape,
  polarErrors,
  reducedBasis,
} from '../../src/geometry/lattice.ts';

const polar = (size: number, deg: number): Vec<'image'> => ({
  x: size * Math.cos((deg * Math.PI) / 180),
  y: size * Math.sin((deg * Math.PI) / 180),
});

const anyBasis = fc
  .record({
    size: fc.double({ min: 5, max: 900, noNaN: true }),
    ratio: fc.double({ min: 0.4, max: 2.5, noNaN: true }),
    deg: fc.double({ min: -180, max: 180, noNaN: true }),
    angleDeg: fc.double({ min: 25, max: 155, noNaN: true }),
  })
  .map(
    ({ size, ratio, deg, angleDeg }): Basis<'image'> => ({
      a: polar(size, deg),
      b: polar(size * ratio, deg + angleDeg),
    }),
  );

/** Whole matrices of determinant ±1: other bases of the same lattice. */
const changes = [
  [1, 0, 0, 1],
  [1, 1, 0, 1],
  [2, 1, 1, 1],
  [0, -1, 1, 3],
  [-3, 2, 1, -1],
] as const;
const changed = (
  { a, b }: Basis<'image'>,
  [p, q, r, s]: readonly [number, number, number, number],
): Basis<'image'> => ({
  a: { x: p * a.x + q * b.x, y: p * a.y + q * b.y },
  b: { x: r * a.x + s * b.x, y: r * a.y + s * b.y },
});

describe('a lattice in a plane', () => {
  test('gives the numbers of each of its points back', () => {
    fc.assert(
      fc.property(anyBasis, fc.integer({ min: -30, max: 30 }), fc.integer({ min: -30, max: 30 }), (basis, i, j) => {
        const lattice = { ...basis, origin: { x: 311.5, y: -72.25 } };
        const index = latticeIndex(lattice, latticePosition(lattice, { i, j }));
        expect(index.i).toBeCloseTo(i, 9);
        expect(index.j).toBeCloseTo(j, 9);
      }),
    );
  });

  test('has one smallest cell, of the same area, whichever basis it is given in', () => {
    fc.assert(
      fc.property(anyBasis, fc.constantFrom(...changes), (basis, change) => {
        const reduced = reducedBasis(changed(basis, change));
        const other = reducedBasis(basis);
        expect(cellArea(reduced) / cellArea(basis)).toBeCloseTo(1, 9);
        expect(length(reduced.a) / length(other.a)).toBeCloseTo(1, 9);
        expect(length(reduced.b) / length(other.b)).toBeCloseTo(1, 9);
        const angleDeg = angleBetweenDeg(reduced.a, reduced.b);
        expect(Math.abs(angleDeg - 90)).toBeLessThan(30.001);
        expect(length(reduced.a)).toBeLessThanOrEqual(length(reduced.b) * (1 + 1e-12));
      }),
    );
  });

  test('is the same lattice in every basis, and differs from one that is larger and turned by just that', () => {
    fc.assert(
      fc.property(anyBasis, fc.constantFrom(...changes), (basis, change) => {
        const same = latticeDifference(changed(basis, change), basis);
        expect(same?.lengthFraction).toBeLessThan(1e-9);
        expect(same?.directionDeg).toBeLessThan(1e-5);
        const [cos, sin] = [1.013 * Math.cos(0.007), 1.013 * Math.sin(0.007)];
        const turn = ({ x, y }: Vec<'image'>) => ({ x: cos * x - sin * y, y: sin * x + cos * y });
        const other = latticeDifference(changed({ a: turn(basis.a), b: turn(basis.b) }, change), basis);
        expect(other?.lengthFraction).toBeCloseTo(0.013, 9);
        expect(other?.directionDeg).toBeCloseTo((0.007 * 180) / Math.PI, 6);
      }),
    );
  });

  test('is another one with twice the pitch, half of it, or with points in the middles of its cells', () => {
    const square = { a: polar(87, 40), b: polar(88, 129) };
    const times = (v: Vec<'image'>, by: number) => ({ x: v.x * by, y: v.y * by });
    const sum = { x: square.a.x + square.b.x, y: square.a.y + square.b.y };
    const half = { x: sum.x / 2, y: sum.y / 2 };
    expect(latticeDifference({ a: times(square.a, 2), b: square.b }, square)).toBeNull();
    expect(latticeDifference({ a: square.a, b: times(square.b, 0.5) }, square)).toBeNull();
    expect(latticeDifference({ a: half, b: square.b }, square)).toBeNull();
  });

  test('is square, hexagonal or oblique by its smallest cell', () => {
    const hexagonal = { a: polar(61, 12), b: polar(61.4, 71.5) };
    expect(latticeShape(hexagonal)).toBe('hexagonal');
    expect(latticeShape(changed(hexagonal, [2, 1, 1, 1]))).toBe('hexagonal');
    expect(latticeShape(changed({ a: polar(61, 12), b: polar(61.9, 102.8) }, [1, 1, 0, 1]))).toBe('square');
    expect(latticeShape({ a: polar(61, 12), b: polar(65.2, 102) })).toBe('oblique');
    expect(latticeShape({ a: polar(61, 12), b: polar(61, 87) })).toBe('oblique');
  });
});

describe('a measured vector', () => {
  const measured = { vector: { x: 30, y: -40 }, covariance: { xx: 0.09, xy: 0.02, yy: 0.04 } };

  test('has errors along itself and across', () => {
    const { length: along, directionDeg } = polarErrors(measured);
    expect(along).toBeCloseTo(Math.sqrt(0.36 * 0.09 - 0.96 * 0.02 + 0.64 * 0.04), 9);
    expect(directionDeg).toBeCloseTo((Math.sqrt(0.64 * 0.09 + 0.96 * 0.02 + 0.36 * 0.04) / 50 / Math.PI) * 180, 9);
  });

  test('takes its error into another frame as many noisy vectors do', () => {
    const m: Matrix<'image', 'specimen'> = { xx: 0.011, xy: -0.004, yx: 0.003, yy: 0.013 };
    const { vector, covariance } = applyMeasured(m, measured);
    expect(vector).toEqual(apply(m, measured.vector));
    // four vectors whose scatter is exactly that covariance: ± the columns of its square root (Cholesky), times √2
    const [p, q, r] = [Math.sqrt(0.09), 0.02 / Math.sqrt(0.09), Math.sqrt(0.04 - 0.02 ** 2 / 0.09)];
    const scatter = [
      { x: p, y: q },
      { x: 0, y: r },
    ].map((step) => apply(m, step));
    const sum = (of: (v: Vec<'specimen'>) => number) => scatter.reduce((total, v) => total + of(v), 0);
    expect(covariance.xx).toBeCloseTo(
      sum(({ x }) => x * x),
      12,
    );
    expect(covariance.xy).toBeCloseTo(
      sum(({ x, y }) => x * y),
      12,
    );
    expect(covariance.yy).toBeCloseTo(
      sum(({ y }) => y * y),
      12,
    );
  });
});
