import { add, apply, length, type Vec } from '../geometry/frames.ts';
import { exposureS } from '../motion/wantedDefocus.ts';
import type { RunPlan } from '../plan/plan.ts';
import { seenAt } from '../plan/reach.ts';
import type { Tilt } from '../plan/tiltScheme.ts';
import { shotsOfFocus } from '../run/exposed.ts';
import { isMontage, slideOf, tileShift, tilesOf } from '../run/montage.ts';
import { initialState, type RunState } from '../run/state.ts';
import type { CameraOnSpecimen } from './illumination.ts';
import type { Exposing } from './plannedExposure.ts';
import { laidDown } from './samplePlane.ts';

/** A target as the series takes it. */
export interface Taken {
  readonly id: string;
  /** Its number in the file's order; 0 tracks. */
  readonly index: number;
  /** µm from the tracking target, at the tilt it was chosen at. */
  readonly position: Vec<'specimen'>;
  /** Where its images are centred, on the untilted specimen. */
  readonly place: Vec<'specimen'>;
  /** Whether it is exposed at each step. */
  readonly taken: readonly boolean[];
}

/**
 * Everything that the series itself exposes, in its order: at each tilt target after target, the pieces of a montage after
 * its middle one, before the tracking target the autofocus of a new group, after it the second image that trackTwice may
 * ask for, which a good stage never does.
 */
export function seriesExposures(
  plan: RunPlan,
  targets: readonly Taken[],
  camera: CameraOnSpecimen | null,
): readonly Exposing[] {
  const state = initialState(plan);
  return state.schedule.flatMap((tilt, step) =>
    targets
      .filter(({ taken }) => taken[step])
      .flatMap((target): readonly Exposing[] => [
        ...focusBefore(state, target, tilt, step),
        ...imagesOf(plan, state, target, tilt, step),
        ...tilesAround(plan, state, target, tilt, step, camera),
      ]),
  );
}

function focusBefore(
  { settings }: RunState,
  { id, index, place }: Taken,
  { deg, startsGroup }: Tilt,
  step: number,
): readonly Exposing[] {
  if (index !== 0 || !settings.addAF || !startsGroup) return [];
  const images = shotsOfFocus;
  return [{ what: 'focus', kind: 'focus', target: id, step, tiltDeg: deg, place, images, exposureS: null }];
}

function imagesOf(
  plan: RunPlan,
  state: RunState,
  { id, index, place }: Taken,
  tilt: Tilt,
  step: number,
): readonly Exposing[] {
  const slide = laidDown(state.settings, tilt.deg, slideOf(plan, state, id, tilt));
  const image: Exposing = {
    what: 'record',
    kind: 'record',
    target: id,
    step,
    tiltDeg: tilt.deg,
    place: add(place, slide),
    images: 1,
    exposureS: exposureS(state.settings, index, tilt),
  };
  return index === 0 && state.settings.trackTwice ? [image, { ...image, what: 'again' }] : [image];
}

/** The pieces of a montage around the middle one, as far as image shift goes; none when the camera is not known. */
function tilesAround(
  plan: RunPlan,
  state: RunState,
  { id, index, position, place }: Taken,
  tilt: Tilt,
  step: number,
  camera: CameraOnSpecimen | null,
): readonly Exposing[] {
  if (camera === null || !isMontage(plan, state, id)) return [];
  const { settings } = state;
  const slide = slideOf(plan, state, id, tilt);
  const middle = add(seenAt(settings, position, tilt), slide);
  return tilesOf(settings).flatMap((tile): readonly Exposing[] => {
    const shift = apply(camera.toSpecimen, tileShift(settings, camera.size, tile));
    if (length(add(middle, shift)) > settings.imageShiftLimitUm) return [];
    const where = add(place, laidDown(settings, tilt.deg, add(slide, shift)));
    const own = exposureS(settings, index, tilt);
    const what = 'tile';
    return [{ what, kind: 'record', target: id, step, tiltDeg: tilt.deg, place: where, images: 1, exposureS: own }];
  });
}
