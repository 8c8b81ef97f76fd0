import { encode } from 'jpeg-js';

/** Usual quality of a JPEG picture, per cent. */
const qualityPercent = 90;

/** A picture of one byte per pixel as a JPEG file. */
export function greyJpeg(pixels: Uint8Array, widthPx: number, heightPx: number): Uint8Array {
  const data = new Uint8Array(4 * pixels.length).fill(255);
  for (const [at, value] of pixels.entries()) data.fill(value, 4 * at, 4 * at + 3);
  return encode({ data, width: widthPx, height: heightPx }, qualityPercent).data;
}
