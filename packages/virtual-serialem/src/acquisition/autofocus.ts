import type { BufferRecord } from '../buffers/bufferRecord.ts';
import { areaOfSet, type SetName } from '../column/cameraSets.ts';
import { apply, inverse, minus, type PlaneVector, times } from '../column/planeMatrix.ts';
import { spoiledFocus } from '../faults/measurementFaults.ts';
import type { FocusMeasurement, Instrument } from '../instrument.ts';
import { keyedRandom } from '../random/keyedRandom.ts';
import { pointInSight } from '../truth/sight.ts';
import { goToArea } from './goToArea.ts';
import { cameraShift } from './imposeShift.ts';
import { measureShift } from './measureShift.ts';
import { takeImage } from './takeImage.ts';

/** SerialEM's default refocus threshold, µm: after a larger change it measures again. User setting RefocusThreshold. */
const usualRefocusThresholdUm = 8;
/** What autofocus reports when it has correlated the fixed pattern: a fraction of a pixel of movement, µm (estimate). */
const fixedPatternNoiseUm = 0.02;
/** The largest change of focus at once, µm: twice the threshold, or twice this for a smaller one. */
const leastLargeChangeUm = 8;
/** SerialEM gives up after so many full changes. */
const mostChanges = 8;

/**
 * Measures the defocus with a camera set: three exposures with the beam tilted one way, the other way and back. The
 * image moves by defocus times the change of tilt; the first and third image tell the drift.
 */
export async function measureDefocus(instrument: Instrument, set: SetName): Promise<FocusMeasurement> {
  const { clock, scenario, settings } = instrument;
  const beta = settings.setting('AutofocusBeamTilt') ?? scenario.optics.focus.beamTiltMrad;
  const shots: BufferRecord[] = [];
  const momentsS: number[] = [];
  for (const sign of settings.isOn('DriftProtection') ? [-1, 1, -1] : [-1, 1]) {
    shots.push(await takeImage(instrument, { set, command: 'G', beamTiltMrad: { x: sign * beta, y: 0 } }));
    momentsS.push(clock.nowS);
  }
  await clock.spend(scenario.clock.autofocusS);
  const [first, second, third] = shots;
  if (!first || !second) return failed;
  const spanS = (momentsS[2] ?? 0) - (momentsS[0] ?? 0);
  const measured =
    scenario.alignment.method === 'analytic' && second.origin
      ? analytic(instrument, second, third, spanS)
      : correlated(instrument, [first, second, third], spanS, beta);
  return spoiledFocus(instrument, measured);
}

const failed: FocusMeasurement = { defocusUm: 0, failure: -1, driftNmPerS: null };

/** Autofocus that corrects: measures and changes focus until the change is small. On failure, or STOP, focus goes back. */
export async function correctDefocus(instrument: Instrument, set: SetName): Promise<FocusMeasurement> {
  const { column } = instrument;
  await goToArea(instrument, areaOfSet[set]);
  const before = column.defocusUm;
  try {
    const measured = await changeUntilSmall(instrument, set);
    if (measured.failure !== 0) column.defocusUm = before;
    return measured;
  } catch (error) {
    column.defocusUm = before;
    throw error;
  }
}

async function changeUntilSmall(instrument: Instrument, set: SetName): Promise<FocusMeasurement> {
  const { column, settings } = instrument;
  const thresholdUm = settings.setting('RefocusThreshold') ?? usualRefocusThresholdUm;
  const largestUm = 2 * Math.max(leastLargeChangeUm, thresholdUm);
  for (let change = 0; change < mostChanges; change++) {
    const measured = await measureDefocus(instrument, set);
    if (measured.failure !== 0) return measured;
    const stepUm = column.targetDefocusUm - measured.defocusUm;
    column.defocusUm += Math.max(-largestUm, Math.min(largestUm, stepUm));
    if (Math.abs(stepUm) <= thresholdUm) return measured;
  }
  return { ...failed, failure: 2 };
}

/** The shortcut: the true defocus with the calibration's error and noise, worse at high tilt where the field is steep. */
function analytic(
  instrument: Instrument,
  image: BufferRecord,
  third: BufferRecord | undefined,
  spanS: number,
): FocusMeasurement {
  const { scenario, seed, column, clock } = instrument;
  if (!image.origin || image.origin.flaw?.kind === 'dark') return { ...failed, failure: 1 };
  const { autofocusNoiseUm, autofocusSlopeError, autofocusZeroFraction } = scenario.optics.focus;
  const { sight, exposure } = image.origin;
  const untilted = { ...sight, centreUm: column.sightAt(clock.nowS).centreUm };
  const { defocusUm } = pointInSight(untilted, instrument.specimen);
  const random = keyedRandom(seed, 'autofocus', exposure);
  const cosine = Math.cos((sight.trueTiltDeg * Math.PI) / 180);
  const drift = column.stage.goniometer.driftNmPerS(clock.nowS - spanS / 2);
  const noise = scenario.alignment.noiseNm / Math.max(1, spanS);
  const noisy = defocusUm * (1 + autofocusSlopeError) + (autofocusNoiseUm * random.normal()) / cosine;
  // With next to no contrast the camera's fixed pattern correlates best, and that does not move with the beam (SerialEM help).
  const isStuck = keyedRandom(seed, 'autofocus stuck', exposure).uniform() < autofocusZeroFraction;
  return {
    defocusUm: isStuck ? fixedPatternNoiseUm * random.normal() : noisy,
    failure: 0,
    driftNmPerS: third ? { x: drift.x + noise * random.normal(), y: drift.y + noise * random.normal() } : null,
  };
}

/** The measurement from the images: the displacement of the second, less the drift that the third shows. */
function correlated(
  instrument: Instrument,
  shots: readonly [BufferRecord, BufferRecord, BufferRecord | undefined],
  spanS: number,
  beta: number,
): FocusMeasurement {
  const [first, second, third] = shots;
  const moved = displacementUm(instrument, second, first);
  const drifted = third ? displacementUm(instrument, third, first) : { x: 0, y: 0 };
  if (!moved || !drifted) return { ...failed, failure: 1 };
  const byTilt = minus(moved, times(drifted, 1 / 2));
  const slope = 1 + instrument.scenario.optics.focus.autofocusSlopeError;
  return {
    defocusUm: (slope * byTilt.x) / ((2 * beta) / 1000),
    failure: 0,
    driftNmPerS: third ? times(drifted, 1000 / Math.max(spanS, 0.1)) : null,
  };
}

/** How far the specimen has moved in an image against another, µm along and across the tilt axis as calibrated. */
function displacementUm(instrument: Instrument, image: BufferRecord, reference: BufferRecord): PlaneVector | null {
  const shiftPx = measureShift(instrument, image, reference, { limitUm: null, trim: true });
  if (!shiftPx) return null;
  const { specimenToCamera } = instrument.column.calibration.calibrated(image.metadata.magIndex);
  return times(apply(inverse(specimenToCamera), cameraShift(image, shiftPx)), -1);
}
