import { add, length, subtract, type Vec } from '../geometry/frames.ts';

/** Two vectors that span a lattice of targets or holes, µm on the specimen. They need be neither equal nor at right angles. */
export interface LatticeVectors {
  readonly a: Vec<'specimen'>;
  readonly b: Vec<'specimen'>;
}

/** A point of a lattice: i times a and j times b from its origin. */
export interface LatticeStep {
  readonly i: number;
  readonly j: number;
}

/** Where a point of the lattice lies from its origin, µm. */
export const placeOf = ({ a, b }: LatticeVectors, { i, j }: LatticeStep): Vec<'specimen'> => ({
  x: i * a.x + j * b.x,
  y: i * a.y + j * b.y,
});

/** The steps, not rounded, that lead to a place; null when the two vectors lie in a line and span nothing. */
export function stepsTo({ a, b }: LatticeVectors, { x, y }: Vec<'specimen'>): LatticeStep | null {
  const area = a.x * b.y - a.y * b.x;
  if (!(Math.abs(area) > flattest * length(a) * length(b))) return null;
  return { i: (x * b.y - y * b.x) / area, j: (y * a.x - x * a.y) / area };
}

/** Why vectors cannot be those of holes or targets; null when they can. */
export function objectionToVectors(vectors: LatticeVectors): string | null {
  if (stepsTo(vectors, { x: 0, y: 0 }) === null) return 'they lie in a line';
  const apartUm = pitchUm(vectors);
  if (apartUm >= shortestPitchUm) return null;
  return `two targets would lie ${(apartUm * 1000).toFixed(0)} nm apart, nearer than any film has its holes`;
}

/** No film has holes closer to each other than this, µm. */
export const shortestPitchUm = 0.3;

/** Sine of the angle between two vectors below which they lie in a line: no film and no beam asks for so flat a lattice. */
const flattest = 1e-3;

/** The shortest distance between two points of the lattice, µm, when the vectors are not far from the shortest ones. */
export const pitchUm = ({ a, b }: LatticeVectors): number =>
  Math.min(length(a), length(b), length(add(a, b)), length(subtract(a, b)));
