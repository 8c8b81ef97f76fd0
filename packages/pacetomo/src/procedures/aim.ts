import { add, apply, length, type Vec } from '../geometry/frames.ts';
import type { Optics } from '../microscope/microscope.ts';
import type { Aim } from '../motion/motionModel.ts';
import { defocusSteps, imagedDefocusUm } from '../motion/wantedDefocus.ts';
import type { Tilt } from '../plan/tiltScheme.ts';
import { slideOf } from '../run/montage.ts';
import { indexOf } from '../run/state.ts';
import type { Running } from './running.ts';

/**
 * Where the optics have to stand for a target at a tilt: where the model wants them, with the defocus that the settings give
 * this image, and slid along the tilt axis if its montage slides.
 */
export function aimAt(run: Running, target: string, tilt: Tilt, readTiltDeg: number): Aim {
  const { model, area } = run.state;
  if (model === null || area === null) throw new Error('an exposure was planned before the area was ready');
  const index = indexOf(run.plan, target);
  const { imageShift, defocusUm } = model.predict({ target: index, tilt, readTiltDeg });
  const slide = apply(area.toImageShift, slideOf(run.plan, run.state, target, tilt));
  return { imageShift: add(imageShift, slide), defocusUm: defocusUm + extraDefocusUm(run, index, tilt) };
}

/** By how much this image is to be focused otherwise than its target's others, µm. */
function extraDefocusUm(run: Running, target: number, tilt: Tilt): number {
  const { area } = run.state;
  if (area === null) return 0;
  const ownUm = run.settings.maxDefocusUm + (defocusSteps(run.planNow, area.stageToSpecimen)[target] ?? 0);
  return imagedDefocusUm(run.settings, target, tilt, ownUm) - ownUm;
}

/** Why an aim is farther out than image shift may go, or null. */
export function outOfReach(run: Running, imageShift: Vec<'imageShift'>): string | null {
  const { area } = run.state;
  if (area === null) return null;
  const shiftUm = length(apply(area.toSpecimen, imageShift));
  const limitUm = run.settings.imageShiftLimitUm;
  return shiftUm <= limitUm ? null : `would need ${shiftUm.toFixed(2)} µm of image shift; the limit is ${limitUm} µm`;
}

/** Sets the optics for an image of a target. False when SerialEM refuses the image shift; nothing is exposed then. */
export async function setOptics(scope: Optics, run: Running, target: string, aim: Aim): Promise<boolean> {
  const isTracking = indexOf(run.plan, target) === 0;
  const { trackMag } = run.settings;
  await scope.useMagnification(isTracking && trackMag > 0 ? trackMag : null);
  await scope.setDefocus(aim.defocusUm);
  return scope.setImageShift(aim.imageShift);
}
