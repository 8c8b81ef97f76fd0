import type { ImagePixels } from '../buffers/bufferRecord.ts';
import { shrunk } from '../buffers/cutAndShrink.ts';
import { apply, composed, inverse, type PlaneMatrix, type PlaneVector } from '../column/planeMatrix.ts';

/** What is wanted of an image that is transformed. */
export interface TransformRequest {
  /** From pixels of the old image (from its point `centre`, y down) to pixels of the new one from its centre. */
  readonly matrix: PlaneMatrix;
  /** The point of the old image that becomes the centre of the new one, px from the top left corner. */
  readonly centre: PlaneVector;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** An image turned, stretched or shrunk, interpolated linearly; where there was none it has the mean of the old one. */
export function transformImage(image: ImagePixels, request: TransformRequest): ImagePixels {
  const { matrix, widthPx, heightPx } = request;
  // Of an image that becomes smaller, all pixels should count.
  const factor = Math.max(1, Math.floor(1 / Math.sqrt(Math.abs(matrix.xx * matrix.yy - matrix.xy * matrix.yx))));
  const source = shrunk({ ...image, pixels: Float32Array.from(image.pixels) }, factor);
  const scale = { xx: 1 / factor, xy: 0, yx: 0, yy: 1 / factor };
  const back = composed(inverse(matrix), scale);
  const centre = { x: request.centre.x / factor, y: request.centre.y / factor };
  const outside = meanOf(source.pixels);
  const pixels = new Float32Array(widthPx * heightPx);
  for (let row = 0; row < heightPx; row++) {
    for (let column = 0; column < widthPx; column++) {
      const from = apply(back, { x: column + 0.5 - widthPx / 2, y: row + 0.5 - heightPx / 2 });
      pixels[row * widthPx + column] = interpolated(source, centre.x + from.x, centre.y + from.y) ?? outside;
    }
  }
  return { widthPx, heightPx, pixels };
}

/** The value at a point, px from the top left corner; undefined outside. */
function interpolated({ pixels, widthPx, heightPx }: ImagePixels, x: number, y: number): number | undefined {
  if (x < 0 || y < 0 || x > widthPx || y > heightPx) return undefined;
  const px = Math.min(widthPx - 1.001, Math.max(0, x - 0.5));
  const py = Math.min(heightPx - 1.001, Math.max(0, y - 0.5));
  const [column, row] = [Math.floor(px), Math.floor(py)];
  const [fx, fy] = [px - column, py - row];
  const at = row * widthPx + column;
  const above = (pixels[at] ?? 0) * (1 - fx) + (pixels[at + 1] ?? 0) * fx;
  const below = (pixels[at + widthPx] ?? 0) * (1 - fx) + (pixels[at + widthPx + 1] ?? 0) * fx;
  return above * (1 - fy) + below * fy;
}

function meanOf(pixels: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < pixels.length; i++) total += pixels[i] ?? 0;
  return pixels.length > 0 ? total / pixels.length : 0;
}
