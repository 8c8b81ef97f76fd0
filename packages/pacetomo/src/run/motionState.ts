import { add, apply, length, subtract, type Vec } from '../geometry/frames.ts';
import type { CtfFit } from '../microscope/microscope.ts';
import type { MotionModel } from '../motion/motionModel.ts';
import { heightErrorsUm, type StartDefocus } from '../motion/startHeights.ts';
import { positionOf } from '../motion/targetPosition.ts';
import { defocusSteps, imagedDefocusUm } from '../motion/wantedDefocus.ts';
import type { RunPlan } from '../plan/plan.ts';
import { reachUm } from '../plan/reach.ts';
import type { Branch, Tilt } from '../plan/tiltScheme.ts';
import { isDue } from './due.ts';
import type { RunEvent } from './events.ts';
import type { Slot } from './slot.ts';
import { branchKey, indexOf, planNow, type RunState, slotKey, tiltOf } from './state.ts';
import { VersionedMap } from './versionedMap.ts';

type Event<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;

/** Where a target really was in its newest image: the model learns of it, unless the image is to be taken once more first. */
export function withMeasurement(plan: RunPlan, state: RunState, event: Event<'track.measured'>): RunState {
  if (isTooFarOff(plan, state, event) && event.correction !== null) {
    return { ...state, unmeasured: null, again: { ...slotOf(event), correction: event.correction } };
  }
  return learned(plan, state, slotOf(event), event.correction);
}

/** The second image is not taken: the first one counts. */
export function withAgainSkip(plan: RunPlan, state: RunState): RunState {
  if (state.again === null) throw new Error('the journal gives up a second image that nobody wanted');
  return learned(plan, state, slotOf(state.again), state.again.correction);
}

/** A defocus found in an image. With the last one of the start tilt the heights are corrected, if that is wanted. */
export function withCtf(plan: RunPlan, state: RunState, event: Event<'ctf.measured'>): RunState {
  const known = state.ctf.get(slotKey(event)) ?? {};
  const ctf = VersionedMap.of(state.ctf).with(slotKey(event), { ...known, [event.program]: event.fit });
  return refineHeights(plan, { ...state, ctf });
}

/** A defocus farther off than this is nonsense of the autofocus and changes nothing, µm. */
export const largestFocusErrorUm = 3;

/** The focus of the tracking target was measured at the beginning of a group: all targets of the branch share its error. */
export function withFocus(state: RunState, { step, defocusUm }: Event<'focus.measured'>): RunState {
  const focusChecked = new Set(state.focusChecked).add(step);
  const errorUm = defocusUm === null ? 0 : defocusUm - state.settings.maxDefocusUm;
  if (state.model === null || Math.abs(errorUm) > largestFocusErrorUm) return { ...state, focusChecked };
  return { ...state, focusChecked, model: state.model.refocused(tiltOf(state, step).branch, errorUm) };
}

/** The tracking target was looked for; whatever it was displaced by, all others were too. */
export function withRecentring(state: RunState, { step, correction }: Event<'recentred'>): RunState {
  const before = state.model;
  if (before === null) throw new Error('the journal finds the tracking target again before its area was ready');
  const tilt = tiltOf(state, step);
  const model = before.recentred(tilt.branch, correction);
  const turn = { target: 0, tilt, readTiltDeg: state.stage?.readTiltDeg ?? tilt.deg };
  const moved = subtract(model.predict(turn).imageShift, before.predict(turn).imageShift);
  return { ...state, displaced: null, model, outcomes: withMovedAims(state, step, moved) };
}

/** What is still to be exposed beside an image of this tilt, the pieces of its montage, has moved with it. */
function withMovedAims(state: RunState, step: number, moved: Vec<'imageShift'>): RunState['outcomes'] {
  const entries = [...state.outcomes].map(([key, outcome]) => {
    if (outcome.kind !== 'taken' || outcome.aim === null || !key.endsWith(`@${step}`)) return [key, outcome] as const;
    return [key, { ...outcome, aim: { ...outcome.aim, imageShift: add(outcome.aim.imageShift, moved) } }] as const;
  });
  return new Map(entries);
}

/** PACEtomo's trackTwice: the tracking target is exposed again when it lay farther off than the alignment limit on either axis. */
function isTooFarOff(plan: RunPlan, state: RunState, event: Event<'track.measured'>): boolean {
  const { trackTwice, alignLimitUm } = state.settings;
  if (!trackTwice || indexOf(plan, event.target) !== 0 || event.correction === null || state.area === null)
    return false;
  const taken = state.outcomes.get(slotKey(event));
  if (taken?.kind !== 'taken' || taken.sections > 1) return false;
  const { x, y } = apply(state.area.toSpecimen, event.correction);
  return Math.abs(x) > alignLimitUm || Math.abs(y) > alignLimitUm;
}

function learned(plan: RunPlan, state: RunState, slot: Slot, correction: Vec<'imageShift'> | null): RunState {
  const taken = state.outcomes.get(slotKey(slot));
  if (taken?.kind !== 'taken' || state.model === null)
    throw new Error('the journal has a measurement without its image');
  const tilt = tiltOf(state, slot.step);
  const target = indexOf(plan, slot.target);
  const { readTiltDeg, movedBefore } = taken;
  const observation = { target, tilt, readTiltDeg, correction };
  const model = state.model.after(movedBefore === null ? observation : { ...observation, movedBefore });
  const branches: readonly Branch[] = slot.step === 0 ? ['plus', 'minus'] : [tilt.branch];
  const ended = new Map(state.ended);
  const countsPerS = taken.meanCounts === null ? null : taken.meanCounts / taken.exposureS;
  const why = reasonToEnd(state, model, target, tilt, countsPerS);
  if (why !== null) for (const branch of branches) ended.set(branchKey(slot.target, branch), why);
  const isAligned = slot.step === 0 || correction !== null;
  const outcomes = VersionedMap.of(state.outcomes).with(slotKey(slot), { ...taken, isAligned });
  return { ...state, model, ended, outcomes, unmeasured: null, again: null };
}

/** Why a target takes no more images on a branch after this one, or null. */
function reasonToEnd(
  state: RunState,
  model: MotionModel,
  target: number,
  tilt: Tilt,
  countsPerS: number | null,
): string | null {
  const { minCountsPerS } = state.settings;
  const mostUm = reachUm(state.settings);
  const atUm = length(model.position(target, tilt.branch));
  if (atUm > mostUm) {
    return `${atUm.toFixed(2)} µm from the axis at ${tilt.deg}°, more than ${mostUm.toFixed(2)} µm`;
  }
  if (countsPerS !== null && minCountsPerS > 0 && countsPerS < minCountsPerS)
    return `dark at ${tilt.deg}°: ${countsPerS.toFixed(0)} counts/s`;
  return null;
}

/** Corrects the heights of all targets once, when every image of the start tilt has had its fit. */
function refineHeights(plan: RunPlan, state: RunState): RunState {
  const { area, model, settings } = state;
  if (!settings.refineGeo || state.heightsRefined || area === null || model === null) return state;
  const start = tiltOf(state, 0);
  const isComplete = plan.targets.every(({ id }) => {
    const slot = { target: id, step: 0 };
    if (isDue(plan, state, slot, start)) return false;
    return state.outcomes.get(slotKey(slot))?.kind !== 'taken' || hasAllFits(state, slot);
  });
  if (!isComplete) return state;
  const now = planNow(plan, state);
  const own = defocusSteps(now, area.stageToSpecimen);
  const positions = now.targets.map((target) => positionOf(now, target, area.stageToSpecimen));
  const images = plan.targets.flatMap(({ id }, i): readonly StartDefocus[] => {
    const fit = bestFit(state, { target: id, step: 0 });
    const position = positions[i];
    if (fit === null || position === undefined) return [];
    const wantedUm = imagedDefocusUm(settings, i, start, settings.maxDefocusUm + (own[i] ?? 0));
    return [{ position, errorUm: fit.defocusUm - wantedUm }];
  });
  const errorsUm = heightErrorsUm(images, positions, settings);
  return { ...state, heightsRefined: true, model: errorsUm === null ? model : model.raised(errorsUm) };
}

/** Whether each program that is to look at a slot's image has done so. */
export function hasAllFits(state: RunState, slot: Slot): boolean {
  const fits = state.ctf.get(slotKey(slot)) ?? {};
  const { doCtfFind, doCtfPlotter } = state.settings;
  return (!doCtfFind || fits.ctffind !== undefined) && (!doCtfPlotter || fits.ctfplotter !== undefined);
}

/** The fit of a slot's image that can be believed: Ctfplotter's before CtfFind's, neither without a resolution good enough. */
function bestFit(state: RunState, slot: Slot): CtfFit | null {
  const { ctfplotter = null, ctffind = null } = state.ctf.get(slotKey(slot)) ?? {};
  const isGood = (fit: CtfFit | null): fit is CtfFit =>
    fit !== null && (fit.resolutionA === null || fit.resolutionA < state.settings.fitLimitA);
  return [ctfplotter, ctffind].find(isGood) ?? null;
}

const slotOf = ({ target, step }: Slot): Slot => ({ target, step });
