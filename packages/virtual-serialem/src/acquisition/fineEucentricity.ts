import { fitTiltCurve } from '../alignment/fitTiltCurve.ts';
import type { BufferRecord } from '../buffers/bufferRecord.ts';
import type { Instrument } from '../instrument.ts';
import { alignOrFail } from './alignImages.ts';
import { imposeShift } from './imposeShift.ts';
import { tiltStage } from './moveStage.ts';
import { resetImageShift } from './resetImageShift.ts';
import { cannotAlign, moveHeight } from './roughEucentricity.ts';
import { takeImage } from './takeImage.ts';

// The course and its numbers: SerialEM, ComplexTasks.cpp, fine eucentricity with default settings.

/** The tilts of the images, degrees, in this order. */
const tiltsDeg = [24, 18, 11, 4, -4, -11, -18, -24];
/** The first tilt is reached from this side, degrees. */
const tiltBacklashDeg = 3;
/** The series ends early when the image shift has gone so far, µm; then it starts again, at most so often. */
const largestMoveUm = 2;
const partThatIsEnough = 0.74;
const mostRounds = 3;
/** An image shift above this is exchanged for a stage move first, µm. */
const largestImageShiftUm = 0.1;

/**
 * SerialEM's fine eucentricity: follows a feature with image shift through View images at tilts to 24° and changes Z by the
 * height that the fit gives; again if the feature ran away. Ends at zero tilt, or with `realign` at the tilt of before, the place of before centred.
 */
export async function fineEucentricity(instrument: Instrument, realign: boolean): Promise<void> {
  const startDeg = instrument.column.stage.goniometer.reportedDeg;
  const before = realign ? await takeImage(instrument, { set: 'view', command: 'Eucentricity' }) : null;
  for (let round = 1; round <= mostRounds; round++) {
    const { x, y } = instrument.column.coils.specimenShiftUm;
    if (Math.hypot(x, y) > largestImageShiftUm) await resetImageShift(instrument);
    const { tilts, acrossUm } = await follow(instrument);
    const isWhole = tilts.length / tiltsDeg.length >= partThatIsEnough;
    await correct(instrument, tilts, acrossUm, isWhole || round === mostRounds);
    if (isWhole) break;
  }
  await tiltStage(instrument, realign ? startDeg : 0);
  if (!before) return;
  const image = await takeImage(instrument, { set: 'view', command: 'Eucentricity' });
  await alignTo(instrument, image, before);
}

/** Follows the feature from tilt to tilt with image shift. Gives the tilts and the specimen shift across the axis, µm. */
async function follow(instrument: Instrument): Promise<{ tilts: number[]; acrossUm: number[] }> {
  const { column } = instrument;
  const tilts: number[] = [];
  const acrossUm: number[] = [];
  let reference: BufferRecord | null = null;
  await tiltStage(instrument, (tiltsDeg[0] ?? 0) + tiltBacklashDeg);
  for (const tiltDeg of tiltsDeg) {
    await tiltStage(instrument, tiltDeg);
    const image: BufferRecord = await takeImage(instrument, { set: 'view', command: 'Eucentricity' });
    if (reference) await alignTo(instrument, image, reference);
    // The next image is taken with the feature centred, so this one serves as its reference with the shift it has got.
    reference = instrument.buffers.get(0) ?? image;
    tilts.push(column.stage.goniometer.reportedDeg);
    acrossUm.push(column.coils.specimenShiftUm.y);
    if (Math.abs((acrossUm.at(-1) ?? 0) - (acrossUm[0] ?? 0)) >= largestMoveUm) break;
  }
  return { tilts, acrossUm };
}

async function alignTo(instrument: Instrument, image: BufferRecord, reference: BufferRecord): Promise<void> {
  imposeShift(instrument, await alignOrFail(instrument, image, reference, cannotAlign), true);
}

/** Changes Z by the height that explains how the feature moved; the last run also tells where the tilt axis is. */
async function correct(
  instrument: Instrument,
  tilts: readonly number[],
  acrossUm: readonly number[],
  isLast: boolean,
): Promise<void> {
  const { coils } = instrument.column;
  const fit = fitTiltCurve(tilts, acrossUm);
  instrument.log.add(
    `Refining eucentricity: fit to ${tilts.length} positions gives tilt axis Z displacement of ${fit.heightUm.toFixed(2)}` +
      ` microns and lateral displacement of ${fit.axisUm.toFixed(2)} microns`,
  );
  if (isLast) {
    const known = coils.shiftToTiltAxis ? coils.tiltAxisOffsetUm : 0;
    instrument.eucentricity.lastAxisOffsetUm = fit.axisUm + known;
  }
  await moveHeight(instrument, -fit.heightUm);
}
