import type { Vec } from '../geometry/frames.ts';
import { cellArea, type LatticeIndex, latticeIndex, type PlaneLattice } from '../geometry/lattice.ts';
import { significanceOf } from './significance.ts';

// Stripes, and bars or trenches that are crossed by stripes, make patterns that are regular in one direction only.

/** Lines of the lattice: what is the same for the points of each of them, and the step from one point to the next. */
const lines = [
  { number: { i: 1, j: 0 }, step: { i: 0, j: 1 } },
  { number: { i: 0, j: 1 }, step: { i: 1, j: 0 } },
  { number: { i: 1, j: 1 }, step: { i: 1, j: -1 } },
  { number: { i: 1, j: -1 }, step: { i: 1, j: 1 } },
] as const;
/** Given lines that are right, so many powers of ten fewer lattices are tried than in the plane. */
const linesDecades = 5;

/**
 * How surprising it is that places on the lines of the lattice are on its points, for the lines for which it is least so.
 * Stripes put places on lines, too, and along those they lie anywhere. On the scale of `significanceOf` in the plane.
 */
export function alongLines(
  lattice: PlaneLattice<'image'>,
  places: readonly Vec<'image'>[],
  on: readonly boolean[],
  withinPx: number,
): number {
  const indices = places.map((place) => latticeIndex(lattice, place));
  const area = cellArea(lattice);
  const least = Math.min(
    ...lines.map(({ number, step }) => {
      const stepPx = Math.hypot(
        step.i * lattice.a.x + step.j * lattice.b.x,
        step.i * lattice.a.y + step.j * lattice.b.y,
      );
      const nearLine = (withinPx * stepPx) / area; // lines are area / stepPx apart
      const onLine = indices.map(({ i, j }) => {
        const across = number.i * i + number.j * j;
        return Math.abs(across - Math.round(across)) <= nearLine;
      });
      return significanceOf(
        on.filter((_, k) => onLine[k]),
        Math.min(0.9, (2 * withinPx) / stepPx),
      );
    }),
  );
  return least + linesDecades;
}

/** The points that lie neither in the fullest row nor in the second fullest, with rows drawn in the way that leaves fewest. */
export function besideFullestRows<Point extends LatticeIndex>(points: readonly Point[]): readonly Point[] {
  const left = lines.map(({ number }) => {
    const rowOf = ({ i, j }: LatticeIndex): number => number.i * i + number.j * j;
    const filled = new Map<number, number>();
    for (const point of points) filled.set(rowOf(point), (filled.get(rowOf(point)) ?? 0) + 1);
    const [first, second] = [...filled].toSorted(([, a], [, b]) => b - a);
    return points.filter((point) => rowOf(point) !== first?.[0] && rowOf(point) !== second?.[0]);
  });
  return left.toSorted((a, b) => a.length - b.length)[0] ?? [];
}
