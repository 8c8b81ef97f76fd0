import type { Microscope } from '../../microscope/microscope.ts';
import { needsWalk, waysides } from '../../plan/walk.ts';
import { tiltOf } from '../../run/state.ts';
import { sense } from '../exposing.ts';
import type { Running } from '../running.ts';
import { turnStage } from '../turnStage.ts';
import { trackingId } from './eucentricHeight.ts';
import { chosenTiltDeg, goToChosenTilt } from './pose.ts';

/**
 * Tilts to the start tilt and keeps the tracking target in sight with a View every ten degrees. Each stage of the way is
 * written down, so that a crash costs one View and no move is made twice; its image stays in SerialEM's reference buffer.
 */
export async function walkToStart(scope: Microscope, run: Running): Promise<void> {
  const startDeg = tiltOf(run.state, 0).deg;
  const fromDeg = chosenTiltDeg(run);
  if (!needsWalk(run.settings, fromDeg, startDeg)) {
    await turnStage(scope, run, 0);
    return;
  }
  if (run.state.setUp.walked === null) {
    await goToChosenTilt(scope, run);
    await view(scope, run);
    await keepInSight(scope, run, fromDeg);
  }
  for (const tiltDeg of waysides(run.state.setUp.walked?.tiltDeg ?? fromDeg, startDeg)) {
    await scope.tiltTo(tiltDeg);
    await viewAndCentre(scope, run, tiltDeg);
    await keepInSight(scope, run, tiltDeg);
  }
  await turnStage(scope, run, 0);
  await viewAndCentre(scope, run, startDeg);
}

/** The View in buffer A is what the next one is aligned to. */
async function keepInSight(scope: Microscope, run: Running, tiltDeg: number): Promise<void> {
  await scope.keepAsReference();
  await scope.goToRecordArea();
  const pose = { imageShift: await scope.imageShift(), defocusUm: await scope.defocusUm() };
  await run.note({ type: 'setup.walked', tiltDeg, pose });
}

async function viewAndCentre(scope: Microscope, run: Running, tiltDeg: number): Promise<void> {
  await view(scope, run);
  if ((await scope.centreOnReference(null)) === null)
    await run.note({ type: 'remark', text: `The View at ${tiltDeg}° could not be aligned to the one before it.` });
}

/** Taken anew after a crash: the one in hand may be the reference already, and would be found where it is. */
const view = (scope: Microscope, run: Running): Promise<void> =>
  sense(scope, run, 'view', trackingId(run), (permit) => scope.view(permit));
