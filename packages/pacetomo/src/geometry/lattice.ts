import { type Frame, length, type Matrix, subtract, type Vec } from './frames.ts';

/** Two vectors that span a lattice. */
export interface Basis<in out F extends Frame> {
  readonly a: Vec<F>;
  readonly b: Vec<F>;
}

/** A lattice in a plane: its points are origin + i·a + j·b for whole i and j. */
export interface PlaneLattice<in out F extends Frame> extends Basis<F> {
  readonly origin: Vec<F>;
}

/** Numbers of a lattice point; of other places with fractions. */
export interface LatticeIndex {
  readonly i: number;
  readonly j: number;
}

/** Where the lattice has the point with these numbers. */
export function latticePosition<F extends Frame>({ origin, a, b }: PlaneLattice<F>, { i, j }: LatticeIndex): Vec<F> {
  return { x: origin.x + i * a.x + j * b.x, y: origin.y + i * a.y + j * b.y };
}

/** The numbers of a place, with fractions where it is no lattice point. */
export function latticeIndex<F extends Frame>(lattice: PlaneLattice<F>, place: Vec<F>): LatticeIndex {
  return inBasis(lattice, subtract(place, lattice.origin));
}

/** How often a vector holds a and b. */
function inBasis<F extends Frame>({ a, b }: Basis<F>, v: Vec<F>): LatticeIndex {
  const area = cross(a, b);
  return { i: cross(v, b) / area, j: cross(a, v) / area };
}

/** Area of a cell of the lattice, in squares of the frame's unit. */
export const cellArea = <F extends Frame>({ a, b }: Basis<F>): number => Math.abs(cross(a, b));

/**
 * The two shortest vectors that span the same lattice, a not longer than b, at 60 to 120° (Lagrange and Gauss). Sides of
 * the smallest cell: of a square lattice the square's, never its diagonals.
 */
export function reducedBasis<F extends Frame>({ a, b }: Basis<F>): Basis<F> {
  let [short, long] = length(a) <= length(b) ? [a, b] : [b, a];
  for (;;) {
    const times = Math.round(dot(short, long) / dot(short, short));
    const shorter = plus(long, -times, short);
    if (times === 0 || !(length(shorter) < length(long))) return { a: short, b: long };
    [short, long] = length(shorter) < length(short) ? [shorter, short] : [short, shorter];
  }
}

/** How far two bases are from spanning the same lattice. */
export interface LatticeDifference {
  /** Largest difference of the length of a vector, part of its length. */
  readonly lengthFraction: number;
  /** Largest difference in direction of a vector, degrees. */
  readonly directionDeg: number;
}

/** Vectors farther apart than this part of their length have nothing to do with each other. */
const farthestPart = 0.25;

/**
 * How much the vectors of one lattice differ from those of another, whichever basis either is given in: compared are the
 * sides of the smallest cell of `wanted` with the vectors of `found` that are nearest to them. Null when those do not span
 * the lattice `found`: it has twice the pitch, or half of it, or is another one altogether.
 */
export function latticeDifference<F extends Frame>(found: Basis<F>, wanted: Basis<F>): LatticeDifference | null {
  const sides = reducedBasis(wanted);
  const [first, second] = [nearestVector(found, sides.a), nearestVector(found, sides.b)];
  if (Math.abs(Math.round(first.i * second.j - first.j * second.i)) !== 1) return null;
  const pairs = [
    [vectorOf(found, first), sides.a],
    [vectorOf(found, second), sides.b],
  ] as const;
  if (pairs.some(([v, side]) => length(subtract(v, side)) > farthestPart * length(side))) return null;
  return {
    lengthFraction: Math.max(...pairs.map(([v, side]) => Math.abs(length(v) / length(side) - 1))),
    directionDeg: Math.max(...pairs.map(([v, side]) => angleBetweenDeg(v, side))),
  };
}

function nearestVector<F extends Frame>(basis: Basis<F>, v: Vec<F>): LatticeIndex {
  const reduced = reducedBasis(basis);
  const { i, j } = inBasis(reduced, v);
  const nearest = vectorOf(reduced, { i: Math.round(i), j: Math.round(j) });
  const { i: p, j: q } = inBasis(basis, nearest);
  return { i: Math.round(p), j: Math.round(q) };
}

const vectorOf = <F extends Frame>({ a, b }: Basis<F>, { i, j }: LatticeIndex): Vec<F> => ({
  x: i * a.x + j * b.x,
  y: i * a.y + j * b.y,
});

/** The angle between two vectors, 0 to 180°. */
export function angleBetweenDeg<F extends Frame>(v: Vec<F>, w: Vec<F>): number {
  return Math.atan2(Math.abs(cross(v, w)), dot(v, w)) / radiansPerDegree;
}

/** What the smallest cell of a lattice looks like. */
export type LatticeShape = 'square' | 'hexagonal' | 'oblique';

/** Sides that differ by no more than this part, and angles by no more than this, are meant to be the same. */
const alike = { lengthFraction: 0.03, deg: 2 };

/** Square, hexagonal, or neither: seen under a tilt a square or hexagonal lattice is oblique. */
export function latticeShape<F extends Frame>(basis: Basis<F>): LatticeShape {
  const { a, b } = reducedBasis(basis);
  const angleDeg = angleBetweenDeg(a, b);
  const acuteDeg = Math.min(angleDeg, 180 - angleDeg);
  if (length(b) / length(a) - 1 > alike.lengthFraction) return 'oblique';
  if (90 - acuteDeg <= alike.deg) return 'square';
  return Math.abs(acuteDeg - 60) <= alike.deg ? 'hexagonal' : 'oblique';
}

/** Variances and covariance of the two components of a vector, in squares of the frame's unit. */
interface Covariance {
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
}

/** A vector that was measured, with its error. */
export interface MeasuredVec<in out F extends Frame> {
  readonly vector: Vec<F>;
  readonly covariance: Covariance;
}

/** A measured vector in another frame, its error too: the covariance becomes M·C·Mᵀ. */
export function applyMeasured<A extends Frame, B extends Frame>(
  m: Matrix<A, B>,
  { vector, covariance: c }: MeasuredVec<A>,
): MeasuredVec<B> {
  const [px, py] = [m.xx * c.xx + m.xy * c.xy, m.xx * c.xy + m.xy * c.yy];
  const [qx, qy] = [m.yx * c.xx + m.yy * c.xy, m.yx * c.xy + m.yy * c.yy];
  return {
    vector: { x: m.xx * vector.x + m.xy * vector.y, y: m.yx * vector.x + m.yy * vector.y },
    covariance: { xx: px * m.xx + py * m.xy, xy: px * m.yx + py * m.yy, yy: qx * m.yx + qy * m.yy },
  };
}

/** Standard errors of the length of a measured vector, in the frame's unit, and of its direction, degrees. */
export function polarErrors<F extends Frame>({
  vector,
  covariance: c,
}: MeasuredVec<F>): {
  readonly length: number;
  readonly directionDeg: number;
} {
  const size = length(vector);
  const [cos, sin] = [vector.x / size, vector.y / size];
  const along = cos * cos * c.xx + 2 * cos * sin * c.xy + sin * sin * c.yy;
  const across = sin * sin * c.xx - 2 * cos * sin * c.xy + cos * cos * c.yy;
  return {
    length: Math.sqrt(Math.max(0, along)),
    directionDeg: Math.sqrt(Math.max(0, across)) / size / radiansPerDegree,
  };
}

const radiansPerDegree = Math.PI / 180;
const cross = <F extends Frame>(v: Vec<F>, w: Vec<F>): number => v.x * w.y - v.y * w.x;
const dot = <F extends Frame>(v: Vec<F>, w: Vec<F>): number => v.x * w.x + v.y * w.y;
const plus = <F extends Frame>(v: Vec<F>, times: number, w: Vec<F>): Vec<F> => ({
  x: v.x + times * w.x,
  y: v.y + times * w.y,
});
