import { type Alignment, autoAlign } from '../alignment/autoAlign.ts';
import { transformImage } from '../alignment/transformImage.ts';
import type { BufferRecord } from '../buffers/bufferRecord.ts';
import { type PlaneVector, planeRotation } from '../column/planeMatrix.ts';
import { ScriptError } from '../script/scriptError.ts';

/** The widest step of the first search, degrees, and how often it is halved around the best angle (as SerialEM does). */
const widestStepDeg = 1.5;
const halvings = 5;

/** An angle at which an image correlates with another. */
interface Turned {
  /** By which the image was turned, degrees, counter-clockwise as seen. */
  readonly rotationDeg: number;
  /** The alignment shift of the turned image, px, y down. */
  readonly shiftPx: PlaneVector;
  readonly coefficient: number;
}

/**
 * Turns an image through a range of angles around one and finds where it correlates best with a reference of its
 * magnification. Throws ScriptError when no angle gives a correlation.
 */
export function bestRotation(
  image: BufferRecord,
  reference: BufferRecord,
  centreDeg: number,
  rangeDeg: number,
): Turned {
  const count = Math.round(rangeDeg / widestStepDeg) + 1;
  let stepDeg = count > 1 ? rangeDeg / (count - 1) : 0;
  const angles = Array.from({ length: count }, (_, at) => centreDeg - (count > 1 ? rangeDeg / 2 : 0) + at * stepDeg);
  let best = bestOf(angles.map((angle) => correlated(image, reference, angle)));
  for (let halving = 0; halving < halvings && count > 1; halving++) {
    stepDeg /= 2;
    const beside = [-stepDeg, stepDeg].map((step) => correlated(image, reference, best.rotationDeg + step));
    best = bestOf([best, ...beside]);
  }
  return best;
}

function bestOf(tried: readonly (Turned | null)[]): Turned {
  const best = tried.reduce((a, b) => (!a || (b && b.coefficient > a.coefficient) ? b : a), null);
  if (!best) throw new ScriptError('The two images do not correlate at any of the angles');
  return best;
}

function correlated(image: BufferRecord, reference: BufferRecord, rotationDeg: number): Turned | null {
  const { widthPx, heightPx } = image.image;
  const centre = { x: widthPx / 2, y: heightPx / 2 };
  // y runs down: counter-clockwise as seen is the opposite rotation of pixels.
  const turned = transformImage(image.image, { matrix: planeRotation(-rotationDeg), centre, widthPx, heightPx });
  const found: Alignment = autoAlign(
    { ...alignable(image), pixels: turned.pixels },
    { ...alignable(reference), pixels: reference.image.pixels },
    {},
  );
  return found.aligned ? { rotationDeg, shiftPx: found.shiftPx, coefficient: found.coefficient } : null;
}

function alignable({ image, metadata, shiftPx }: BufferRecord) {
  return {
    widthPx: image.widthPx,
    heightPx: image.heightPx,
    binning: metadata.binning,
    pixelSizeUm: metadata.pixelSizeNm / 1000,
    tiltDeg: null,
    tiltAxisDeg: null,
    shiftPx,
  };
}
