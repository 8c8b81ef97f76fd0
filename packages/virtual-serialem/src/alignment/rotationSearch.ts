import { planeRotation } from '../column/planeMatrix.ts';
import { type AlignableImage, autoAlign } from './autoAlign.ts';
import type { Shift } from './peaks.ts';
import { transformImage } from './transformImage.ts';

/** The widest step of the first search, degrees, and how often it is halved around the best angle (as SerialEM does). */
const widestStepDeg = 1.5;
const halvings = 5;

/** The angles that are tried: a range around one, degrees. */
export interface AngleRange {
  readonly centreDeg: number;
  readonly rangeDeg: number;
}

/** An angle at which an image correlates with another. */
export interface Turned {
  /** By which the image was turned, degrees, counter-clockwise as seen. */
  readonly rotationDeg: number;
  /** The alignment shift of the turned image, px, y down. */
  readonly shiftPx: Shift;
  /** Correlation coefficient over the overlap, −1…1. */
  readonly coefficient: number;
}

/**
 * Turns an image through a range of angles and finds where it correlates best with a reference of its magnification; null
 * when no angle gives a correlation.
 */
export function bestRotation(
  image: AlignableImage,
  reference: AlignableImage,
  { centreDeg, rangeDeg }: AngleRange,
): Turned | null {
  const count = Math.round(rangeDeg / widestStepDeg) + 1;
  let stepDeg = count > 1 ? rangeDeg / (count - 1) : 0;
  const angles = Array.from({ length: count }, (_, at) => centreDeg - (count > 1 ? rangeDeg / 2 : 0) + at * stepDeg);
  let best = bestOf(angles.map((angle) => correlated(image, reference, angle)));
  for (let halving = 0; best && halving < halvings && count > 1; halving++) {
    stepDeg /= 2;
    const { rotationDeg } = best;
    const beside = [-stepDeg, stepDeg].map((step) => correlated(image, reference, rotationDeg + step));
    best = bestOf([best, ...beside]);
  }
  return best;
}

function bestOf(tried: readonly (Turned | null)[]): Turned | null {
  return tried.reduce((a, b) => (!a || (b && b.coefficient > a.coefficient) ? b : a), null);
}

function correlated(image: AlignableImage, reference: AlignableImage, rotationDeg: number): Turned | null {
  const { widthPx, heightPx } = image;
  const centre = { x: widthPx / 2, y: heightPx / 2 };
  // y runs down: counter-clockwise as seen is the opposite rotation of pixels.
  const { pixels } = transformImage(image, { matrix: planeRotation(-rotationDeg), centre, widthPx, heightPx });
  const found = autoAlign({ ...image, pixels }, reference);
  return found.aligned ? { rotationDeg, shiftPx: found.shiftPx, coefficient: found.coefficient } : null;
}
