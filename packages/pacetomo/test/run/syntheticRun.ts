import type { RunPlan } from '../../src/plan/plan.ts';
import { after, replay } from '../../src/run/after.ts';
import { isDue } from '../../src/run/due.ts';
import type { AreaReady, RunEvent } from '../../src/run/events.ts';
import { nextStep } from '../../src/run/nextStep.ts';
import type { Slot } from '../../src/run/slot.ts';
import { sectionsOf } from '../../src/run/stacks.ts';
import { type RunState, slotKey, tiltOf } from '../../src/run/state.ts';

/** An area whose frames are turned and scaled against each other. */
export const exampleArea: AreaReady = {
  imageShift: { x: 0.31, y: -0.72 },
  defocusUm: -4.2,
  stage: { x: 212.4, y: -87.1 },
  exposureS: 2,
  toSpecimen: { xx: 1.1, xy: 0.2, yx: -0.3, yy: 0.9 },
  toImageShift: { xx: 0.857143, xy: -0.190476, yx: 0.285714, yy: 1.047619 },
  stageToSpecimen: { xx: -0.98, xy: 0.05, yx: 0.04, yy: -1.02 },
  withReferenceMap: [],
};

const env = {
  type: 'env' as const,
  token: 't',
  sameSession: false,
  directory: 'D:/',
  maximumTiltDeg: 70,
  propertiesChanged: [],
};

/** A run that is about to take its first image. */
export const readyState = (plan: RunPlan, maximumTiltDeg = env.maximumTiltDeg): RunState =>
  replay(plan, [
    { ...env, maximumTiltDeg },
    { type: 'area.ready', ...exampleArea },
  ]);

/** Every slot that is to be taken yet, as `target at tilt`, in our order. */
export function slotsStillDue(plan: RunPlan, state: RunState): readonly string[] {
  return state.schedule.flatMap((tilt, step) =>
    plan.targets.flatMap(({ id }) => (isDue(plan, state, { target: id, step }, tilt) ? [`${id} at ${tilt.deg}`] : [])),
  );
}

/** How images of a synthetic run turn out; everything may differ from slot to slot. */
export interface Outcomes {
  readonly correction?: (slot: Slot) => { readonly x: number; readonly y: number } | null;
  readonly isLost?: (slot: Slot) => boolean;
  readonly meanCounts?: (slot: Slot) => number;
}

/** The run as it goes on from a state by as many images as are given, or to its end. */
export function acquired(plan: RunPlan, from: RunState, images: number, outcomes: Outcomes = {}): RunState {
  let state = from;
  for (let i = 0; i < images; i++) {
    const next = nextStep(plan, state);
    if (next.kind !== 'expose') return state;
    state = imageEvents(plan, state, next.slot, outcomes).reduce((now, event) => after(plan, now, event), state);
  }
  return state;
}

/** The dose of each image, e/Å². */
export const imageDose = 3.1;

function imageEvents(plan: RunPlan, state: RunState, slot: Slot, outcomes: Outcomes): readonly RunEvent[] {
  const { correction = smallCorrection, isLost = () => false, meanCounts = () => 300 } = outcomes;
  const { deg } = tiltOf(state, slot.step);
  const section = sectionsOf(state, slot.target);
  const turn: readonly RunEvent[] = [
    { type: 'move.intent', step: slot.step, tiltDeg: deg },
    { type: 'move.done', step: slot.step, readTiltDeg: deg },
  ];
  const intent: RunEvent = {
    type: 'expose.intent',
    purpose: 'record',
    ...slot,
    file: plan.targets.find(({ id }) => id === slot.target)?.stack ?? '',
    sectionsBefore: section,
    expectedDoseEPerA2: imageDose,
    tickBeforeS: 1,
    tiltDeg: deg,
    imageShift: { x: 0, y: 0 },
    defocusUm: -4,
  };
  const move = state.stage?.step === slot.step ? [] : turn;
  if (isLost(slot)) return [...move, intent, { type: 'expose.lost', lost: 'dose-no-image', evidence: 'a test' }];
  const facts = { doseEPerA2: imageDose, meanCounts: meanCounts(slot) };
  return [
    ...move,
    intent,
    { type: 'expose.commit', purpose: 'record', section, how: 'normal', ...facts },
    { type: 'track.measured', ...slot, correction: correction(slot) },
  ];
}

/** Another small shift for every slot, always the same one, in image-shift units. */
function smallCorrection({ target, step }: Slot): { readonly x: number; readonly y: number } {
  const seed = Number(target) * 31 + step * 17;
  return { x: Math.sin(seed) * 0.02, y: Math.cos(seed * 1.7) * 0.03 };
}

/** The mdoc of a target's stack as SerialEM would have written it by now, in the order of acquisition. */
export function mdocOf(state: RunState, target: string, more: readonly number[] = []): string {
  const tilts = [...state.schedule.entries()].flatMap(([step, { deg }]) =>
    state.outcomes.get(slotKey({ target, step }))?.kind === 'taken' ? [deg] : [],
  );
  const sections = [...tilts, ...more].map((deg, i) => [
    `[ZValue = ${i}]`,
    `TiltAngle = ${deg + 0.01}`,
    `ExposureDose = ${imageDose}`,
    ...(i === 0 ? [] : [`PriorRecordDose = ${(i * imageDose).toFixed(4)}`]),
    '',
  ]);
  return ['PixelSpacing = 2.1', 'ImageFile = x.mrc', '', ...sections.flat()].join('\n');
}
