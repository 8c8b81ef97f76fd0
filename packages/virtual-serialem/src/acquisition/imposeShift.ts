import { type BufferRecord, captured } from '../buffers/bufferRecord.ts';
import { cameraToImageShift } from '../column/calibration.ts';
import { apply, minus, type PlaneVector } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';
import { ScriptError } from '../script/scriptError.ts';
import { changeImageShift } from './moveImageShift.ts';

/** An alignment shift of a buffer (binned pixels, y down) as unbinned camera pixels, y up. */
export function cameraShift(record: BufferRecord, shiftPx: PlaneVector): PlaneVector {
  const { binning } = record.metadata;
  return { x: binning * shiftPx.x, y: -binning * shiftPx.y };
}

/** The image shift that an alignment shift asks for, scope units: minus its camera shift through the calibration. */
export function imageShiftFor(instrument: Instrument, record: BufferRecord, shiftPx: PlaneVector): PlaneVector {
  const toImageShift = cameraToImageShift(instrument.column.calibration, record.metadata.magIndex);
  const change = apply(toImageShift, cameraShift(record, shiftPx));
  return { x: -change.x, y: -change.y };
}

/**
 * Gives the image in A a new alignment shift and moves the image shift of the scope by what has changed, unless that is
 * suppressed or the image is a processed one.
 *
 * Throws ScriptError, with nothing changed, when the image shift would exceed its limit.
 */
export function imposeShift(instrument: Instrument, shiftPx: PlaneVector, onScope: boolean): void {
  const { buffers, column } = instrument;
  const record = buffers.get(0);
  if (!record) return;
  if (onScope && record.captureFlag !== captured.processed) {
    const change = imageShiftFor(instrument, record, minus(shiftPx, record.shiftPx));
    if (changeImageShift(instrument, change)) {
      throw new ScriptError(
        `The alignment needs an image shift beyond the limit of ${column.coils.limitUm} µm; nothing was shifted`,
      );
    }
  }
  buffers.amend(0, { shiftPx });
}
