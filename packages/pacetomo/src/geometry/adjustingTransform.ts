import { Matrix } from 'ml-matrix';
import { type Affine, applyAffine, composeAffine, inverseAffine } from './affine.ts';
import type { Vec } from './frames.ts';

/** What a transform may do besides shifting: nothing; turn and scale; turn, scale and shear. */
export type AdjustingModel = 'shift' | 'similarity' | 'affine';

/** A target that was looked at twice. Both places from the same origin, the centre of the View or the tracking target, µm. */
export interface AdjustingPair {
  /** Where View says that it is. */
  readonly seen: Vec<'specimen'>;
  /** Where it turned out to be in the Preview. */
  readonly found: Vec<'specimen'>;
}

/** From where View says that something is to where Record will find it, with what is known of its error. Survives JSON. */
export interface AdjustingTransform {
  readonly model: AdjustingModel;
  readonly map: Affine<'specimen', 'specimen'>;
  /** How many pairs it was learned from. */
  readonly pairs: number;
  /** Distances between what it says and what was found, nm: root mean square, and the largest. */
  readonly rmsNm: number;
  readonly largestNm: number;
  /** Root mean square of the distances at which each pair is found by the transform of all others, nm; null when there are too few. */
  readonly leaveOneOutNm: number | null;
  /** Scatter of the pairs in one direction, nm; null when there are no more pairs than the model needs. */
  readonly scatterNm: number | null;
  /** Covariance of its coefficients (see `designAt`), µm²; null when there are no more pairs than the model needs. */
  readonly covariance: readonly (readonly number[])[] | null;
}

/** Where Record will find what View sees at `seen`. */
export const adjusted = ({ map }: AdjustingTransform, seen: Vec<'specimen'>): Vec<'specimen'> => applyAffine(map, seen);

/**
 * How far from the adjusted place a target at `seen` is to be expected, nm, one standard deviation of its distance: the
 * uncertainty of the transform there, which grows away from the pairs, and the scatter that a single target has. Null when
 * there were too few pairs to tell.
 */
export function standardErrorNm(
  { covariance, scatterNm }: Pick<AdjustingTransform, 'covariance' | 'scatterNm'>,
  seen: Vec<'specimen'>,
): number | null {
  if (covariance === null || scatterNm === null) return null;
  const design = new Matrix(designAt(seen));
  const ofTransformUm2 = design.mmul(tableOf(covariance)).mmul(design.transpose()).trace();
  return Math.sqrt(ofTransformUm2 * 1e6 + 2 * scatterNm ** 2);
}

/**
 * The displacement of a place is linear in six coefficients: `design · c`, with c = (shift, per x, per y) of the
 * displacement along x and then of the one along y. The shifts in µm, the others µm per µm.
 */
export function designAt({ x, y }: Vec<'specimen'>): number[][] {
  return [
    [1, x, y, 0, 0, 0],
    [0, 0, 0, 1, x, y],
  ];
}

/**
 * One transform for two, when the pairs of `newer` were seen through `older` already. Its errors are those of `newer`,
 * because its pairs have tested both.
 */
export function chained(newer: AdjustingTransform, older: AdjustingTransform): AdjustingTransform {
  const { matrix, offset } = older.map;
  // (1, x, y) of a place as older sees it, from (1, x, y) of the place itself; coefficients go the other way
  const back = new Matrix([
    [1, offset.x, offset.y],
    [0, matrix.xx, matrix.yx],
    [0, matrix.xy, matrix.yy],
  ]);
  const both = Matrix.zeros(6, 6).setSubMatrix(back, 0, 0).setSubMatrix(back, 3, 3);
  const covariance = newer.covariance && both.mmul(tableOf(newer.covariance)).mmul(both.transpose()).to2DArray();
  const model = richness.indexOf(newer.model) > richness.indexOf(older.model) ? newer.model : older.model;
  return { ...newer, model, map: composeAffine(newer.map, older.map), covariance };
}

const richness: readonly AdjustingModel[] = ['shift', 'similarity', 'affine'];

/** A pair that was seen through a transform, as it would have been seen without it: pairs of different days fit together then. */
export function withoutAdjusting(pair: AdjustingPair, { map }: AdjustingTransform): AdjustingPair {
  const back = inverseAffine(map);
  return back === null ? pair : { ...pair, seen: applyAffine(back, pair.seen) };
}

const tableOf = (rows: readonly (readonly number[])[]): Matrix => new Matrix(rows.map((row) => [...row]));
