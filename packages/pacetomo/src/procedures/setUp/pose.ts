import type { Calibration, Optics, Stage } from '../../microscope/microscope.ts';
import type { Pose } from '../../run/events.ts';
import { setUpSteps } from '../../run/setUpSteps.ts';
import { tiltFromBelow } from '../measurement.ts';
import type { Running } from '../running.ts';

/** Image shift and focus as the last finished step of set-up, or of the walk, has left them; null before the first one. */
export function lastPose(run: Running): Pose | null {
  const { done, walked } = run.state.setUp;
  const last = setUpSteps(run.plan).findLast((step) => done.has(step));
  if (walked !== null && !done.has('at-start-tilt')) return walked.pose;
  return last === undefined ? null : (done.get(last) ?? null);
}

/** Puts image shift and focus where the last step has left them, in the Record area. */
export async function restorePose(scope: Optics & Calibration, run: Running): Promise<void> {
  await scope.goToRecordArea();
  await scope.imageShiftToSpecimen(); // from now on the gate can tell how far an image shift goes
  const pose = lastPose(run);
  if (pose === null) return;
  await scope.setImageShift(pose.imageShift);
  const isNewlyFocused = run.state.focused && !run.state.setUp.done.has('focused');
  if (!isNewlyFocused) await scope.setDefocus(pose.defocusUm); // what the autofocus has just found is newer than the pose
}

/**
 * Goes to the tilt at which the targets were chosen and their maps taken. What is done before the walk to the start tilt is done
 * there.
 */
export async function goToChosenTilt(scope: Stage, run: Running): Promise<void> {
  const limitDeg = run.state.environment?.maximumTiltDeg ?? 0;
  const wantedDeg = chosenTiltDeg(run);
  if (Math.abs((await scope.tiltDeg()) - wantedDeg) < thereDeg) return;
  await tiltFromBelow(scope, wantedDeg, limitDeg);
}

/** The tilt at which the targets were chosen, degrees: 0 unless the plan says otherwise. */
export const chosenTiltDeg = ({ settings }: Running): number => settings.tiltTargetsDeg;

/** The maps are aligned at whatever tilt is within this of theirs, degrees: the goniometer's own uncertainty. */
const thereDeg = 0.1;
