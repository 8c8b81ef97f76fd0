import { apply, length, type Vec } from '../geometry/frames.ts';
import type {
  Beam,
  Calibration,
  ExposurePermit,
  Measuring,
  NewestImage,
  Optics,
  Stage,
  TiltAxis,
} from '../microscope/microscope.ts';
import type { RunControl } from '../run/control.ts';
import { Trouble } from '../run/errors.ts';
import type { AsFound, FocusIntent, MeasurementEvent } from '../run/measurementEvents.ts';

/** A measurement in progress: where it is written down, and the operator's hand on it. */
export interface Measurement {
  readonly control: RunControl;
  note(event: MeasurementEvent): Promise<void>;
  /** Writes down that the beam is about to be switched on; without this there is no permit to do so. */
  intend(intent: FocusIntent): Promise<ExposurePermit>;
}

/** The readings, and how many autofocuses ended without one. */
export interface Autofocuses<Reading> {
  readonly readings: readonly Reading[];
  readonly failed: number;
}

/** A residual that is no reason to distrust an autofocus, µm: where contrast is poor it scatters as much (estimate). */
export const neverOutlierUm = 0.3;
/** A measurement of which more than this part was nonsense is none. */
const mostNonsenseFraction = 1 / 3;

/** Whether enough of the autofocuses agree for their common result to be believed. */
export function isBelievable(kept: number, all: number): boolean {
  return kept >= all * (1 - mostNonsenseFraction);
}

/** The goniometer arrives within this, degrees. */
const arrivedDeg = 0.05;
/** How far below a tilt it is approached from, degrees: SerialEM's default backlash. */
export const backlashDeg = 3;

/** Tilts and arrives from below, so that the goniometer's slack is always taken up the same way. */
export async function tiltFromBelow(scope: Stage, tiltDeg: number, maximumTiltDeg: number): Promise<void> {
  const nowDeg = await scope.tiltDeg();
  if (nowDeg > tiltDeg + arrivedDeg && tiltDeg - backlashDeg >= -maximumTiltDeg)
    await scope.tiltTo(tiltDeg - backlashDeg);
  await scope.tiltTo(tiltDeg);
}

/** Where a measurement looks, and how to get there. */
export interface Aimed {
  readonly tiltDeg: number;
  /** µm from where the image shift is zero. */
  readonly position: Vec<'specimen'>;
}

/** Points the image shift at a place. Throws `limit` when SerialEM does not go there. */
async function pointAt(scope: Optics & Calibration, position: Vec<'specimen'>): Promise<void> {
  await scope.goToRecordArea(); // the autofocus may have left the optics of another area on
  if (await scope.setImageShift(apply(await scope.specimenToImageShift(), position))) return;
  throw new Trouble(
    'limit',
    `SerialEM refused an image shift of ${length(position).toFixed(1)} µm. Measure at places nearer to the tilt axis, or raise ImageShiftLimit in its properties if the microscope allows it.`,
  );
}

/**
 * Measures the defocus at a place and corrects nothing. Gives `repeats` readings, null for each that SerialEM could not
 * make; fewer when the operator asks to stop.
 */
export async function readDefocus(
  scope: Optics & Calibration & Beam,
  measurement: Measurement,
  aimed: Aimed,
  repeats: number,
): Promise<readonly (number | null)[]> {
  const readings: (number | null)[] = [];
  await pointAt(scope, aimed.position);
  for (let i = 0; i < repeats && !measurement.control.stopping; i++) {
    const permit = await measurement.intend({ purpose: 'measure', ...aimed });
    const defocusUm = await scope.measureDefocus(permit);
    await measurement.note({ type: 'focus.result', defocusUm });
    readings.push(defocusUm);
  }
  return readings;
}

/** Focuses once, so that all that is measured afterwards lies where autofocus measures well. False when asked to stop. */
export async function focusFirst(
  scope: Optics & Calibration & Beam & NewestImage,
  measurement: Measurement,
  aimed: Aimed,
): Promise<boolean> {
  await pointAt(scope, aimed.position);
  if (measurement.control.stopping) return false;
  const permit = await measurement.intend({ purpose: 'correct', ...aimed });
  await scope.autofocus(permit);
  const found = await scope.focusFound();
  await measurement.note({ type: 'focus.corrected', found });
  if (found) return true;
  throw new Trouble(
    'autofocus-failed',
    'SerialEM could not focus where the measurement was to begin, so nothing was measured. Focus there by hand, or move to a place with more contrast, then measure again.',
  );
}

type MeasuringScope = Stage & Optics & Calibration & TiltAxis & Measuring;

/** Looks how everything stands, in the optics of the Record area. */
export async function lookAround(scope: MeasuringScope): Promise<AsFound> {
  const lowDoseArea = await scope.lowDoseArea();
  await scope.goToRecordArea();
  await scope.imageShiftToSpecimen();
  return {
    tiltDeg: await scope.tiltDeg(),
    imageShift: await scope.imageShift(),
    defocusUm: await scope.defocusUm(),
    lowDoseArea,
    tiltAxisOffsetUm: await scope.tiltAxisOffsetUm(),
  };
}

/** Puts everything back as it was found. Every move is absolute: doing it again does no harm. */
export async function putBack(scope: MeasuringScope, found: AsFound, maximumTiltDeg: number): Promise<void> {
  await scope.goToRecordArea();
  await scope.imageShiftToSpecimen();
  await scope.setImageShift(found.imageShift);
  await scope.setDefocus(found.defocusUm);
  if (Math.abs((await scope.tiltDeg()) - found.tiltDeg) > arrivedDeg)
    await tiltFromBelow(scope, found.tiltDeg, maximumTiltDeg);
  if (found.lowDoseArea !== null) await scope.goToArea(found.lowDoseArea);
}
