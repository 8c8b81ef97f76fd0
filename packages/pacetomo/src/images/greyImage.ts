/**
 * A grey image in memory. Rows run from the top downwards, as SerialEM displays and counts them; a file has its bottom row
 * first.
 */
export interface GreyImage {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Row by row, `widthPx` numbers each, in counts. */
  readonly data: Float32Array;
}
