import type { RunPlan } from '../plan/plan.ts';
import type { RunEvent } from './events.ts';
import { exposedFocus, exposedImage, exposedLook, withExposed } from './exposedState.ts';
import {
  type BeamGiven,
  type ExposureCommit,
  type ExposureIntent,
  type ImageIntent,
  keepsImage,
  leavesImage,
} from './exposureEvents.ts';
import { withAgainSkip } from './motionState.ts';
import type { Slot } from './slot.ts';
import { branchKey, indexOf, type RunState, type SlotOutcome, slotKey, tileKey, tiltOf } from './state.ts';
import { VersionedMap } from './versionedMap.ts';

type Event<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;

/** The beam is about to go on. */
export function withIntent(plan: RunPlan, state: RunState, intent: ExposureIntent): RunState {
  assertOnce(plan, state, intent);
  const fresh = { sessionKept: true, brokenOff: null, hasReturned: false, inHand: null };
  return { ...state, ...fresh, open: intent, lastTickS: intent.tickBeforeS };
}

/** Invariants I1 and I2 of a run, checked on every event while it runs: never a second image of a slot, never two at once. */
function assertOnce(plan: RunPlan, state: RunState, intent: ExposureIntent): void {
  if (state.open !== null) throw new Error('an exposure was announced before the last one was accounted for');
  if (!keepsImage(intent)) return;
  indexOf(plan, intent.target);
  const known = state.outcomes.get(slotKey(intent));
  const isRepeated =
    intent.purpose === 'record'
      ? known !== undefined
      : intent.purpose === 'again'
        ? known?.kind !== 'taken' || known.sections > 1
        : intent.tile === undefined || state.tiles.has(tileKey(intent, intent.tile));
  if (isRepeated) throw new Error(`target ${intent.target} would be exposed twice at step ${intent.step}`);
}

/** The image is safe, or the look is over. */
export function withCommit(state: RunState, event: ExposureCommit): RunState {
  const intent = state.open;
  if (intent === null) throw new Error('the journal has a commit without its intent');
  if (event.purpose === 'autofocus') return { ...withFocusing(state, event), focused: true };
  if (event.purpose === 'look') return withLook(state, event, event.tickS);
  if (!keepsImage(intent)) throw new Error('the journal has an image without its intent');
  const doseEPerA2 = doseOfImage(state, intent, event.doseEPerA2);
  const closed = withExposed({ ...state, open: null }, exposedImage(intent, doseEPerA2, event.section));
  if (intent.purpose === 'tile') return withTile(closed, intent, event.section, doseEPerA2);
  const before = state.outcomes.get(slotKey(intent));
  const first = before?.kind === 'taken' ? before : null;
  if (event.section !== intent.sectionsBefore)
    throw new Error(`the image is section ${event.section} of ${intent.file}, not ${intent.sectionsBefore}`);
  if (first === null && intent.purpose === 'again') throw new Error('the journal has a second image without a first');
  const taken: SlotOutcome = {
    kind: 'taken',
    section: event.section,
    sections: (first?.sections ?? 0) + 1,
    readTiltDeg: state.stage?.readTiltDeg ?? intent.tiltDeg,
    doseEPerA2: doseEPerA2 + (first?.doseEPerA2 ?? 0),
    meanCounts: event.meanCounts,
    isAligned: false,
    aim: { imageShift: intent.imageShift, defocusUm: intent.defocusUm },
    movedBefore: intent.purpose === 'again' ? (state.again?.correction ?? null) : null,
    exposureS: intent.exposureS ?? state.area?.exposureS ?? 1,
  };
  const slot = { target: intent.target, step: intent.step };
  return { ...withOutcome(closed, slot, taken), unmeasured: slot, again: null };
}

/** What a person says of the dose is believed more than SerialEM, which says 0 where it is not calibrated. */
function doseOfImage({ settings }: RunState, { expectedDoseEPerA2 }: ImageIntent, saidEPerA2: number): number {
  return settings.recordDoseEPerA2 > 0 ? expectedDoseEPerA2 : saidEPerA2;
}

/** An exposure that left no image: its dose is counted, and what it was for is given up unless it was only a look. */
export function withLoss(plan: RunPlan, state: RunState, why: string): RunState {
  const intent = state.open;
  if (intent === null) throw new Error('the journal has a loss without its intent');
  if (intent.purpose === 'autofocus') return withFocusing(state, {}); // focusing is done again
  if (intent.purpose === 'look') return withLook(state, {}, undefined);
  const doseEPerA2 = intent.expectedDoseEPerA2;
  const closed = withExposed({ ...state, open: null }, exposedImage(intent, doseEPerA2, null));
  if (intent.purpose === 'tile') return withTile(closed, intent, null, doseEPerA2);
  if (intent.purpose === 'record') return withOutcome(closed, intent, { kind: 'lost', why, doseEPerA2 });
  const first = state.outcomes.get(slotKey(intent));
  if (first?.kind !== 'taken') throw new Error('the journal has a second image without a first');
  const counted = withOutcome(closed, intent, { ...first, doseEPerA2: first.doseEPerA2 + doseEPerA2 });
  return withAgainSkip(plan, counted);
}

/** Nobody can be tracked without the tracking target: where it cannot go, its branch ends for all. */
export function withSkip(plan: RunPlan, state: RunState, { target, step, reason }: Event<'slot.skip'>): RunState {
  const skipped = withOutcome(state, { target, step }, { kind: 'skipped', why: reason });
  if (indexOf(plan, target) !== 0) return skipped;
  const { branch } = tiltOf(state, step);
  const ended = new Map(state.ended);
  for (const { id } of plan.targets) {
    if (!ended.has(branchKey(id, branch))) ended.set(branchKey(id, branch), `the tracking target ${reason}`);
  }
  return { ...skipped, ended };
}

/** A piece of a montage that is not taken. */
export function withTileSkip(state: RunState, event: Event<'tile.skip'>): RunState {
  const tiles = new Map(state.tiles).set(tileKey(event, event.tile), { section: null, doseEPerA2: 0 });
  return { ...state, tiles };
}

function withTile(state: RunState, intent: ImageIntent, section: number | null, doseEPerA2: number): RunState {
  if (intent.tile === undefined) throw new Error('the journal has a piece of a montage without its place');
  return { ...state, tiles: new Map(state.tiles).set(tileKey(intent, intent.tile), { section, doseEPerA2 }) };
}

function withFocusing(state: RunState, given: Partial<BeamGiven>): RunState {
  return { ...withExposed(state, exposedFocus(state, given)), open: null };
}

function withLook(state: RunState, given: Partial<BeamGiven>, tickS: number | undefined): RunState {
  if (state.open?.purpose !== 'look') throw new Error('the journal has a look without its intent');
  const { look, target } = state.open;
  const exposed = exposedLook(state, given);
  const inHand = tickS !== undefined && leavesImage(look) ? { ...state.open, tickS } : null;
  const lastTickS = tickS ?? state.lastTickS;
  const looks = [...state.looks, { look, target, doseEPerA2: exposed.doseEPerA2 ?? 0 }];
  return withExposed({ ...state, open: null, inHand, lastTickS, looks }, exposed);
}

function withOutcome(state: RunState, { target, step }: Slot, outcome: SlotOutcome): RunState {
  return { ...state, outcomes: VersionedMap.of(state.outcomes).with(slotKey({ target, step }), outcome) };
}
