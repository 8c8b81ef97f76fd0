import { subtract, type Vec } from '../geometry/frames.ts';
import type { RunPlan } from '../plan/plan.ts';
import { type Exposed, imagesOfLook } from './exposed.ts';
import type { ImageIntent, Look } from './exposureEvents.ts';
import type { Slot } from './slot.ts';
import { referenceOf } from './stacks.ts';
import { type RunState, slotKey } from './state.ts';
import { VersionedMap } from './versionedMap.ts';

const here: Vec<'imageShift'> = { x: 0, y: 0 };

/** The run after one more exposure. */
export function withExposed(state: RunState, exposed: Exposed): RunState {
  return { ...state, exposed: VersionedMap.of(state.exposed).with(state.exposed.size, exposed) };
}

/** An image that is kept, or was to be. */
export function exposedImage(
  { target, step, tile, tiltDeg, purpose }: ImageIntent,
  doseEPerA2: number,
  section: number | null,
): Exposed {
  const what = purpose === 'tile' ? 'tile' : 'record';
  return {
    what,
    target,
    step,
    tile: tile ?? null,
    section,
    tiltDeg,
    awayBy: here,
    doseEPerA2,
    beamRadiusUm: null,
  };
}

/**
 * An image was aligned to an earlier one. Only that says how far off its beam fell: the next image is aimed by it, this one
 * was not.
 */
export function withFound(plan: RunPlan, state: RunState, slot: Slot, correction: Vec<'imageShift'>): RunState {
  const reference = referenceOf(plan, state, slot);
  if (reference?.kind !== 'section') return state;
  const found = { againstStep: reference.step, correction };
  return { ...state, foundOff: VersionedMap.of(state.foundOff).with(slotKey(slot), found) };
}

/** The beam of a look, as far as SerialEM told. */
interface Given {
  /** Of one image, e/Å². */
  readonly doseEPerA2?: number | undefined;
  readonly beamRadiusUm?: number | undefined;
}

const ofAll = (what: Look, ofOneEPerA2: number | undefined): number | null =>
  ofOneEPerA2 === undefined ? null : ofOneEPerA2 * imagesOfLook[what];

/** The autofocus at the tracking target. */
export function exposedFocus(state: RunState, { doseEPerA2, beamRadiusUm }: Given): Exposed {
  const what = 'focus';
  const dose = ofAll(what, doseEPerA2);
  const common = { target: null, step: null, tile: null, section: null, awayBy: here, doseEPerA2: dose };
  return { what, ...common, tiltDeg: tiltNowDeg(state), beamRadiusUm: beamRadiusUm ?? null };
}

/** The look that is open. */
export function exposedLook(state: RunState, { doseEPerA2, beamRadiusUm }: Given): Exposed {
  if (state.open?.purpose !== 'look') throw new Error('the journal has a look without its intent');
  const { look: what, target, imageShift, tiltDeg = tiltNowDeg(state) } = state.open;
  return {
    what,
    target,
    step: null,
    tile: null,
    section: null,
    tiltDeg,
    awayBy: target === null ? subtract(imageShift, trackingShift(state) ?? imageShift) : here,
    doseEPerA2: ofAll(what, doseEPerA2),

    beamRadiusUm: beamRadiusUm ?? null,
  };
}

const tiltNowDeg = ({ stage, settings }: RunState): number => stage?.readTiltDeg ?? settings.tiltTargetsDeg;

/** Where image shift centres the tracking target, as far as set-up has got; null before. */
function trackingShift({ area, setUp }: RunState): Vec<'imageShift'> | null {
  return area?.imageShift ?? setUp.walked?.pose.imageShift ?? [...setUp.done.values()].at(-1)?.imageShift ?? null;
}
