import { add, apply, type Frame, type Matrix, subtract, type Vec } from './frames.ts';

/** A map from one frame to another with an offset: `matrix · v + offset`. Survives JSON unchanged, as its parts do. */
export interface Affine<in out From extends Frame, in out To extends Frame> {
  readonly matrix: Matrix<From, To>;
  readonly offset: Vec<To>;
}

/** Smaller determinants, relative to the size of the matrix, are none: SerialEM reports zeros for what is not calibrated. */
const smallestDeterminant = 1e-9;

/** The place that an affine map sends `v` to. */
export function applyAffine<A extends Frame, B extends Frame>({ matrix, offset }: Affine<A, B>, v: Vec<A>): Vec<B> {
  return add(apply(matrix, v), offset);
}

/** The matrix that undoes `m`; null when `m` loses a direction, as the zeros of a missing calibration do. */
export function inverse<A extends Frame, B extends Frame>({ xx, xy, yx, yy }: Matrix<A, B>): Matrix<B, A> | null {
  const determinant = xx * yy - xy * yx;
  const size = xx * xx + xy * xy + yx * yx + yy * yy;
  if (!(Math.abs(determinant) > smallestDeterminant * size)) return null; // also when it is not a number
  return { xx: yy / determinant, xy: -xy / determinant, yx: -yx / determinant, yy: xx / determinant };
}

/** One matrix for two, `first` being applied first. */
export function compose<A extends Frame, B extends Frame, C extends Frame>(
  then: Matrix<B, C>,
  first: Matrix<A, B>,
): Matrix<A, C> {
  return {
    xx: then.xx * first.xx + then.xy * first.yx,
    xy: then.xx * first.xy + then.xy * first.yy,
    yx: then.yx * first.xx + then.yy * first.yx,
    yy: then.yx * first.xy + then.yy * first.yy,
  };
}

/** The map that undoes `map`; null as for `inverse`. */
export function inverseAffine<A extends Frame, B extends Frame>({ matrix, offset }: Affine<A, B>): Affine<B, A> | null {
  const back = inverse(matrix);
  return back === null ? null : { matrix: back, offset: subtract({ x: 0, y: 0 }, apply(back, offset)) };
}

/** One affine map for two, `first` being applied first. */
export function composeAffine<A extends Frame, B extends Frame, C extends Frame>(
  then: Affine<B, C>,
  first: Affine<A, B>,
): Affine<A, C> {
  return { matrix: compose(then.matrix, first.matrix), offset: applyAffine(then, first.offset) };
}
