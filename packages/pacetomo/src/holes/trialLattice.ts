import { Matrix, solve } from 'ml-matrix';
import type { Vec } from '../geometry/frames.ts';
import type { LatticeIndex, PlaneLattice } from '../geometry/lattice.ts';

/** A place that is near a point of a lattice. */
export interface Match extends LatticeIndex {
  /** Which of the places. */
  readonly place: number;
}

/** The places that lie within `withinPx` of a lattice point. Called some ten thousand times for each image, so nothing is made in it for the others. */
export function matches(
  { origin, a, b }: PlaneLattice<'image'>,
  places: readonly Vec<'image'>[],
  withinPx: number,
): readonly Match[] {
  const area = a.x * b.y - a.y * b.x;
  const found: Match[] = [];
  for (let place = 0; place < places.length; place++) {
    const at = places[place];
    if (!at) continue;
    const x = at.x - origin.x;
    const y = at.y - origin.y;
    const i = Math.round((x * b.y - y * b.x) / area);
    const j = Math.round((a.x * y - a.y * x) / area);
    if ((x - i * a.x - j * b.x) ** 2 + (y - i * a.y - j * b.y) ** 2 <= withinPx * withinPx) found.push({ i, j, place });
  }
  return found;
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
