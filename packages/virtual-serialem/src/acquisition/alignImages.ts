import type { BufferRecord } from '../buffers/bufferRecord.ts';
import type { PlaneVector } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';
import { ScriptError } from '../script/scriptError.ts';
import { type AlignmentRequest, measureShift } from './measureShift.ts';

/** Any shift, with trimmed edges: what the program asks of its own alignments. */
const anyShift: AlignmentRequest = { limitUm: null, trim: true };

/**
 * Spends the time of an alignment and gives the new alignment shift of an image, its own binned pixels, y down; null when
 * there is no peak inside the limit. Nothing is shifted by it.
 */
export async function alignImages(
  instrument: Instrument,
  image: BufferRecord,
  reference: BufferRecord,
  request: Partial<AlignmentRequest> = {},
): Promise<PlaneVector | null> {
  await instrument.clock.spend(instrument.scenario.clock.alignS);
  return measureShift(instrument, image, reference, { ...anyShift, ...request });
}

/** The same where a command cannot go on without a shift: throws a ScriptError of the given sentence when there is none. */
export async function alignOrFail(
  instrument: Instrument,
  image: BufferRecord,
  reference: BufferRecord,
  sentence: string,
  request: Partial<AlignmentRequest> = {},
): Promise<PlaneVector> {
  const shiftPx = await alignImages(instrument, image, reference, request);
  if (!shiftPx) throw new ScriptError(sentence);
  return shiftPx;
}
