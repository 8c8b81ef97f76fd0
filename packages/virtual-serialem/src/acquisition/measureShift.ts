import { type AlignableImage, autoAlign } from '../alignment/autoAlign.ts';
import type { BufferRecord } from '../buffers/bufferRecord.ts';
import type { PlaneVector } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';
import { keyedRandom } from '../random/keyedRandom.ts';
import { ScriptError } from '../script/scriptError.ts';
import { cameraPosition, pointAtCamera } from '../truth/sight.ts';
import { deceivedShift } from './deceivedShift.ts';

/** What may be asked of an alignment. */
export interface AlignmentRequest {
  /** Largest total shift, µm on the specimen; null for none. */
  readonly limitUm: number | null;
  /** Whether edges and dark borders are trimmed. */
  readonly trim: boolean;
  /** Where the shift is expected, binned pixels of the image, and with what standard deviation. */
  readonly expected?: { readonly shiftPx: PlaneVector; readonly sigmaPx: number };
}

/** The new alignment shift of an image, in its own binned pixels, y down; null when there is no peak inside the limit. */
export function measureShift(
  instrument: Instrument,
  image: BufferRecord,
  reference: BufferRecord,
  request: AlignmentRequest,
): PlaneVector | null {
  const { alignment, camera } = instrument.scenario;
  if (alignment.method === 'analytic' && image.origin && reference.origin) {
    const shiftPx = deceivedShift(instrument, image, reference, analyticShift(instrument, image, reference));
    return shiftPx && isAccepted(shiftPx, image, request.limitUm) ? shiftPx : null;
  }
  const isDark = image.origin?.flaw?.kind === 'dark';
  if (camera.images === 'flat' && isDark) return null;
  if (camera.images === 'flat') {
    throw new ScriptError(
      'Flat images can only be aligned when both were taken since the virtual SerialEM was started',
    );
  }
  const result = autoAlign(alignable(image), alignable(reference), {
    trim: request.trim && instrument.settings.isOn('TrimBordersInAutoalign'),
    ...(request.limitUm === null ? {} : { limitUm: request.limitUm }),
    ...(request.expected ? { expectedShiftPx: request.expected.shiftPx, sigmaPx: request.expected.sigmaPx } : {}),
  });
  return result.aligned ? result.shiftPx : null;
}

/** An image as the correlation wants it: with what SerialEM knows of it, not with the truth. */
export function alignable(record: BufferRecord): AlignableImage {
  const { image, metadata } = record;
  return {
    pixels: image.pixels,
    widthPx: image.widthPx,
    heightPx: image.heightPx,
    binning: metadata.binning,
    pixelSizeUm: metadata.pixelSizeNm / 1000,
    tiltDeg: metadata.tiltDeg,
    tiltAxisDeg: metadata.rotationDeg,
    shiftPx: record.shiftPx,
  };
}

/** The true shift with the scenario's noise, or now and then a wrong peak somewhere around it. */
function analyticShift(instrument: Instrument, image: BufferRecord, reference: BufferRecord): PlaneVector {
  const { noiseNm, wrongPeakFraction, wrongPeakNm } = instrument.scenario.alignment;
  const shiftPx = trueShift(instrument, image, reference, noiseNm);
  if (wrongPeakFraction === 0 || !image.origin || !reference.origin) return shiftPx;
  const random = keyedRandom(instrument.seed, 'wrong peak', image.origin.exposure, reference.origin.exposure);
  if (random.uniform() >= wrongPeakFraction) return shiftPx;
  const offPx = () => ((2 * random.uniform() - 1) * wrongPeakNm) / image.metadata.pixelSizeNm;
  return { x: shiftPx.x + offPx(), y: shiftPx.y + offPx() };
}

/**
 * The shift that brings the point which the reference calls its centre to the centre of the image, from the truth, with
 * noise keyed by the two exposures. The explicitly chosen shortcut for runs that are too many for images.
 */
function trueShift(instrument: Instrument, image: BufferRecord, reference: BufferRecord, noiseNm: number): PlaneVector {
  if (!image.origin || !reference.origin) return { x: 0, y: 0 };
  const there = reference.metadata.binning;
  const here = image.metadata.binning;
  const referencePx = { x: -reference.shiftPx.x * there, y: reference.shiftPx.y * there };
  const point = pointAtCamera(reference.origin.sight, instrument.specimen, referencePx);
  const found = cameraPosition(image.origin.sight, point);
  const random = keyedRandom(instrument.seed, 'analytic alignment', image.origin.exposure, reference.origin.exposure);
  const noisePx = noiseNm / image.metadata.pixelSizeNm;
  return { x: -found.x / here + noisePx * random.normal(), y: found.y / here + noisePx * random.normal() };
}

/** No correlation finds what is not in the field; the limit is on the total shift. */
function isAccepted(shiftPx: PlaneVector, image: BufferRecord, limitUm: number | null): boolean {
  const { widthPx, heightPx } = image.image;
  if (Math.abs(shiftPx.x) > widthPx || Math.abs(shiftPx.y) > heightPx) return false;
  const distanceUm = (Math.hypot(shiftPx.x, shiftPx.y) * image.metadata.pixelSizeNm) / 1000;
  return limitUm === null || distanceUm <= limitUm;
}
