import { type Cut, type GreyImage, meanOver } from './greyImage.ts';

/** Fraction of each side over which an image fades to its border (SerialEM's default). */
const TAPER_FRACTION = 0.1;

/** Writes an image into the top left of a larger one of zeros: less the mean of its border, faded out towards it. */
export function padInto(target: Float32Array, targetWidthPx: number, image: GreyImage): void {
  const { values, widthPx, heightPx } = image;
  const border = borderMean(image);
  const [fadeX, fadeY] = [fading(widthPx), fading(heightPx)];
  target.fill(0);
  for (let y = 0; y < heightPx; y++) {
    const fade = fadeY[y] ?? 0;
    for (let x = 0; x < widthPx; x++) {
      target[y * targetWidthPx + x] = ((values[y * widthPx + x] ?? 0) - border) * fade * (fadeX[x] ?? 0);
    }
  }
}

/** 1 inside, falling in a straight line to nearly 0 at both ends. */
function fading(length: number): Float64Array {
  const taper = Math.max(1, Math.round(TAPER_FRACTION * length));
  return Float64Array.from({ length }, (_, i) => Math.min(1, (Math.min(i, length - 1 - i) + 0.5) / taper));
}

/** The mean over the outermost pixels. */
function borderMean(image: GreyImage): number {
  const [right, bottom] = [image.widthPx, image.heightPx];
  const strips: readonly Cut[] = [
    { left: 0, top: 0, right, bottom: 1 },
    { left: 0, top: bottom - 1, right, bottom },
    { left: 0, top: 0, right: 1, bottom },
    { left: right - 1, top: 0, right, bottom },
  ];
  const total = strips.reduce(
    (sum, strip) => sum + meanOver(image, strip) * Math.max(strip.right - strip.left, strip.bottom - strip.top),
    0,
  );
  return total / (2 * (right + bottom));
}
