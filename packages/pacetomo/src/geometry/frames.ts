/**
 * Two-dimensional vectors and matrices that know their coordinate frame.
 *
 * A frame exists only for the type checker: at run time a vector is `{ x, y }`, so it survives JSON unchanged.
 * A plain literal takes the frame it is assigned to; a value of one frame is refused where another is wanted.
 * docs/conventions.md draws each frame and its signs.
 */
export type Frame =
  | 'specimen' // µm as seen along the beam; x along the tilt axis, y across it
  | 'stage' // µm of stage travel
  | 'imageShift' // SerialEM's image-shift units, centred (not µm!)
  | 'camera' // unbinned camera pixels, y up
  | 'image'; // pixels of one image as it is (binned), from its upper left corner, y down

declare const frame: unique symbol;

/** A position or a shift in frame `F`. `in out` makes frames invariant: without it, `add(specimen, stage)` would compile. */
export interface Vec<in out F extends Frame> {
  readonly x: number;
  readonly y: number;
  readonly [frame]?: F;
}

/** A linear map from one frame to another, row by row, as SerialEM reports its matrices. */
export interface Matrix<in out From extends Frame, in out To extends Frame> {
  readonly xx: number;
  readonly xy: number;
  readonly yx: number;
  readonly yy: number;
  readonly [frame]?: [From, To];
}

/** The sum of two vectors of one frame. */
export function add<F extends Frame>(a: Vec<F>, b: Vec<F>): Vec<F> {
  return { x: a.x + b.x, y: a.y + b.y };
}

/** `a` as seen from `b`. */
export function subtract<F extends Frame>(a: Vec<F>, b: Vec<F>): Vec<F> {
  return { x: a.x - b.x, y: a.y - b.y };
}

/** The length of a vector, in the unit of its frame. */
export function length<F extends Frame>(v: Vec<F>): number {
  return Math.hypot(v.x, v.y);
}

/** The same position or shift, expressed in the matrix's target frame. */
export function apply<A extends Frame, B extends Frame>(m: Matrix<A, B>, v: Vec<A>): Vec<B> {
  return { x: m.xx * v.x + m.xy * v.y, y: m.yx * v.x + m.yy * v.y };
}
