/** A vector of two components in some plane: lab µm, image-shift units or camera pixels, as the name of the variable says. */
export interface PlaneVector {
  readonly x: number;
  readonly y: number;
}

/** A 2×2 matrix for column vectors: out.x = xx·x + xy·y, out.y = yx·x + yy·y. SerialEM's xpx, xpy, ypx, ypy in that order. */
export interface PlaneMatrix {
  readonly xx: number;
  readonly xy: number;
  readonly yx: number;
  readonly yy: number;
}

/** The rotation by an angle in degrees, counter-clockwise, times a scale. */
export function planeRotation(angleDeg: number, scale = 1): PlaneMatrix {
  const cos = scale * Math.cos((angleDeg * Math.PI) / 180);
  const sin = scale * Math.sin((angleDeg * Math.PI) / 180);
  return { xx: cos, xy: -sin, yx: sin, yy: cos };
}

/** The image of a vector under a matrix. */
export function apply(m: PlaneMatrix, v: PlaneVector): PlaneVector {
  return { x: m.xx * v.x + m.xy * v.y, y: m.yx * v.x + m.yy * v.y };
}

/** The product that applies `first` and then `second`. */
export function composed(first: PlaneMatrix, second: PlaneMatrix): PlaneMatrix {
  return {
    xx: second.xx * first.xx + second.xy * first.yx,
    xy: second.xx * first.xy + second.xy * first.yy,
    yx: second.yx * first.xx + second.yy * first.yx,
    yy: second.yx * first.xy + second.yy * first.yy,
  };
}

/** The inverse; a singular matrix is a programming error. */
export function inverse(m: PlaneMatrix): PlaneMatrix {
  const determinant = m.xx * m.yy - m.xy * m.yx;
  if (determinant === 0) throw new Error('A calibration matrix is singular');
  return {
    xx: m.yy / determinant,
    xy: -m.xy / determinant,
    yx: -m.yx / determinant,
    yy: m.xx / determinant,
  };
}

/** The sum of two vectors of one frame. */
export function plus(a: PlaneVector, b: PlaneVector): PlaneVector {
  return { x: a.x + b.x, y: a.y + b.y };
}

/** The difference a − b of two vectors of one frame. */
export function minus(a: PlaneVector, b: PlaneVector): PlaneVector {
  return { x: a.x - b.x, y: a.y - b.y };
}

/** A vector times a number. */
export function times(v: PlaneVector, factor: number): PlaneVector {
  return { x: v.x * factor, y: v.y * factor };
}

/** The zero vector of any frame. */
export const origin: PlaneVector = { x: 0, y: 0 };
