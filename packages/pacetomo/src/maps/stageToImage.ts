import { type Affine, applyAffine, inverse } from '../geometry/affine.ts';
import { apply, type Frame, type Matrix, subtract, type Vec } from '../geometry/frames.ts';

/** Where Navigator positions of the stage lie in an image: `image = matrix · stage + offset`, pixels from its upper left corner, y down. */
export type StageToImage = Affine<'stage', 'image'>;

/** Width and height of an image, pixels. */
export interface ImageSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The pixel at which a stage position lies. The middle of the upper left pixel is 0.5, 0.5. */
export function imageOf(place: StageToImage, stage: Vec<'stage'>): Vec<'image'> {
  return applyAffine(place, stage);
}

/** The stage position of a pixel. */
export function stageOf({ matrix, offset }: StageToImage, image: Vec<'image'>): Vec<'stage'> {
  return apply(inverseOf(matrix), subtract(image, offset));
}

/** An image whose centre is a stage position: SerialEM gives the place of every map so. */
export function centredAt(matrix: Matrix<'stage', 'image'>, centre: Vec<'stage'>, size: ImageSize): StageToImage {
  return { matrix, offset: subtract(middleOf(size), apply(matrix, centre)) };
}

/** The centre of an image, pixels. */
export function middleOf({ widthPx, heightPx }: ImageSize): Vec<'image'> {
  return { x: widthPx / 2, y: heightPx / 2 };
}

/**
 * The corners of an image on the stage as SerialEM writes the outline of a map: five points, closed, from the upper left
 * one along the top first.
 */
export function outlineOf(place: StageToImage, { widthPx, heightPx }: ImageSize): readonly Vec<'stage'>[] {
  const corners: readonly Vec<'image'>[] = [
    { x: 0, y: 0 },
    { x: widthPx, y: 0 },
    { x: widthPx, y: heightPx },
    { x: 0, y: heightPx },
    { x: 0, y: 0 },
  ];
  return corners.map((corner) => stageOf(place, corner));
}

/** Whether a pixel position lies in an image. */
export function isInside({ widthPx, heightPx }: ImageSize, { x, y }: Vec<'image'>): boolean {
  return x >= 0 && y >= 0 && x <= widthPx && y <= heightPx;
}

/** The matrix back. Throws a plain error for a singular one: `isUsable` is asked wherever a matrix comes in. */
export function inverseOf<From extends Frame, To extends Frame>(matrix: Matrix<From, To>): Matrix<To, From> {
  const back = inverse(matrix);
  if (back === null) throw new Error('a matrix that cannot be inverted got into a map');
  return back;
}

/** A map whose results are longer by a factor. */
export function scaledBy<From extends Frame, To extends Frame>(m: Matrix<From, To>, factor: number): Matrix<From, To> {
  return { xx: m.xx * factor, xy: m.xy * factor, yx: m.yx * factor, yy: m.yy * factor };
}

/** By how much a map makes lengths larger, averaged over directions: the root of its determinant without sign. */
export function scaleOf<From extends Frame, To extends Frame>({ xx, xy, yx, yy }: Matrix<From, To>): number {
  return Math.sqrt(Math.abs(xx * yy - xy * yx));
}

/** Whether a matrix can be inverted and holds nothing but numbers. */
export function isUsable<From extends Frame, To extends Frame>(m: Matrix<From, To>): boolean {
  return inverse(m) !== null;
}

/** A map from the stage with its Y seen longer or shorter by a factor. */
export function foreshortened<To extends Frame>(m: Matrix<'stage', To>, factor: number): Matrix<'stage', To> {
  return { ...m, xy: m.xy * factor, yy: m.yy * factor };
}
