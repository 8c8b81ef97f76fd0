import { apply, length } from '../geometry/frames.ts';
import type { Beam, NewestImage, Optics, Stacks, Stage } from '../microscope/microscope.ts';
import type { Aim } from '../motion/motionModel.ts';
import type { Tilt } from '../plan/tiltScheme.ts';
import { Trouble } from '../run/errors.ts';
import type { Slot } from '../run/events.ts';
import { expectedDose, sectionsOf } from '../run/stacks.ts';
import { indexOf, targetOf } from '../run/state.ts';
import { measure } from './measure.ts';
import type { Running } from './running.ts';
import { openStack, readReference, saveNewest } from './slotStack.ts';
import { turnStage } from './turnStage.ts';

/** Takes one image of one target: aims, exposes, saves, and finds out where the target really was. */
export async function exposeSlot(
  scope: Stage & Optics & Beam & NewestImage & Stacks,
  run: Running,
  slot: Slot,
  tilt: Tilt,
): Promise<void> {
  const readTiltDeg = await turnStage(scope, run, slot.step);
  const aim = aimAt(run, slot, tilt, readTiltDeg);
  const beyond = outOfReach(run, aim);
  if (beyond !== null) return run.note({ type: 'slot.skip', ...slot, reason: beyond });

  await openStack(scope, run, slot);
  if (!(await setOptics(scope, aim))) {
    await scope.close();
    return run.note({ type: 'slot.skip', ...slot, reason: 'SerialEM refused the image shift' });
  }
  const hasReference = await readReference(scope, run, slot);
  if (!(await takeImage(scope, run, slot, tilt, aim))) return;
  await measure(scope, run, slot, hasReference);
  await scope.close();
}

/** Where the model wants the optics for a slot. */
function aimAt(run: Running, slot: Slot, tilt: Tilt, readTiltDeg: number): Aim {
  if (run.state.model === null) throw new Error('an exposure was planned before the area was ready');
  return run.state.model.predict({ target: indexOf(run.plan, slot.target), tilt, readTiltDeg });
}

/** Why the aim is farther out than image shift may go, or null. */
function outOfReach(run: Running, aim: Aim): string | null {
  const { toSpecimen } = run.state.area ?? {};
  if (toSpecimen === undefined) return null;
  const shiftUm = length(apply(toSpecimen, aim.imageShift));
  const limitUm = run.plan.settings.imageShiftLimitUm;
  return shiftUm <= limitUm ? null : `would need ${shiftUm.toFixed(2)} µm of image shift; the limit is ${limitUm} µm`;
}

async function setOptics(scope: Optics, aim: Aim): Promise<boolean> {
  await scope.setDefocus(aim.defocusUm);
  return scope.setImageShift(aim.imageShift);
}

/** The beam is on in here, and only in here and in the autofocus of set-up and of measurements. False when a stop came first. */
async function takeImage(
  scope: Stage & Beam & NewestImage & Stacks,
  run: Running,
  slot: Slot,
  tilt: Tilt,
  aim: Aim,
): Promise<boolean> {
  const { stack } = targetOf(run.plan, slot.target);
  const sectionsBefore = sectionsOf(run.state, slot.target);
  await scope.wait(run.plan.settings.delayImageShiftS);
  const tickBeforeS = (await scope.newestImage())?.tickS ?? 0;
  const expectedDoseEPerA2 = expectedDose(run.state);
  const known = { file: stack, sectionsBefore, tickBeforeS, expectedDoseEPerA2, tiltDeg: tilt.deg };
  const permit = await run.intend({ purpose: 'record', ...slot, ...known, ...aim });
  if (run.control.stopping) {
    await run.note({ type: 'expose.void', proof: 'stopped before the exposure was sent' });
    await scope.close();
    return false;
  }
  await scope.record(frameName(stack, slot.step), permit);
  await expectNewImage(scope, tickBeforeS);
  const facts = await scope.imageFacts();
  await run.note({ type: 'expose.returned', ...facts });
  await saveNewest(scope, run, stack, sectionsBefore);
  await run.note({ type: 'expose.commit', purpose: 'record', section: sectionsBefore, how: 'normal', ...facts });
  return true;
}

/** Without this the image of the target before would be saved in its place. */
async function expectNewImage(scope: NewestImage, tickBeforeS: number): Promise<void> {
  const image = await scope.newestImage();
  if (image !== null && image.tickS > tickBeforeS) return;
  throw new Trouble(
    'exposure-failed',
    'SerialEM says that the exposure is done, but there is no new image in buffer A. Its dose is counted and that tilt is left out. Look at the camera and at SerialEM’s log, then resume.',
  );
}

/** Frame files are named by series, order and angle; SerialEM appends the angle. */
const frameName = (stack: string, step: number): string =>
  `${stack.replace(/\.[^.]*$/, '')}_tilt_${String(step + 1).padStart(3, '0')}_angle`;
