import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { atanDeg, cosDeg } from './degrees.ts';
import type { Vec } from './frames.ts';
import { fitRobustly } from './robustFit.ts';
import { type SampleTilt, type Slope, sampleTiltOf } from './sampleTilt.ts';

/** A point of the sample with its height, µm, up is positive; a defocus measured without correcting will do. */
export interface HeightReading {
  readonly position: Vec<'specimen'>;
  readonly heightUm: number;
}

/** The plane through the readings, or why there is none. */
export type PlaneFit =
  | ({
      readonly kind: 'plane';
      /** Standard errors, degrees; null when as few readings were used as a plane needs. */
      readonly pretiltErrorDeg: number | null;
      /** Also null when the sample lies so level that its slope has no direction. */
      readonly rotationErrorDeg: number | null;
      /** Distance of each reading from the plane along z, µm, also of those that were not used. */
      readonly residualsUm: readonly number[];
      readonly kept: readonly boolean[];
      /** Scatter of the used readings, µm. */
      readonly scatterUm: number | null;
    } & SampleTilt)
  | { readonly kind: 'too-few' }
  | { readonly kind: 'in-a-line' };

/** Fewest readings that determine a plane. */
const fewest = 3;
/** Places whose cloud is narrower than this part of its length lie in a line: across it nothing would be measured. */
const narrowest = 0.1;

/**
 * The plane nearest to the readings, by the sum of squared distances, after readings farther from it than scatter
 * explains (and than `neverOutlierUm`) were set aside.
 *
 * Its normal is the direction in which the readings spread least. It is taken pointing up, without which the pretilt
 * may come out near 180°. The sign conventions are those of `planeHeightUm`.
 */
export function fitPlane(readings: readonly HeightReading[], neverOutlierUm: number): PlaneFit {
  if (readings.length < fewest) return { kind: 'too-few' };
  if (liesInALine(positionsOf(readings))) return { kind: 'in-a-line' };
  const robust = fitRobustly(
    readings.map(({ position }) => [1, position.x, position.y]),
    readings.map(({ heightUm }) => heightUm),
    neverOutlierUm,
  );
  const used = readings.filter((_, i) => robust?.kept[i]);
  if (robust === null || used.length < fewest || liesInALine(positionsOf(used))) return { kind: 'in-a-line' };
  const slope = slopeOf(used);
  const sample = sampleTiltOf(slope);
  return {
    kind: 'plane',
    ...sample,
    ...errorsOf(slope, sample, robust.covariance),
    residualsUm: residualsUm(readings, used, slope),
    kept: robust.kept,
    scatterUm: robust.scatter,
  };
}

function slopeOf(readings: readonly HeightReading[]): Slope {
  const points = aboutCentroid(readings.map(({ position, heightUm }) => [position.x, position.y, heightUm]));
  const { eigenvectorMatrix } = spread(points); // in order of growing eigenvalue
  const [x = 0, y = 0, z = 1] = eigenvectorMatrix.getColumn(0);
  return { alongX: -x / z, alongY: -y / z };
}

/** Standard errors by propagation; the distances of a plane that is not steep are its residuals along z. */
function errorsOf(
  { alongX, alongY }: Slope,
  { pretiltDeg }: SampleTilt,
  covariance: readonly (readonly number[])[] | null,
): { readonly pretiltErrorDeg: number | null; readonly rotationErrorDeg: number | null } {
  if (covariance === null) return { pretiltErrorDeg: null, rotationErrorDeg: null };
  const [varX, varY, both] = [covariance[1]?.[1] ?? 0, covariance[2]?.[2] ?? 0, covariance[1]?.[2] ?? 0];
  const steepness = Math.hypot(alongX, alongY);
  if (steepness === 0) return { pretiltErrorDeg: atanDeg(Math.sqrt(Math.max(varX, varY))), rotationErrorDeg: null };
  const [cos, sin] = [alongY / steepness, alongX / steepness];
  const along = Math.sqrt(cos * cos * varY + 2 * cos * sin * both + sin * sin * varX);
  const across = Math.sqrt(sin * sin * varY - 2 * cos * sin * both + cos * cos * varX);
  return {
    pretiltErrorDeg: atanDeg(along * cosDeg(pretiltDeg) ** 2),
    rotationErrorDeg: across < steepness ? atanDeg(across / steepness) : null,
  };
}

function residualsUm(
  readings: readonly HeightReading[],
  used: readonly HeightReading[],
  { alongX, alongY }: Slope,
): readonly number[] {
  const aboveSlope = ({ position, heightUm }: HeightReading): number =>
    heightUm - alongX * position.x - alongY * position.y;
  const level = used.reduce((sum, reading) => sum + aboveSlope(reading), 0) / used.length;
  return readings.map((reading) => aboveSlope(reading) - level);
}

const positionsOf = (readings: readonly HeightReading[]): readonly Vec<'specimen'>[] =>
  readings.map(({ position }) => position);

/** Whether places lie so nearly in a line that a slope across it could not be measured. One place does, too. */
export function liesInALine(places: readonly Vec<'specimen'>[]): boolean {
  const [least = 0, most = 0] = spread(aboutCentroid(places.map(({ x, y }) => [x, y]))).realEigenvalues;
  return most === 0 || Math.max(0, least) < narrowest ** 2 * most;
}

/** Eigenvalues, growing, and directions of the spread of points. */
function spread(points: Matrix): EigenvalueDecomposition {
  return new EigenvalueDecomposition(points.transpose().mmul(points), { assumeSymmetric: true });
}

const aboutCentroid = (rows: number[][]): Matrix => new Matrix(rows).center('column');
