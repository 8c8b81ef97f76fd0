import { add } from '../geometry/frames.ts';
import type { Beam, NewestImage, Optics, RecordPreparation, Stacks, Stage } from '../microscope/microscope.ts';
import type { Aim } from '../motion/motionModel.ts';
import { exposureS } from '../motion/wantedDefocus.ts';
import type { Tilt } from '../plan/tiltScheme.ts';
import type { Slot } from '../run/slot.ts';
import { expectedDose, orderOf, sectionsOf } from '../run/stacks.ts';
import { indexOf, targetOf } from '../run/state.ts';
import { frameName } from '../series/frameName.ts';
import { aimAt, outOfReach, setOptics } from './aim.ts';
import { takeImage } from './exposing.ts';
import { fitCtf } from './fitCtf.ts';
import { measure } from './measure.ts';
import type { Running } from './running.ts';
import { openStack, readReference } from './slotStack.ts';
import { turnStage } from './turnStage.ts';

type ExposingScope = Stage & Optics & Beam & RecordPreparation & NewestImage & Stacks;

/** Takes one image of one target: aims, exposes, saves, and finds out where the target really was. */
export async function exposeSlot(scope: ExposingScope, run: Running, slot: Slot, tilt: Tilt): Promise<void> {
  const readTiltDeg = await turnStage(scope, run, slot.step);
  const aim = aimAt(run, slot.target, tilt, readTiltDeg);
  const refused = await expose(scope, run, slot, tilt, aim, 'record');
  if (refused !== null) await run.note({ type: 'slot.skip', ...slot, reason: refused });
}

/** Takes the tracking target's image once more, where its first one has shown it to be. */
export async function exposeAgain(scope: ExposingScope, run: Running, slot: Slot, tilt: Tilt): Promise<void> {
  const { again } = run.state;
  if (again === null) throw new Error('nobody wants a second image');
  const readTiltDeg = await turnStage(scope, run, slot.step);
  const { imageShift, defocusUm } = aimAt(run, slot.target, tilt, readTiltDeg);
  const aim = { imageShift: add(imageShift, again.correction), defocusUm };
  const refused = await expose(scope, run, slot, tilt, aim, 'again');
  if (refused !== null) await run.note({ type: 'again.skip', ...slot, reason: refused });
}

/** Exposes at an aim and measures the image. Gives why that was not possible, before anything was exposed, or null. */
async function expose(
  scope: ExposingScope,
  run: Running,
  slot: Slot,
  tilt: Tilt,
  aim: Aim,
  purpose: 'record' | 'again',
): Promise<string | null> {
  const beyond = outOfReach(run, aim.imageShift);
  if (beyond !== null) return beyond;
  await openStack(scope, run, slot);
  if (!(await setOptics(scope, run, slot.target, aim))) {
    await scope.close();
    return 'SerialEM refused the image shift';
  }
  const hasReference = await readReference(scope, run, slot);
  const { stack } = targetOf(run.plan, slot.target);
  const ownExposureS = exposureS(run.settings, indexOf(run.plan, slot.target), tilt);
  const frames = frameName({ stack, order: orderOf(run.state, slot), tiltDeg: tilt.deg, at: new Date() });
  await scope.prepareRecord({
    frameName: frames,
    exposureS: ownExposureS,
    compensateBeamTilt: run.settings.beamTiltComp,
  });
  await scope.wait(run.settings.delayImageShiftS);
  await takeImage(scope, run, {
    purpose,
    ...slot,
    file: stack,
    sectionsBefore: sectionsOf(run.state, slot.target),
    frameName: frames,
    expectedDoseEPerA2: expectedDose(run.state, ownExposureS),
    tiltDeg: tilt.deg,
    ...aim,
    ...(ownExposureS === null ? {} : { exposureS: ownExposureS }),
  });
  await measure(scope, run, slot, hasReference);
  await scope.afterRecord();
  if (run.state.again === null) await fitCtf(scope, run, slot);
  await scope.close();
  return null;
}
