import type { Beam, NewestImage, Optics, Stage } from '../microscope/microscope.ts';
import type { Tilt } from '../plan/tiltScheme.ts';
import { largestFocusErrorUm } from '../run/motionState.ts';
import { aimAt, setOptics } from './aim.ts';
import { sense } from './exposing.ts';
import type { Running } from './running.ts';
import { turnStage } from './turnStage.ts';

/**
 * Measures the focus of the tracking target at the beginning of a group (addAF) and corrects nothing itself: the model
 * shares the error among all targets of the branch.
 */
export async function checkFocus(
  scope: Stage & Optics & Beam & NewestImage,
  run: Running,
  step: number,
  tilt: Tilt,
): Promise<void> {
  const [tracking] = run.plan.targets;
  if (tracking === undefined) throw new Error('a plan without targets');
  const readTiltDeg = await turnStage(scope, run, step);
  const { imageShift } = aimAt(run, tracking.id, tilt, readTiltDeg);
  const defocusUm = plainDefocusUm(run, tilt, readTiltDeg);
  const isThere = await setOptics(scope, run, tracking.id, { imageShift, defocusUm });
  const measuredUm = isThere
    ? await sense(scope, run, 'focus', tracking.id, (permit) => scope.measureDefocus(permit))
    : null;
  await scope.goToRecordArea(); // the autofocus may have left the optics of another area on
  await run.note({ type: 'focus.measured', step, defocusUm: measuredUm });
  const errorUm = measuredUm === null ? 0 : measuredUm - run.settings.maxDefocusUm;
  if (Math.abs(errorUm) <= largestFocusErrorUm) return;
  const text = `The autofocus at ${tilt.deg}° says ${errorUm.toFixed(1)} µm off: that is not believed, and the focus stays.`;
  await run.note({ type: 'remark', text });
}

/** The tracking target's defocus as the model says it: the autofocus is compared with maxDefocus, not with an extra defocus of the image. */
function plainDefocusUm(run: Running, tilt: Tilt, readTiltDeg: number): number {
  if (run.state.model === null) throw new Error('the focus is checked before the area is ready');
  return run.state.model.predict({ target: 0, tilt, readTiltDeg }).defocusUm;
}
