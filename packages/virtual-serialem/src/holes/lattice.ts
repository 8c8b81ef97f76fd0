import type { PlaneVector } from '../column/planeMatrix.ts';
import type { HolePeak } from './holePeaks.ts';

/** A regular array of holes, px of the image. */
export interface HoleLattice {
  readonly origin: PlaneVector;
  /** Two vectors from hole to hole. */
  readonly first: PlaneVector;
  readonly second: PlaneVector;
}

/** A hole with its place in the array. */
export interface LatticeHole extends HolePeak {
  readonly column: number;
  readonly row: number;
}

/** Neighbours are looked for at the expected spacing give or take this part of it. */
const spacingTolerance = 0.25;
/** A hole may be this far from where the array has it, part of the spacing; SerialEM's limit can be narrower. */
const farthestFraction = 0.15;
/** Nearer than this part of the spacing it is never thrown out. */
const leastDistanceFraction = 0.02;
/** So few holes only tell how a perfect array lies; more of them tell how it is distorted, too. */
const fewHoles = 6;

/** The array in which peaks lie, and those peaks that belong to it; null when there are too few of them. */
export function fitLattice(
  peaks: readonly HolePeak[],
  spacingPx: number,
  hexagonal: boolean,
): { readonly lattice: HoleLattice; readonly holes: readonly LatticeHole[] } | null {
  const guess = guessVectors(peaks, spacingPx, hexagonal);
  if (!guess) return null;
  const numbered = numberPeaks(peaks, guess, spacingPx);
  const fit = (holes: readonly LatticeHole[]): HoleLattice | null =>
    holes.length < fewHoles ? similarLattice(holes, hexagonal) : leastSquares(holes);
  const rough = fit(numbered);
  if (!rough) return null;
  const near = numbered.filter((hole) => distanceFrom(rough, hole) <= farthestFraction * spacingPx);
  const fitted = fit(near);
  if (!fitted) return null;
  const holes = near.filter((hole) => distanceFrom(fitted, hole) <= usualDistance(fitted, near, spacingPx));
  const lattice = fit(holes);
  return lattice && { lattice, holes };
}

/** Three times the median distance of holes from the array: what is farther off is no hole, or half of one. */
function usualDistance(lattice: HoleLattice, holes: readonly LatticeHole[], spacingPx: number): number {
  const distances = holes.map((hole) => distanceFrom(lattice, hole)).sort((a, b) => a - b);
  const median = distances[Math.floor(distances.length / 2)] ?? 0;
  return Math.max(3 * median, leastDistanceFraction * spacingPx);
}

/** Where the array has the hole of a column and a row. */
export function latticePoint({ origin, first, second }: HoleLattice, column: number, row: number): PlaneVector {
  return {
    x: origin.x + column * first.x + row * second.x,
    y: origin.y + column * first.y + row * second.y,
  };
}

function distanceFrom(lattice: HoleLattice, hole: LatticeHole): number {
  const { x, y } = latticePoint(lattice, hole.column, hole.row);
  return Math.hypot(hole.x - x, hole.y - y);
}

/** Direction and spacing from all pairs of neighbours: directions are averaged with their symmetry taken out. */
function guessVectors(
  peaks: readonly HolePeak[],
  spacingPx: number,
  hexagonal: boolean,
): readonly [PlaneVector, PlaneVector] | null {
  const fold = hexagonal ? 6 : 4;
  const pairs = peaks.flatMap((a) =>
    peaks.flatMap((b) => {
      const [dx, dy] = [b.x - a.x, b.y - a.y];
      const length = Math.hypot(dx, dy);
      return Math.abs(length / spacingPx - 1) < spacingTolerance ? [{ length, angle: Math.atan2(dy, dx) }] : [];
    }),
  );
  if (pairs.length === 0) return null;
  const mean = (of: (angle: number) => number): number =>
    pairs.reduce((sum, { angle }) => sum + of(fold * angle), 0) / pairs.length;
  const angle = Math.atan2(mean(Math.sin), mean(Math.cos)) / fold;
  const lengths = pairs.map(({ length }) => length).sort((a, b) => a - b);
  const length = lengths[Math.floor(lengths.length / 2)] ?? spacingPx;
  const along = (turn: number): PlaneVector => ({
    x: length * Math.cos(angle + turn),
    y: length * Math.sin(angle + turn),
  });
  return [along(0), along(hexagonal ? Math.PI / 3 : Math.PI / 2)];
}

/** Numbers the peaks from neighbour to neighbour, the strongest one first; those that are reached from nowhere stay out. */
function numberPeaks(
  peaks: readonly HolePeak[],
  [first, second]: readonly [PlaneVector, PlaneVector],
  spacingPx: number,
): readonly LatticeHole[] {
  let largest: readonly LatticeHole[] = [];
  const left = new Set(peaks);
  for (const start of peaks) {
    if (!left.has(start)) continue;
    const island = [{ ...start, column: 0, row: 0 }];
    left.delete(start);
    for (const hole of island) {
      for (const peak of left) {
        const [dx, dy] = [peak.x - hole.x, peak.y - hole.y];
        const determinant = first.x * second.y - first.y * second.x;
        const column = Math.round((dx * second.y - dy * second.x) / determinant);
        const row = Math.round((first.x * dy - first.y * dx) / determinant);
        if (Math.max(Math.abs(column), Math.abs(row), Math.abs(column + row)) > 2) continue;
        if (column === 0 && row === 0) continue;
        const off = Math.hypot(dx - column * first.x - row * second.x, dy - column * first.y - row * second.y);
        if (off > spacingTolerance * spacingPx) continue;
        island.push({ ...peak, column: hole.column + column, row: hole.row + row });
        left.delete(peak);
      }
    }
    if (island.length > largest.length) largest = island;
  }
  return largest;
}

/** A perfect square or hexagonal array that fits the numbered holes best; null with fewer than two. */
function similarLattice(holes: readonly LatticeHole[], hexagonal: boolean): HoleLattice | null {
  const turn = hexagonal ? Math.PI / 3 : Math.PI / 2;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const n = holes.length;
  if (n < 2) return null;
  const mean = (of: (hole: LatticeHole) => number): number => holes.reduce((sum, hole) => sum + of(hole), 0) / n;
  // Each hole in a perfect array of spacing 1; its vectors turned and stretched are what is looked for.
  const [u, v] = [(h: LatticeHole) => h.column + h.row * cos, (h: LatticeHole) => h.row * sin];
  const [u0, v0, x0, y0] = [mean(u), mean(v), mean((h) => h.x), mean((h) => h.y)];
  const spread = mean((h) => (u(h) - u0) ** 2 + (v(h) - v0) ** 2);
  if (spread === 0) return null;
  const along = mean((h) => (u(h) - u0) * (h.x - x0) + (v(h) - v0) * (h.y - y0)) / spread;
  const across = mean((h) => (u(h) - u0) * (h.y - y0) - (v(h) - v0) * (h.x - x0)) / spread;
  return {
    origin: { x: x0 - along * u0 + across * v0, y: y0 - across * u0 - along * v0 },
    first: { x: along, y: across },
    second: { x: along * cos - across * sin, y: across * cos + along * sin },
  };
}

/** Origin and vectors that fit the numbered holes best; null with fewer than three that are not in a row. */
function leastSquares(holes: readonly LatticeHole[]): HoleLattice | null {
  const n = holes.length;
  if (n < 3) return null;
  const mean = (of: (hole: LatticeHole) => number): number => holes.reduce((sum, hole) => sum + of(hole), 0) / n;
  const [c0, r0, x0, y0] = [mean((h) => h.column), mean((h) => h.row), mean((h) => h.x), mean((h) => h.y)];
  const covariance = (a: (hole: LatticeHole) => number, b: (hole: LatticeHole) => number): number =>
    mean((hole) => a(hole) * b(hole));
  const column = (h: LatticeHole): number => h.column - c0;
  const row = (h: LatticeHole): number => h.row - r0;
  const [cc, cr, rr] = [covariance(column, column), covariance(column, row), covariance(row, row)];
  const determinant = cc * rr - cr * cr;
  if (determinant < 1e-9) return null;
  const solve = (value: (hole: LatticeHole) => number): readonly [number, number] => {
    const [cv, rv] = [covariance(column, value), covariance(row, value)];
    return [(rr * cv - cr * rv) / determinant, (cc * rv - cr * cv) / determinant];
  };
  const [fx, sx] = solve((h) => h.x - x0);
  const [fy, sy] = solve((h) => h.y - y0);
  return {
    origin: { x: x0 - c0 * fx - r0 * sx, y: y0 - c0 * fy - r0 * sy },
    first: { x: fx, y: fy },
    second: { x: sx, y: sy },
  };
}
