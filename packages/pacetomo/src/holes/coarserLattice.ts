import type { Frame } from '../geometry/frames.ts';
import { type LatticeIndex, latticePosition, type PlaneLattice } from '../geometry/lattice.ts';

/** One of so many points of a lattice may be what there really is. */
const parts = [2, 3, 5];
/** So many holes on one part of the points are no chance: of points of which half are holes, 2⁻⁸. */
const leastHoles = 8;
/** So many of the holes have to lie on it; others are dirt. */
const leastPart = 0.9;

/**
 * The lattice of which only every second, third or fifth point was ever seen to be a hole, in place of the one that was
 * given; null when its holes are spread over all points. Two spots between holes are enough to find a lattice too dense.
 */
export function coarserLattice<F extends Frame>(
  lattice: PlaneLattice<F>,
  holes: readonly LatticeIndex[],
): PlaneLattice<F> | null {
  if (holes.length < leastHoles) return null;
  const { a, b } = lattice;
  for (const part of parts) {
    for (let q = 0; q < part; q++) {
      const origin = commonClass(holes, part, ({ i, j }) => i + q * j);
      const across = { x: b.x - q * a.x, y: b.y - q * a.y };
      if (origin) return { origin: latticePosition(lattice, origin), a: { x: part * a.x, y: part * a.y }, b: across };
    }
    const origin = commonClass(holes, part, ({ j }) => j);
    if (origin) return { origin: latticePosition(lattice, origin), a, b: { x: part * b.x, y: part * b.y } };
  }
  return null;
}

/** A hole of the class of numbers, modulo `part`, in which nearly all holes are; null when there is no such class. */
function commonClass(
  holes: readonly LatticeIndex[],
  part: number,
  numberOf: (hole: LatticeIndex) => number,
): LatticeIndex | null {
  const classOf = (hole: LatticeIndex): number => ((numberOf(hole) % part) + part) % part;
  for (let k = 0; k < part; k++) {
    const members = holes.filter((hole) => classOf(hole) === k);
    if (members.length >= leastPart * holes.length) return members[0] ?? null;
  }
  return null;
}
