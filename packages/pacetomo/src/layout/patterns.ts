import type { LatticeStep, LatticeVectors } from './lattice.ts';

/**
 * The (2n + 1)² points of a square pattern as a spiral from its centre outwards. The order is the original's, so that
 * targets files compare: (0,0) (1,0) (1,1) (0,1) (−1,1) (−1,0) (−1,−1) (0,−1) (1,−1) for n = 1.
 */
export function squareSpiral(rings: number): readonly LatticeStep[] {
  const walk = new Walk();
  for (let side = 1; side <= 2 * rings; side++) {
    const onwards = side % 2 === 1 ? 1 : -1;
    walk.go({ i: onwards, j: 0 }, side);
    walk.go({ i: 0, j: onwards }, side);
  }
  walk.go({ i: 1, j: 0 }, 2 * rings);
  return walk.path;
}

/**
 * The 1 + 3n(n + 1) points of a hexagonal pattern, ring by ring from its centre, every step to a neighbour. The vectors
 * may stand at 60° or at 120° to each other; the six neighbours of a point are found from that.
 */
export function hexagonalSpiral({ a, b }: LatticeVectors, rings: number): readonly LatticeStep[] {
  const isAcute = a.x * b.x + a.y * b.y > 0;
  const first = { i: 1, j: 0 };
  const second = isAcute ? { i: 0, j: 1 } : { i: 1, j: 1 };
  const third = { i: second.i - first.i, j: second.j - first.j };
  const walk = new Walk();
  for (let ring = 1; ring <= rings; ring++) {
    walk.go(first, 1); // out of the last ring, whose last point is a corner
    walk.go(second, ring - 1);
    walk.go(third, ring);
    walk.go(opposite(first), ring);
    walk.go(opposite(second), ring);
    walk.go(opposite(third), ring);
    walk.go(first, ring);
  }
  return walk.path;
}

const opposite = ({ i, j }: LatticeStep): LatticeStep => ({ i: -i, j: -j });

/** A path over a lattice from its origin. */
class Walk {
  readonly path: LatticeStep[] = [{ i: 0, j: 0 }];
  #at: LatticeStep = { i: 0, j: 0 };

  go({ i, j }: LatticeStep, times: number): void {
    for (let time = 0; time < times; time++) {
      this.#at = { i: this.#at.i + i, j: this.#at.j + j };
      this.path.push(this.#at);
    }
  }
}
