/** An image being prepared for correlation. Positions are in its own pixels from its top left corner, y down; the middle of a pixel is at + 0.5. */
export interface GreyImage {
  readonly values: Float32Array;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Where the centre of the original image lies: binning may drop a row, trimming is not even. */
  readonly centre: { readonly x: number; readonly y: number };
}

/** A part of an image, px; right and bottom are the first column and row outside. */
export interface Cut {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The part of an image inside a cut. */
export function cutOut({ values, widthPx, centre }: GreyImage, { left, top, right, bottom }: Cut): GreyImage {
  const width = right - left;
  const part = new Float32Array(width * (bottom - top));
  for (let y = top; y < bottom; y++)
    part.set(values.subarray(y * widthPx + left, y * widthPx + right), (y - top) * width);
  return { values: part, widthPx: width, heightPx: bottom - top, centre: { x: centre.x - left, y: centre.y - top } };
}

/** The mean over a part of an image. */
export function meanOver({ values, widthPx }: GreyImage, { left, top, right, bottom }: Cut): number {
  let sum = 0;
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += values[y * widthPx + x] ?? 0;
  return sum / ((right - left) * (bottom - top));
}
