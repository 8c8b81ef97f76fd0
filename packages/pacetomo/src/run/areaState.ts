import { cosDeg } from '../geometry/degrees.ts';
import { apply, subtract } from '../geometry/frames.ts';
import { levellingTiltDeg, planeHeightUm, type SampleTilt } from '../geometry/sampleTilt.ts';
import { ClassicModel } from '../motion/classicModel.ts';
import { classicModel, classicSettings } from '../motion/classicSetUp.ts';
import { isTaken, positionOf } from '../motion/targetPosition.ts';
import { type RunPlan, scheduleFor } from '../plan/plan.ts';
import type { Settings } from '../plan/settings.ts';
import { tiltRange } from '../plan/tiltRange.ts';
import type { PlanChange } from './control.ts';
import type { AreaReady } from './events.ts';
import type { Slot } from './slot.ts';
import { branchKey, planNow, type RunState, type SlotOutcome, slotKey } from './state.ts';
import type { TakenOver } from './takenOver.ts';

/** The slope of the sample was measured: heights, and with autoStartTilt the range of tilts, follow it. */
export function withSlope(plan: RunPlan, state: RunState, { pretiltDeg, rotationDeg }: SampleTilt): RunState {
  const slope = { pretiltDeg, rotationDeg };
  const measured = { ...state.settings, ...slope };
  const limitDeg = state.environment?.maximumTiltDeg ?? 90;
  const { startTiltDeg, minTiltDeg, maxTiltDeg } = tiltRange(measured, levellingTiltDeg(slope), limitDeg);
  const settings = plan.settings.autoStartTilt ? { ...measured, startTiltDeg, minTiltDeg, maxTiltDeg } : measured;
  return { ...state, settings, schedule: scheduleFor(settings), setUp: { ...state.setUp, slope } };
}

/** The area is ready: the model starts, and targets that are out of reach take no part. */
export function withArea(plan: RunPlan, state: RunState, area: AreaReady): RunState {
  const now = planNow(plan, state);
  const ended = new Map(state.ended);
  for (const target of now.targets) {
    if (isTaken(now, target, positionOf(now, target, area.stageToSpecimen))) continue;
    const why = target.skip ? 'marked skip' : 'out of reach of image shift before tilting';
    for (const branch of ['plus', 'minus'] as const) ended.set(branchKey(target.id, branch), why);
  }
  if (state.takenOver !== null) return withForeignRun(state, area, state.takenOver, ended);
  const placed = new Map(
    [...state.setUp.placed].flatMap(([id, shift]) => (shift === null ? [] : [[id, shift] as const])),
  );
  const tracking = { trackingAcrossUm: acrossUm(area, state.settings), trackingHeightUm: heightUm(state, area) };
  return { ...state, area, model: classicModel(now, { ...area, placed, ...tracking }), ended };
}

/**
 * How far the tracking target lies from the tilt axis, µm in the untilted plane: with SerialEM's ShiftToTiltAxis on, image
 * shift counts from the axis, and what the target is off it after realigning is seen foreshortened by the start tilt.
 */
function acrossUm({ toSpecimen, imageShift }: AreaReady, { startTiltDeg }: Settings): number {
  return apply(toSpecimen, imageShift).y / cosDeg(startTiltDeg);
}

/**
 * How high the tracking target lies, µm: eucentric is what was under the beam when the height was found, and from there
 * the sample rises to the target. 0 when this run has not looked for the height.
 */
function heightUm({ setUp, settings }: RunState, area: AreaReady): number {
  const eucentric = setUp.done.get('eucentric');
  if (eucentric === undefined) return 0;
  const { x, y } = apply(area.toSpecimen, subtract(area.imageShift, eucentric.imageShift));
  return planeHeightUm(settings, { x, y: y / cosDeg(settings.startTiltDeg) });
}

/** A run of the original goes on: its images count, and the model knows what the script knew. */
function withForeignRun(
  state: RunState,
  area: AreaReady,
  { images, tracks, ended: given }: TakenOver,
  ended: ReadonlyMap<string, string>,
): RunState {
  const outcomes = new Map(state.outcomes);
  const exposed = new Map(state.exposed);
  for (const { target, step, section, readTiltDeg, doseEPerA2 } of images) {
    const image = {
      what: 'record',
      target,
      step,
      tile: null,
      section,
      awayBy: { x: 0, y: 0 },
      beamRadiusUm: null,
    } as const;
    exposed.set(exposed.size, { ...image, tiltDeg: readTiltDeg, doseEPerA2 });
    const before = outcomes.get(slotKey({ target, step }));
    const sections = (before?.kind === 'taken' ? before.sections : 0) + 1;
    const outcome: SlotOutcome = {
      kind: 'taken',
      section,
      sections,
      readTiltDeg,
      doseEPerA2: doseEPerA2 + (before?.kind === 'taken' ? before.doseEPerA2 : 0),
      meanCounts: null,
      isAligned: true,
      aim: null,
      movedBefore: null,
      exposureS: area.exposureS,
    };
    outcomes.set(slotKey({ target, step }), outcome);
  }
  const all = new Map([...ended, ...given.map((key) => [key, 'ended by the script'] as const)]);
  const model = new ClassicModel(classicSettings(state.settings, area), tracks);
  const unmeasured = newerThanItsTrack(state, images, tracks);
  return { ...state, area, model, outcomes, exposed, ended: all, unmeasured, focused: true, heightsRefined: true };
}

/** The image that the script had saved, but not yet understood, when it was interrupted; null when there is none (its defect H40). */
function newerThanItsTrack(
  { schedule }: RunState,
  images: TakenOver['images'],
  tracks: TakenOver['tracks'],
): Slot | null {
  const targets = [...new Set(images.map(({ target }) => target))];
  for (const branch of ['plus', 'minus'] as const) {
    for (const target of targets) {
      const own = images.filter((image) => image.target === target && image.step > 0);
      const newest = own.findLast(({ step }) => schedule[step]?.branch === branch);
      const known = tracks[Number(target) - 1]?.[branch].tiltDeg;
      if (newest !== undefined && known !== undefined && schedule[newest.step]?.deg !== known)
        return { target, step: newest.step };
    }
  }
  return null;
}

/** What a person has changed in a run that goes on. Images that were taken are not touched. */
export function withChange(plan: RunPlan, state: RunState, change: PlanChange): RunState {
  if (change.kind === 'range') return { ...state, range: { minDeg: change.minDeg, maxDeg: change.maxDeg } };
  const ended = new Map(state.ended);
  const branches = change.kind === 'skip-target' ? (['plus', 'minus'] as const) : [change.branch];
  const isKnown = plan.targets.some(({ id }) => id === change.target);
  if (isKnown) for (const branch of branches) ended.set(branchKey(change.target, branch), 'ended by a person');
  return { ...state, ended };
}
