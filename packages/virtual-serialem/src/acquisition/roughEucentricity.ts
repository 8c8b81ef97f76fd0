import type { BufferRecord } from '../buffers/bufferRecord.ts';
import { apply, inverse } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';
import { alignOrFail } from './alignImages.ts';
import { cameraShift } from './imposeShift.ts';
import { moveStage, tiltStage } from './moveStage.ts';
import { resetImageShift } from './resetImageShift.ts';
import { takeImage } from './takeImage.ts';

// The course and its numbers: SerialEM, ComplexTasks.cpp, rough eucentricity with default settings.

/** The first image is taken at this tilt, degrees; no image is taken beyond the last one. */
const firstTiltDeg = -5;
const lastTiltDeg = 10;
/** The first and the largest tilt between two images, degrees, and by how much a step may grow at once. */
const firstIncrementDeg = 0.6;
const largestIncrementDeg = 8;
const largestGrowth = 3;
/** The movement to which the tilt is increased, µm. */
const wantedMoveUm = 2;
/** Tilts and heights are reached from this side, degrees and µm. */
const tiltBacklashDeg = -3;
const heightBacklashUm = -3;
/** An image takes over as the reference when it has moved so far: pixels since the last one, part of the field in all. */
const moveOfNewReferencePx = 10;
const moveOfNewReferenceFraction = 0.05;
/** Stage heights beyond this are not gone to, µm. */
const largestHeightUm = 250;
/** An image shift above this is exchanged for a stage move first, µm. */
const largestImageShiftUm = 0.1;
/** Rounds after which the procedure has not come to an end in any sensible way. */
const mostRounds = 20;

/** What eucentricity says when it cannot go on. */
export const cannotAlign = 'Eucentricity stopped: its View images cannot be aligned, they may be dark';

const sine = (tiltDeg: number): number => Math.sin((tiltDeg * Math.PI) / 180);

/** How far a feature has moved across the tilt axis while the stage tilted, with the sign of an alignment shift. */
interface Movement {
  readonly acrossUm: number;
  readonly incrementDeg: number;
  /** Where the tilting has ended, degrees. */
  readonly tiltDeg: number;
}

/**
 * SerialEM's rough eucentricity: tilts by more and more until View images have moved enough, changes Z by what explains
 * the movement, and starts again until it can tilt far. Ends at zero tilt. `limitUm` above 0 is the largest change of Z.
 */
export async function roughEucentricity(instrument: Instrument, limitUm: number): Promise<void> {
  const { column, eucentricity, log } = instrument;
  eucentricity.roughFailed = false;
  const { x, y } = column.coils.specimenShiftUm;
  if (Math.hypot(x, y) > largestImageShiftUm) await resetImageShift(instrument);
  const startUm = column.stage.reportedUm.z;
  await tiltStage(instrument, firstTiltDeg + tiltBacklashDeg);
  await tiltStage(instrument, firstTiltDeg);
  for (let round = 0; round < mostRounds; round++) {
    const movement = await tiltUntilMoved(instrument);
    const changeUm = heightChangeUm(movement);
    const heightUm = column.stage.reportedUm.z + changeUm;
    if ((limitUm > 0 && Math.abs(changeUm) > limitUm) || Math.abs(heightUm) > largestHeightUm) {
      log.add(`Rough eucentricity ends with no change: Z would have to change by ${changeUm.toFixed(1)} um`);
      eucentricity.roughFailed = true;
      await moveStage(instrument, { z: startUm });
      break;
    }
    await moveHeight(instrument, changeUm);
    log.add(`Rough eucentricity: changing Z by ${changeUm.toFixed(2)} to ${heightUm.toFixed(2)}`);
    const { incrementDeg, tiltDeg } = movement;
    if (incrementDeg >= 0.75 * largestIncrementDeg || incrementDeg >= lastTiltDeg - tiltDeg) break;
  }
  await tiltStage(instrument, 0);
}

/** Changes Z; downward moves overshoot, so that every height is reached from below. */
export async function moveHeight(instrument: Instrument, changeUm: number): Promise<void> {
  const heightUm = instrument.column.stage.reportedUm.z + changeUm;
  if (changeUm < 0) await moveStage(instrument, { z: heightUm + heightBacklashUm });
  await moveStage(instrument, { z: heightUm });
}

/** The height that moves so far, over the sines of the first tilts: a small movement must not ask for a large change. */
function heightChangeUm({ acrossUm, incrementDeg }: Movement): number {
  const increment = Math.max(incrementDeg, 2 * firstIncrementDeg);
  return -acrossUm / (sine(firstTiltDeg + increment) - sine(firstTiltDeg));
}

/** Tilts up in growing steps and compares with the first image, until the movement or the tilt is large enough. */
async function tiltUntilMoved(instrument: Instrument): Promise<Movement> {
  const { goniometer } = instrument.column.stage;
  let reference = await takeImage(instrument, { set: 'view', command: 'Eucentricity' });
  const startDeg = goniometer.reportedDeg;
  let incrementDeg = firstIncrementDeg;
  for (;;) {
    await tiltStage(instrument, startDeg + incrementDeg);
    const image = await aligned(instrument, reference);
    const tiltDeg = goniometer.reportedDeg;
    incrementDeg = Math.max(tiltDeg - startDeg, 0.1);
    const acrossUm = movedAcrossUm(instrument, image);
    const isEnough = Math.abs(acrossUm) >= 0.75 * wantedMoveUm;
    if (isEnough || tiltDeg >= lastTiltDeg - 0.5 || incrementDeg >= largestIncrementDeg - 0.5) {
      return { acrossUm, incrementDeg, tiltDeg };
    }
    const growth = Math.min(largestGrowth, wantedMoveUm / Math.abs(acrossUm));
    incrementDeg = Math.min(incrementDeg * growth, largestIncrementDeg, lastTiltDeg - startDeg);
    if (isNewReference(image, reference)) reference = image;
    else instrument.buffers.put(0, reference);
  }
}

/** A View image with its shift against a reference, which holds the shift of the reference too. */
async function aligned(instrument: Instrument, reference: BufferRecord): Promise<BufferRecord> {
  const image = await takeImage(instrument, { set: 'view', command: 'Eucentricity' });
  const shiftPx = await alignOrFail(instrument, image, reference, cannotAlign);
  instrument.buffers.amend(0, { shiftPx });
  return { ...image, shiftPx };
}

function movedAcrossUm(instrument: Instrument, image: BufferRecord): number {
  const { specimenToCamera } = instrument.column.calibration.calibrated(image.metadata.magIndex);
  return apply(inverse(specimenToCamera), cameraShift(image, image.shiftPx)).y;
}

function isNewReference(image: BufferRecord, reference: BufferRecord): boolean {
  const { shiftPx } = image;
  const sinceLastPx = Math.hypot(shiftPx.x - reference.shiftPx.x, shiftPx.y - reference.shiftPx.y);
  const inAll = Math.hypot(shiftPx.x / image.image.widthPx, shiftPx.y / image.image.heightPx);
  return sinceLastPx >= moveOfNewReferencePx && inAll >= moveOfNewReferenceFraction;
}
