import { Matrix, solve } from 'ml-matrix';
import type { Vec } from '../geometry/frames.ts';
import { type LatticeIndex, latticeIndex, latticePosition, type PlaneLattice } from '../geometry/lattice.ts';

/** A place that is near a point of a lattice. */
export interface Match extends LatticeIndex {
  /** Which of the places. */
  readonly place: number;
}

/** The places that lie within `withinPx` of a lattice point. */
export function matches(
  lattice: PlaneLattice<'image'>,
  places: readonly Vec<'image'>[],
  withinPx: number,
): readonly Match[] {
  const found: Match[] = [];
  for (const [index, place] of places.entries()) {
    const match = matchOf(lattice, place, withinPx);
    if (match) found.push({ ...match, place: index });
  }
  return found;
}

/** The lattice point within `withinPx` of a place, if there is one. */
export function matchOf(lattice: PlaneLattice<'image'>, place: Vec<'image'>, withinPx: number): LatticeIndex | null {
  const { i, j } = latticeIndex(lattice, place);
  const index = { i: Math.round(i), j: Math.round(j) };
  const { x, y } = latticePosition(lattice, index);
  return (place.x - x) ** 2 + (place.y - y) ** 2 <= withinPx ** 2 ? index : null;
}

/** The lattice with the least squared distances from its matched places; null when they do not determine one. */
export function fitted(matched: readonly Match[], places: readonly Vec<'image'>[]): PlaneLattice<'image'> | null {
  if (!spansPlane(matched)) return null;
  const normal = Matrix.zeros(3, 3);
  const wanted = Matrix.zeros(3, 2);
  for (const { i, j, place } of matched) {
    const { x, y } = places[place] ?? { x: 0, y: 0 };
    for (const [k, term] of [1, i, j].entries()) {
      for (const [m, other] of [1, i, j].entries()) normal.set(k, m, normal.get(k, m) + term * other);
      wanted.set(k, 0, wanted.get(k, 0) + term * x);
      wanted.set(k, 1, wanted.get(k, 1) + term * y);
    }
  }
  const found = solve(normal, wanted);
  const row = (k: number): Vec<'image'> => ({ x: found.get(k, 0), y: found.get(k, 1) });
  return { origin: row(0), a: row(1), b: row(2) };
}

/** Whether some places do not lie in a line with the others. */
export function spansPlane(matched: readonly LatticeIndex[]): boolean {
  const [first] = matched;
  const second = first && matched.find(({ i, j }) => i !== first.i || j !== first.j);
  if (!first || !second) return false;
  const [di, dj] = [second.i - first.i, second.j - first.j];
  return matched.some(({ i, j }) => di * (j - first.j) !== dj * (i - first.i));
}
