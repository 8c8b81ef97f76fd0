import type { BufferRecord } from '../buffers/bufferRecord.ts';
import type { PlaneVector } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';
import { ScriptError } from '../script/scriptError.ts';
import { alignOrFail } from './alignImages.ts';
import { imposeShift } from './imposeShift.ts';
import { atMagnification } from './otherMagnification.ts';

/** What AlignBetweenMags is told. */
export interface BetweenMagnifications {
  /** The point of the image with the larger field to align to, px; null for its centre. */
  readonly centre: PlaneVector | null;
  /** Largest shift: µm, or when negative in fields of view of the smaller image. */
  readonly largestShift: number;
  readonly onScope: boolean;
}

/** When the fields leave no room, shifts up to this part of the smaller field are still allowed. */
const leastFieldFraction = 0.5;

/**
 * Aligns the image in A to one of another magnification: the reference is scaled and turned to the pixels of A by the
 * calibrations and put into B. SerialEM then tries other scales and rotations around the calibrated ones; this program
 * does not, so whoever has a calibration error here has its full effect on the shift.
 *
 * Throws ScriptError without a correlation peak.
 */
export async function alignBetween(
  instrument: Instrument,
  reference: BufferRecord,
  request: BetweenMagnifications,
): Promise<void> {
  const image = instrument.buffers.get(0);
  if (!image) throw new ScriptError('There is no image in buffer A to align');
  const small = fieldUm(image) <= fieldUm(reference) ? image : reference;
  const limitUm =
    request.largestShift >= 0
      ? request.largestShift
      : Math.max(leastFieldFraction, -request.largestShift) * fieldUm(small);
  // Images that know their truth are compared by it where the scenario says so, whatever their pixels.
  const byTruth = instrument.scenario.alignment.method === 'analytic' && image.origin && reference.origin;
  const prepared = byTruth
    ? centredOn(reference, request.centre)
    : scaledReference(instrument, image, reference, request, limitUm);
  const sentence = 'No correlation peak was found within the range of the alignment';
  const shiftPx = await alignOrFail(instrument, image, prepared, sentence, { limitUm });
  imposeShift(instrument, shiftPx, request.onScope);
  if (!byTruth) instrument.buffers.put(1, prepared);
}

/** The reference in pixels of the image: around the wanted point, as much of it as shifts may need. */
function scaledReference(
  instrument: Instrument,
  image: BufferRecord,
  reference: BufferRecord,
  { centre }: BetweenMagnifications,
  limitUm: number,
): BufferRecord {
  const { magIndex, binning, pixelSizeNm } = image.metadata;
  const wanted = { magIndex, binning };
  if (fieldUm(image) > fieldUm(reference)) return atMagnification(instrument, reference, wanted);
  const marginPx = (2 * limitUm * 1000) / pixelSizeNm;
  const size = {
    widthPx: Math.round(Math.min(image.image.widthPx + marginPx, widest(reference, pixelSizeNm))),
    heightPx: Math.round(Math.min(image.image.heightPx + marginPx, widest(reference, pixelSizeNm))),
  };
  return atMagnification(instrument, reference, { ...wanted, ...size, ...(centre ? { centre } : {}) });
}

/** The diagonal of an image in pixels of another size: a larger picture of it would be empty at the border. */
function widest({ image, metadata }: BufferRecord, pixelSizeNm: number): number {
  return (Math.hypot(image.widthPx, image.heightPx) * metadata.pixelSizeNm) / pixelSizeNm;
}

function centredOn(reference: BufferRecord, centre: PlaneVector | null): BufferRecord {
  if (!centre) return reference;
  const { widthPx, heightPx } = reference.image;
  return { ...reference, shiftPx: { x: widthPx / 2 - centre.x, y: heightPx / 2 - centre.y } };
}

/** The side of a square of the same area, µm. */
function fieldUm({ image, metadata }: BufferRecord): number {
  return (Math.sqrt(image.widthPx * image.heightPx) * metadata.pixelSizeNm) / 1000;
}
