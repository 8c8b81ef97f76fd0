import { Matrix, SingularValueDecomposition, solve } from 'ml-matrix';
import { median } from 'simple-statistics';

/** A linear fit in which single readings that are nonsense had no say. */
export interface RobustFit {
  readonly coefficients: readonly number[];
  /** Variances and covariances of the coefficients; null when there are no more readings than coefficients. */
  readonly covariance: readonly (readonly number[])[] | null;
  /** Reading less model, for every reading, whether it was used or not. */
  readonly residuals: readonly number[];
  /** Which readings were used. */
  readonly kept: readonly boolean[];
  /** Scatter of the used readings about the model; null when there are no more readings than coefficients. */
  readonly scatter: number | null;
}

/** Readings farther from the model than so many standard deviations are nonsense (Iglewicz & Hoaglin 1993: 3.5). */
const outlierSds = 3.5;
/** A normal distribution's standard deviation over its median absolute deviation. */
const sdOverMad = 1.4826;
/** Steps of the least-absolute-residuals iteration; it changes nothing visible after about twenty. */
const absoluteSteps = 40;
/** Smaller residuals get no more weight, in the unit of the readings: keeps a perfect fit finite. */
const smallestResidual = 1e-6;
/** Singular values below this part of the largest do not determine anything. */
const smallestSingular = 1e-9;

/**
 * The coefficients c for which `rows · c` is nearest to `readings`: least absolute residuals first, which a single wild
 * reading cannot bend, then least squares over the readings near that. `neverOutlier` is a residual that is no reason to
 * reject, in the unit of the readings. Null when the readings that are left do not determine the coefficients.
 */
export function fitRobustly(
  rows: readonly (readonly number[])[],
  readings: readonly number[],
  neverOutlier: number,
): RobustFit | null {
  if (!determines(rows)) return null;
  const first = leastAbsolute(rows, readings);
  const count = rows[0]?.length ?? 0;
  const sizes = residualsOf(rows, readings, first).map(Math.abs);
  // as many residuals as there are coefficients vanish by construction and say nothing of the scatter
  const telling = sizes.toSorted((a, b) => b - a).slice(0, Math.max(1, sizes.length - count));
  const limit = Math.max(neverOutlier, outlierSds * sdOverMad * median(telling));
  const kept = sizes.map((size) => size <= limit);
  return leastSquares(rows, readings, kept);
}

function leastSquares(
  rows: readonly (readonly number[])[],
  readings: readonly number[],
  kept: readonly boolean[],
): RobustFit | null {
  const used = rows.filter((_, i) => kept[i]);
  if (!determines(used)) return null;
  const weights = kept.map((isKept) => (isKept ? 1 : 0));
  const coefficients = weighted(rows, readings, weights);
  const residuals = residualsOf(rows, readings, coefficients);
  const freedom = used.length - coefficients.length;
  if (freedom <= 0) return { coefficients, covariance: null, residuals, kept, scatter: null };
  const squares = residuals.reduce((sum, residual, i) => sum + (kept[i] ? residual ** 2 : 0), 0);
  const covariance = inverseOfSquare(used).mul(squares / freedom);
  return { coefficients, covariance: covariance.to2DArray(), residuals, kept, scatter: Math.sqrt(squares / freedom) };
}

/** (AᵀA)⁻¹ by the singular values of A: rows that hardly determine the coefficients make AᵀA itself singular in numbers. */
function inverseOfSquare(rows: readonly (readonly number[])[]): Matrix {
  const { rightSingularVectors, diagonal } = new SingularValueDecomposition(matrixOf(rows));
  const scaled = rightSingularVectors.clone().mulRowVector(diagonal.map((value) => 1 / value ** 2));
  return scaled.mmul(rightSingularVectors.transpose());
}

/** Least absolute residuals by weighted least squares, each weight the inverse of the last residual. */
function leastAbsolute(rows: readonly (readonly number[])[], readings: readonly number[]): readonly number[] {
  const alike = rows.map(() => 1);
  let coefficients = weighted(rows, readings, alike);
  for (let step = 0; step < absoluteSteps; step++) {
    const weights = residualsOf(rows, readings, coefficients).map((r) => 1 / Math.max(smallestResidual, Math.abs(r)));
    const before = coefficients;
    coefficients = weighted(rows, readings, weights);
    if (coefficients.every((value, k) => Math.abs(value - (before[k] ?? 0)) < smallestResidual)) break;
  }
  return coefficients;
}

/** Whether so many and such rows leave no coefficient open. */
function determines(rows: readonly (readonly number[])[]): boolean {
  const columns = rows[0]?.length ?? 0;
  if (columns === 0 || rows.length < columns) return false;
  const singular = new SingularValueDecomposition(matrixOf(rows)).diagonal;
  return Math.min(...singular) > smallestSingular * Math.max(...singular);
}

function weighted(
  rows: readonly (readonly number[])[],
  readings: readonly number[],
  weights: readonly number[],
): readonly number[] {
  const roots = weights.map(Math.sqrt);
  const design = matrixOf(rows.map((row, i) => row.map((value) => value * (roots[i] ?? 0))));
  const values = Matrix.columnVector(readings.map((value, i) => value * (roots[i] ?? 0)));
  return solve(design, values).to1DArray();
}

function residualsOf(
  rows: readonly (readonly number[])[],
  readings: readonly number[],
  coefficients: readonly number[],
): readonly number[] {
  return rows.map(
    (row, i) => (readings[i] ?? 0) - row.reduce((sum, value, k) => sum + value * (coefficients[k] ?? 0), 0),
  );
}

const matrixOf = (rows: readonly (readonly number[])[]): Matrix => new Matrix(rows.map((row) => [...row]));
