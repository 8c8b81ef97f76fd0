import { length } from '../geometry/frames.ts';
import type { Environment } from '../microscope/microscope.ts';
import { classicModel, isTaken, positionOf } from '../motion/classicSetUp.ts';
import type { MotionModel } from '../motion/motionModel.ts';
import { type RunPlan, scheduleOf, type Target } from '../plan/plan.ts';
import type { Branch, Tilt } from '../plan/tiltScheme.ts';
import type { AreaReady, ExposureCommit, ExposureIntent, RunEvent, Slot } from './events.ts';

/** All that a run knows. Always the fold of its journal, so a crash loses nothing. */
export interface RunState {
  readonly schedule: readonly Tilt[];
  readonly environment: Environment | null;
  readonly area: AreaReady | null;
  /** Null until the area is ready. */
  readonly model: MotionModel | null;
  /** What became of every slot that is not still to be done, by slotKey. */
  readonly outcomes: ReadonlyMap<string, SlotOutcome>;
  /** Branches that take no more images, by branchKey, with the reason. */
  readonly ended: ReadonlyMap<string, string>;
  /** The turn that the stage stands at; `readTiltDeg` is null while it is on its way, `isBelow` once it has overshot for backlash. */
  readonly stage: { readonly step: number; readonly readTiltDeg: number | null; readonly isBelow: boolean } | null;
  /** An intent without commit, void or loss: the beam may have been on. */
  readonly open: ExposureIntent | null;
  /** SerialEM has not been restarted since the open exposure was announced: its buffers and times can be believed. */
  readonly sessionKept: boolean;
  /** Why SerialEM broke the open exposure off, or null: dose may have been given although there is no image. */
  readonly brokenOff: string | null;
  /** A saved image whose shift is not known yet. */
  readonly unmeasured: Slot | null;
  /** The autofocus at the start tilt is done. */
  readonly focused: boolean;
  readonly suspended: string | null;
  readonly complete: boolean;
}

/** What became of one slot. */
export type SlotOutcome =
  | {
      readonly kind: 'taken';
      readonly section: number;
      readonly readTiltDeg: number;
      readonly doseEPerA2: number;
      readonly meanCounts: number;
    }
  | { readonly kind: 'lost'; readonly why: string; readonly doseEPerA2: number }
  | { readonly kind: 'skipped'; readonly why: string };

/** The key of a slot in `outcomes`. */
export const slotKey = ({ target, step }: Slot): string => `${target}@${step}`;

/** The key of a branch in `ended`. */
export const branchKey = (target: string, branch: Branch): string => `${target}/${branch}`;

/** A run of which nothing has happened yet. */
export function initialState(plan: RunPlan): RunState {
  return {
    schedule: scheduleOf(plan),
    environment: null,
    area: null,
    model: null,
    outcomes: new Map(),
    ended: new Map(),
    stage: null,
    open: null,
    sessionKept: true,
    brokenOff: null,
    unmeasured: null,
    focused: false,
    suspended: null,
    complete: false,
  };
}

/** The run as it is after one more event. Pure: no clock, no chance, nothing changed in place. */
export function after(plan: RunPlan, state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case 'run.open':
    case 'expose.returned':
    case 'save.requested':
    case 'link':
    case 'reconcile':
      return state;
    case 'action':
      return event.what === 'resume' ? { ...state, suspended: null } : state;
    case 'env':
      return withEnvironment(state, event);
    case 'area.ready':
      return withArea(plan, state, event);
    case 'move.intent':
      return { ...state, stage: { step: event.step, readTiltDeg: null, isBelow: false } };
    case 'move.below':
      return { ...state, stage: { step: event.step, readTiltDeg: null, isBelow: true } };
    case 'move.done':
      return { ...state, stage: { step: event.step, readTiltDeg: event.readTiltDeg, isBelow: false } };
    case 'expose.intent':
      return { ...state, open: event, sessionKept: true, brokenOff: null };
    case 'expose.commit':
      return withCommit(state, event);
    case 'expose.failed':
      return { ...state, brokenOff: event.reason };
    case 'expose.void':
      return { ...state, open: null };
    case 'expose.lost':
      return withLoss(state, `${event.lost}: ${event.evidence}`);
    case 'track.measured':
      return withMeasurement(plan, state, event);
    case 'slot.skip':
      return withSkip(plan, state, event);
    case 'suspend':
      return { ...state, suspended: event.reason };
    case 'run.close':
      return { ...state, complete: true };
    default:
      return event satisfies never;
  }
}

/** The fold of a whole journal. */
export function replay(plan: RunPlan, events: readonly RunEvent[]): RunState {
  return events.reduce((state, event) => after(plan, state, event), initialState(plan));
}

/** A later SerialEM session must not overwrite the values that the first one was found with, nor pass for the same one. */
function withEnvironment(state: RunState, found: Environment): RunState {
  const known = state.environment?.propertiesChanged ?? [];
  const added = found.propertiesChanged.filter(({ name }) => !known.some((change) => change.name === name));
  return {
    ...state,
    environment: { ...found, propertiesChanged: [...known, ...added] },
    sessionKept: state.sessionKept && found.sameSession,
    focused: state.focused && (found.sameSession || state.area !== null),
  };
}

function withArea(plan: RunPlan, state: RunState, area: AreaReady): RunState {
  const ended = new Map(state.ended);
  for (const target of plan.targets) {
    if (isTaken(plan, target, positionOf(plan, target, area.stageToSpecimen))) continue;
    const why = target.skip ? 'marked skip' : 'out of reach of image shift before tilting';
    for (const branch of ['plus', 'minus'] as const) ended.set(branchKey(target.id, branch), why);
  }
  return { ...state, area, model: classicModel(plan, area), ended };
}

function withCommit(state: RunState, event: ExposureCommit): RunState {
  const intent = state.open;
  if (event.purpose === 'autofocus') return { ...state, open: null, focused: true };
  if (intent?.purpose !== 'record') throw new Error('the journal has a commit without its intent');
  const { section, doseEPerA2, meanCounts } = event;
  const readTiltDeg = state.stage?.readTiltDeg ?? intent.tiltDeg;
  const taken = withOutcome(state, intent, { kind: 'taken', section, readTiltDeg, doseEPerA2, meanCounts });
  return { ...taken, open: null, unmeasured: { target: intent.target, step: intent.step } };
}

function withLoss(state: RunState, why: string): RunState {
  const intent = state.open;
  if (intent === null) throw new Error('the journal has a loss without its intent');
  if (intent.purpose === 'autofocus') return { ...state, open: null }; // the dose is spent; focusing is done again
  return { ...withOutcome(state, intent, { kind: 'lost', why, doseEPerA2: intent.expectedDoseEPerA2 }), open: null };
}

/** Nobody can be tracked without the tracking target: where it cannot go, its branch ends for all. */
function withSkip(
  plan: RunPlan,
  state: RunState,
  { target, step, reason }: Extract<RunEvent, { type: 'slot.skip' }>,
): RunState {
  const skipped = withOutcome(state, { target, step }, { kind: 'skipped', why: reason });
  if (indexOf(plan, target) !== 0) return skipped;
  const { branch } = tiltOf(state, step);
  const ended = new Map(state.ended);
  for (const { id } of plan.targets) {
    if (!ended.has(branchKey(id, branch))) ended.set(branchKey(id, branch), `the tracking target ${reason}`);
  }
  return { ...skipped, ended };
}

function withMeasurement(
  plan: RunPlan,
  state: RunState,
  event: Extract<RunEvent, { type: 'track.measured' }>,
): RunState {
  const taken = state.outcomes.get(slotKey(event));
  if (taken?.kind !== 'taken' || state.model === null)
    throw new Error('the journal has a measurement without its image');
  const tilt = tiltOf(state, event.step);
  const target = indexOf(plan, event.target);
  const model = state.model.after({ target, tilt, readTiltDeg: taken.readTiltDeg, correction: event.correction });
  const branches: readonly Branch[] = event.step === 0 ? ['plus', 'minus'] : [tilt.branch];
  const ended = new Map(state.ended);
  const why = reasonToEnd(plan, state, model, target, tilt, taken.meanCounts);
  if (why !== null) for (const branch of branches) ended.set(branchKey(event.target, branch), why);
  return { ...state, model, ended, unmeasured: null };
}

/** Why a target takes no more images on a branch after this one, or null. */
function reasonToEnd(
  plan: RunPlan,
  state: RunState,
  model: MotionModel,
  target: number,
  tilt: Tilt,
  meanCounts: number,
): string | null {
  const { imageShiftLimitUm, alignLimitUm, minCountsPerS } = plan.settings;
  const atUm = length(model.position(target, tilt.branch));
  if (atUm > imageShiftLimitUm - alignLimitUm) {
    return `${atUm.toFixed(2)} µm from the axis at ${tilt.deg}°, more than ${(imageShiftLimitUm - alignLimitUm).toFixed(2)} µm`;
  }
  const countsPerS = meanCounts / (state.area?.exposureS ?? 1);
  if (minCountsPerS > 0 && countsPerS < minCountsPerS) return `dark at ${tilt.deg}°: ${countsPerS.toFixed(0)} counts/s`;
  return null;
}

/** The turn of the stage at a step of the schedule. */
export function tiltOf(state: RunState, step: number): Tilt {
  const tilt = state.schedule[step];
  if (tilt === undefined) throw new Error(`the schedule has no step ${step}`);
  return tilt;
}

/** A target of the plan by its number in the file's order. */
export function indexOf(plan: RunPlan, id: string): number {
  const index = plan.targets.findIndex((target) => target.id === id);
  if (index < 0) throw new Error(`the plan has no target ${id}`);
  return index;
}

/** A target of the plan. */
export function targetOf(plan: RunPlan, id: string): Target {
  const target = plan.targets[indexOf(plan, id)];
  if (target === undefined) throw new Error(`the plan has no target ${id}`);
  return target;
}

function withOutcome(state: RunState, { target, step }: Slot, outcome: SlotOutcome): RunState {
  return { ...state, outcomes: new Map(state.outcomes).set(slotKey({ target, step }), outcome) };
}
