import type { BufferRecord } from '../buffers/bufferRecord.ts';
import type { SetName } from '../column/cameraSets.ts';
import type { Instrument } from '../instrument.ts';
import { alignOrFail } from './alignImages.ts';
import { imposeShift } from './imposeShift.ts';
import { tiltStage } from './moveStage.ts';
import { takeImage } from './takeImage.ts';

/** Takes an image and aligns it to another by image shift. Throws ScriptError when nothing is found. */
async function alignNewImage(
  instrument: Instrument,
  request: { readonly set: SetName; readonly command: string },
  reference: BufferRecord,
): Promise<BufferRecord> {
  const image = await takeImage(instrument, request);
  const shiftPx = await alignOrFail(instrument, image, reference, 'The image could not be aligned to the one before');
  imposeShift(instrument, shiftPx, true);
  return instrument.buffers.get(0) ?? image;
}

/** Tilts to an angle in steps of at most some degrees, and keeps the specimen in view by Trial images at each. */
export async function walkTo(instrument: Instrument, targetDeg: number, stepDeg: number, command: string) {
  const startDeg = instrument.column.stage.goniometer.nominalDeg;
  const steps = Math.ceil(Math.abs(targetDeg - startDeg) / stepDeg);
  const request = { set: 'trial', command } as const;
  let reference = await takeImage(instrument, request);
  for (let step = 1; step <= steps; step++) {
    await tiltStage(instrument, startDeg + ((targetDeg - startDeg) * step) / steps);
    reference = await alignNewImage(instrument, request, reference);
  }
}

/** How far the stage tilts back before it comes again, degrees: enough to take up the play of a goniometer (estimate). */
const reversalDeg = 3;

/** Comes to the present tilt from the other side (1: from below, -1: from above), and finds the specimen again by Trial images. */
export async function reverseTilt(instrument: Instrument, direction: number, command: string): Promise<void> {
  const request = { set: 'trial', command } as const;
  const startDeg = instrument.column.stage.goniometer.nominalDeg;
  const reference = await takeImage(instrument, request);
  await tiltStage(instrument, startDeg - direction * reversalDeg);
  await tiltStage(instrument, startDeg);
  await alignNewImage(instrument, request, reference);
}
