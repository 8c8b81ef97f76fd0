import type { Vec } from '../../geometry/frames.ts';
import { fitRobustly } from '../../geometry/robustFit.ts';

/** A hole of a pattern: its steps along the two vectors from the tracking target, and where it was found, µm. */
export interface PatternHole {
  readonly i: number;
  readonly j: number;
  readonly at: Vec<'specimen'>;
}

/** The two vectors of a hole pattern, µm, with one standard deviation of each component, nm; null when there were too few holes to tell. */
export interface FittedVectors {
  readonly a: Vec<'specimen'>;
  readonly b: Vec<'specimen'>;
  readonly errorANm: number | null;
  readonly errorBNm: number | null;
  /** Scatter of the holes about their lattice, nm. */
  readonly scatterNm: number | null;
}

/** Holes that are no farther than this from the lattice always count, µm: their edges are seldom known better. */
const neverOutlierUm = 0.1;

/**
 * The vectors a, b and the origin o for which o + i·a + j·b is nearest to the holes; holes that contradict the others have
 * no say. Null when the holes lie in one line.
 */
export function fitVectors(holes: readonly PatternHole[]): FittedVectors | null {
  const rows = holes.map(({ i, j }) => [1, i, j]);
  const [x, y] = (['x', 'y'] as const).map((axis) =>
    fitRobustly(
      rows,
      holes.map(({ at }) => at[axis]),
      neverOutlierUm,
    ),
  );
  if (!x || !y) return null;
  const vector = (k: number): Vec<'specimen'> => ({ x: x.coefficients[k] ?? 0, y: y.coefficients[k] ?? 0 });
  const errorNm = (k: number): number | null =>
    x.covariance && y.covariance && 1000 * Math.sqrt(Math.max(x.covariance[k]?.[k] ?? 0, y.covariance[k]?.[k] ?? 0));
  const scatterNm = x.scatter !== null && y.scatter !== null ? 1000 * Math.max(x.scatter, y.scatter) : null;
  return { a: vector(1), b: vector(2), errorANm: errorNm(1), errorBNm: errorNm(2), scatterNm };
}
