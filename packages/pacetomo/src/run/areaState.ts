import { cosDeg } from '../geometry/degrees.ts';
import { apply } from '../geometry/frames.ts';
import { levellingTiltDeg, type SampleTilt } from '../geometry/sampleTilt.ts';
import { ClassicModel } from '../motion/classicModel.ts';
import { classicModel, classicSettings } from '../motion/classicSetUp.ts';
import { isTaken, positionOf } from '../motion/targetPosition.ts';
import { type RunPlan, scheduleFor } from '../plan/plan.ts';
import { tiltRange } from '../plan/tiltRange.ts';
import type { PlanChange } from './control.ts';
import type { AreaReady } from './events.ts';
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
  const trackingAcrossUm = acrossUm(area, state.settings.startTiltDeg);
  return { ...state, area, model: classicModel(now, { ...area, placed, trackingAcrossUm }), ended };
}

/**
 * How far the tracking target lies from the tilt axis, µm in the untilted plane: with SerialEM's ShiftToTiltAxis on, image
 * shift counts from the axis, and what the target is off it after realigning is seen foreshortened by the start tilt.
 */
function acrossUm({ toSpecimen, imageShift }: AreaReady, startTiltDeg: number): number {
  return apply(toSpecimen, imageShift).y / cosDeg(startTiltDeg);
}

/** A run of the original goes on: its images count, and the model knows what the script knew. */
function withForeignRun(
  state: RunState,
  area: AreaReady,
  { images, tracks, ended: given }: TakenOver,
  ended: ReadonlyMap<string, string>,
): RunState {
  const outcomes = new Map(state.outcomes);
  for (const { target, step, section, readTiltDeg, doseEPerA2 } of images) {
    const before = outcomes.get(slotKey({ target, step }));
    const sections = (before?.kind === 'taken' ? before.sections : 0) + 1;
    const outcome: SlotOutcome = {
      kind: 'taken',
      section,
      sections,
      readTiltDeg,
      doseEPerA2: doseEPerA2 + (before?.kind === 'taken' ? before.doseEPerA2 : 0),
      meanCounts: 0,
      aim: null,
      movedBefore: null,
      exposureS: area.exposureS,
    };
    outcomes.set(slotKey({ target, step }), outcome);
  }
  const all = new Map([...ended, ...given.map((key) => [key, 'ended by the script'] as const)]);
  const model = new ClassicModel(classicSettings(state.settings, area), tracks);
  return { ...state, area, model, outcomes, ended: all, focused: true, heightsRefined: true };
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
