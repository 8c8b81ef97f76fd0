import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { type AdjustingModel, type AdjustingPair, type AdjustingTransform, designAt } from './adjustingTransform.ts';
import { applyAffine, inverse } from './affine.ts';
import { atanDeg } from './degrees.ts';
import { apply, length, subtract } from './frames.ts';
import { fitRobustly } from './robustFit.ts';

/** The transform, and which pairs it was learned from; or why there is none. */
export type AdjustingFit =
  | { readonly kind: 'transform'; readonly transform: AdjustingTransform; readonly kept: readonly boolean[] }
  | { readonly kind: 'refused'; readonly reason: string };

/** A model: from how many pairs on it may be used, and the six coefficients of `designAt` from its own. */
interface Model {
  readonly name: AdjustingModel;
  readonly fewest: number;
  readonly expansion: Matrix;
}

const alongX = [1, 0, 0, 0, 0, 0];
const alongY = [0, 0, 0, 1, 0, 0];
const larger = [0, 1, 0, 0, 0, 1];
const turned = [0, 0, -1, 0, 1, 0];

const columns = (...list: number[][]): Matrix => new Matrix(list).transpose();

const shift: Model = { name: 'shift', fewest: 1, expansion: columns(alongX, alongY) };
const similarity: Model = { name: 'similarity', fewest: 3, expansion: columns(alongX, alongY, larger, turned) };
/** SerialEM too demands five pairs for its adjusting transform. */
const affine: Model = { name: 'affine', fewest: 5, expansion: Matrix.eye(6) };
/** Simplest first. */
const models: readonly Model[] = [shift, similarity, affine];

/** A pair is never called nonsense for less than this, µm: hands and correlations differ by so much. */
const neverOutlierUm = 0.1;
/** The same while a true distortion of a few per cent may still add to it, µm. */
const grossOutlierUm = 0.3;
/** View and Record of one place lie no farther apart than this, µm: half of a usual View. */
const largestDisplacementUm = 10;
/** Calibrations are not wrong by more than this part and angle; two features were taken for one, then. */
const largestScaleError = 0.2;
const largestTurnDeg = 10;
/** Pairs that scatter more than this are of no use, µm: a Preview is about as wide. */
const largestRmsUm = 0.5;
/** A richer model has to predict better by this part, and by this, nm: chance makes it a little better now and then. */
const clearlyBetter = 0.8;
const clearlyBetterNm = 0.01;

/**
 * The transform from View to Record that explains the pairs best. Pairs that contradict the others are set aside. From one
 * pair on it shifts, from three on it may turn and scale too, from five on it may be any affine map: of those that may be,
 * it is the one that predicts each pair best from all the others, so that few and noisy pairs do not bend it.
 */
export function fitAdjusting(pairs: readonly AdjustingPair[]): AdjustingFit {
  const objection = objectionToPairs(pairs);
  if (objection !== null) return { kind: 'refused', reason: objection };
  const kept = soundPairs(pairs);
  const transform = bestTransform(pairs.filter((_, i) => kept[i]));
  if (transform === null) return { kind: 'refused', reason: 'The corrections do not determine anything.' };
  const wrong = objectionTo(transform);
  if (wrong !== null) return { kind: 'refused', reason: wrong };
  return { kind: 'transform', transform, kept };
}

function objectionToPairs(pairs: readonly AdjustingPair[]): string | null {
  if (pairs.length === 0) return 'There are no corrections to learn from.';
  for (const [i, { seen, found }] of pairs.entries()) {
    const apartUm = length(subtract(found, seen));
    if (!Number.isFinite(apartUm) || !Number.isFinite(length(seen))) return `Correction ${i + 1} has no numbers.`;
    if (apartUm > largestDisplacementUm)
      return `Correction ${i + 1} is ${apartUm.toFixed(1)} µm long; more than ${largestDisplacementUm} µm is no error of calibration. Was it the same feature?`;
  }
  return null;
}

/**
 * Which pairs do not contradict the others. A similarity, which does not bend to a wrong pair, judges what is grossly
 * wrong; an affine map, which no true distortion offends, judges the rest. With fewer than five pairs nobody can say
 * which one is wrong.
 */
function soundPairs(pairs: readonly AdjustingPair[]): readonly boolean[] {
  const all = pairs.map(() => true);
  if (pairs.length < affine.fewest) return all;
  const grossly = near(pairs, all, similarity, grossOutlierUm);
  const left = grossly.filter((kept) => kept).length;
  return left <= affine.fewest ? grossly : near(pairs, grossly, affine, neverOutlierUm);
}

/** Which of the pairs among `kept` lie near the model that they make together. */
function near(
  pairs: readonly AdjustingPair[],
  kept: readonly boolean[],
  model: Model,
  toleranceUm: number,
): readonly boolean[] {
  const among = pairs.flatMap((_, i) => (kept[i] ? [i] : []));
  const fit = fitModel(
    pairs.filter((_, i) => kept[i]),
    model,
    toleranceUm,
  );
  if (fit === null) return kept;
  const sound = new Set(among.filter((_, at) => fit.rowsKept[2 * at] && fit.rowsKept[2 * at + 1]));
  return pairs.map((_, i) => sound.has(i));
}

function bestTransform(pairs: readonly AdjustingPair[]): AdjustingTransform | null {
  let best: AdjustingTransform | null = null;
  for (const model of models.filter(({ fewest }) => fewest <= pairs.length)) {
    const transform = transformBy(pairs, model);
    if (transform === null) continue; // places in a line, or all the same, do not determine the richer models
    if (best === null || isClearlyBetter(transform, best)) best = transform;
  }
  return best;
}

function isClearlyBetter(richer: AdjustingTransform, simpler: AdjustingTransform): boolean {
  if (richer.leaveOneOutNm === null || simpler.leaveOneOutNm === null) return false;
  return richer.leaveOneOutNm < clearlyBetter * simpler.leaveOneOutNm - clearlyBetterNm;
}

function transformBy(pairs: readonly AdjustingPair[], model: Model): AdjustingTransform | null {
  const fit = fitModel(pairs, model);
  if (fit === null) return null;
  const misses = pairs.map((pair) => missNm(fit.map, pair));
  const { map, covariance, scatterNm } = fit;
  return {
    model: model.name,
    map,
    pairs: pairs.length,
    rmsNm: rootMeanSquare(misses),
    largestNm: Math.max(...misses),
    leaveOneOutNm: leaveOneOutNm(pairs, fit),
    scatterNm,
    covariance,
  };
}

/**
 * Root mean square of the distances at which each pair would be found without it. No fit has to be made again for that:
 * what a pair misses then is (1 − H)⁻¹ times what it misses now, H being its own weight in the fit (the leverage, here a
 * 2 × 2 matrix). Null when some pair is indispensable.
 */
function leaveOneOutNm(pairs: readonly AdjustingPair[], { map, covariance, scatterNm }: ModelFit): number | null {
  if (covariance === null || scatterNm === null) return null;
  if (scatterNm === 0) return 0;
  const weights = new Matrix(covariance.map((row) => [...row])).mul(1e6 / scatterNm ** 2);
  const misses = pairs.map(({ seen, found }) => {
    const design = new Matrix(designAt(seen));
    const own = Matrix.eye(2).sub(design.mmul(weights).mmul(design.transpose()));
    const grown = inverse<'specimen', 'specimen'>({
      xx: own.get(0, 0),
      xy: own.get(0, 1),
      yx: own.get(1, 0),
      yy: own.get(1, 1),
    });
    return grown && 1000 * length(apply(grown, subtract(found, applyAffine(map, seen))));
  });
  const known = misses.filter((miss) => miss !== null);
  return known.length < misses.length ? null : rootMeanSquare(known);
}

interface ModelFit extends Pick<AdjustingTransform, 'map' | 'covariance' | 'scatterNm'> {
  /** Two rows for each pair: along x, along y. */
  readonly rowsKept: readonly boolean[];
}

/** The model nearest to the pairs; only what is farther off than `toleranceUm`, and than scatter explains, has no say. */
function fitModel(pairs: readonly AdjustingPair[], { expansion }: Model, toleranceUm = Infinity): ModelFit | null {
  const rows = pairs.flatMap(({ seen }) => new Matrix(designAt(seen)).mmul(expansion).to2DArray());
  const displacements = pairs.map(({ seen, found }) => subtract(found, seen));
  const fit = fitRobustly(
    rows,
    displacements.flatMap(({ x, y }) => [x, y]),
    toleranceUm,
  );
  if (fit === null) return null;
  const coefficients = expansion.mmul(Matrix.columnVector([...fit.coefficients])).to1DArray();
  const own = fit.covariance && new Matrix(fit.covariance.map((row) => [...row]));
  return {
    map: mapOf(coefficients),
    covariance: own && expansion.mmul(own).mmul(expansion.transpose()).to2DArray(),
    scatterNm: fit.scatter === null ? null : fit.scatter * 1000,
    rowsKept: fit.kept,
  };
}

/** The affine map with these coefficients of its displacement, in the order of `designAt`. */
function mapOf([x = 0, xx = 0, xy = 0, y = 0, yx = 0, yy = 0]: readonly number[]): AdjustingTransform['map'] {
  return { matrix: { xx: 1 + xx, xy, yx, yy: 1 + yy }, offset: { x, y } };
}

function objectionTo(transform: AdjustingTransform): string | null {
  const { xx, xy, yx, yy } = transform.map.matrix;
  const stretches = new SingularValueDecomposition(
    new Matrix([
      [xx, xy],
      [yx, yy],
    ]),
  ).diagonal;
  const wrong = stretches.find((stretch) => Math.abs(stretch - 1) > largestScaleError);
  if (wrong !== undefined || xx * yy < xy * yx)
    return `The corrections would scale by ${(wrong ?? -1).toFixed(2)}; calibrations are not that wrong. Were the same features meant?`;
  const turnDeg = atanDeg((yx - xy) / (xx + yy));
  if (Math.abs(turnDeg) > largestTurnDeg)
    return `The corrections would turn by ${turnDeg.toFixed(1)}°; calibrations are not that wrong. Were the same features meant?`;
  if (transform.rmsNm > largestRmsUm * 1000)
    return `The corrections contradict each other by ${transform.rmsNm.toFixed(0)} nm; nothing can be learned from them.`;
  return null;
}

const missNm = (map: AdjustingTransform['map'], { seen, found }: AdjustingPair): number =>
  1000 * length(subtract(found, applyAffine(map, seen)));

const rootMeanSquare = (values: readonly number[]): number => Math.hypot(...values) / Math.sqrt(values.length);
