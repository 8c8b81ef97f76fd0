import type { Environment } from '../microscope/microscope.ts';
import type { RunPlan } from '../plan/plan.ts';
import { withArea, withChange, withSlope } from './areaState.ts';
import type { RunEvent } from './events.ts';
import { withFound } from './exposedState.ts';
import { withCommit, withIntent, withLoss, withSkip, withTileSkip } from './exposureState.ts';
import { withAgainSkip, withCtf, withFocus, withMeasurement, withRecentring } from './motionState.ts';
import { initialState, nothingSetUp, type RunState, type SetUpState } from './state.ts';

/** The run as it is after one more event. Pure: no clock, no chance, nothing changed in place. */
export function after(plan: RunPlan, state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case 'run.open':
    case 'remark':
    case 'save.requested':
    case 'link':
    case 'reconcile':
      return state;
    case 'run.taken-over':
      return { ...state, takenOver: event, displaced: 'moved' };
    case 'action':
      return withAction(state, event.what);
    case 'plan.change':
      return withChange(plan, state, event.change);
    case 'env':
      return withEnvironment(state, event);
    case 'setup.done':
      return withSetUp(state, { done: new Map(state.setUp.done).set(event.step, event.pose) });
    case 'setup.walked':
      return { ...withSetUp(state, { walked: { tiltDeg: event.tiltDeg, pose: event.pose } }), inHand: null };
    case 'vectors.measured':
      return withSetUp(state, { vectors: event });
    case 'slope.measured':
      return withSlope(plan, state, event);
    case 'target.placed':
      return withPlaced(state, event);
    case 'area.ready':
      return withArea(plan, state, event);
    case 'area.moved':
      return { ...state, area: state.area === null ? null : { ...state.area, stage: event.stage } };
    case 'move.intent':
      return { ...state, stage: { step: event.step, readTiltDeg: null, isBelow: false }, inHand: null };
    case 'move.below':
      return { ...state, stage: { step: event.step, readTiltDeg: null, isBelow: true } };
    case 'move.done':
      return { ...state, stage: { step: event.step, readTiltDeg: event.readTiltDeg, isBelow: false } };
    case 'recentred':
      return withRecentring(state, event);
    case 'expose.intent':
      return withIntent(plan, state, event);
    case 'expose.commit':
      return withCommit(state, event);
    case 'expose.returned':
      return { ...state, hasReturned: true };
    case 'expose.failed':
      return { ...state, brokenOff: event.reason };
    case 'expose.void':
      return { ...state, open: null };
    case 'expose.lost':
      return withLoss(plan, state, `${event.lost}: ${event.evidence}`);
    case 'track.measured':
      return withMeasurement(plan, withFoundIn(plan, state, event), event);
    case 'again.skip':
      return withAgainSkip(plan, state);
    case 'tile.skip':
      return withTileSkip(state, event);
    case 'ctf.measured':
      return withCtf(plan, state, event);
    case 'focus.measured':
      return withFocus(state, event);
    case 'slot.skip':
      return withSkip(plan, state, event);
    case 'guard.wait':
      return { ...state, waiting: { guard: event.guard, reason: event.reason } };
    case 'guard.over':
      return { ...state, waiting: null, displaced: state.displaced ?? whileWaiting(state, event.seconds) };
    case 'care.done':
      return { ...state, care: new Map(state.care).set(event.what, event.clockS) };
    case 'suspend':
      return { ...state, suspended: event.reason, waiting: null };
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

function withFoundIn(
  plan: RunPlan,
  state: RunState,
  { correction, ...slot }: Extract<RunEvent, { type: 'track.measured' }>,
): RunState {
  return correction === null ? state : withFound(plan, state, slot, correction);
}

function withSetUp(state: RunState, known: Partial<SetUpState>): RunState {
  return { ...state, setUp: { ...state.setUp, ...known } };
}

function withPlaced(state: RunState, event: Extract<RunEvent, { type: 'target.placed' }>): RunState {
  const { placed, previews } = state.setUp;
  return withSetUp(state, {
    placed: new Map(placed).set(event.target, event.imageShift),
    previews: event.preview === undefined ? previews : new Map(previews).set(event.target, event.preview),
  });
}

function withAction(state: RunState, what: Extract<RunEvent, { type: 'action' }>['what']): RunState {
  if (what === 'resume') return { ...state, suspended: null };
  if (state.area === null) return state;
  if (what === 'realign') return { ...state, displaced: 'moved', inHand: null };
  if (what === 'realign-here') return { ...state, displaced: 'here', inHand: null };
  return what === 'realign-not' ? { ...state, displaced: null } : state;
}

/**
 * A later SerialEM session must not overwrite the values that the first one was found with, nor pass for the same one. It
 * knows nothing of a set-up that was not complete, and the specimen may have moved meanwhile.
 */
function withEnvironment(state: RunState, found: Environment): RunState {
  const changed = state.environment?.propertiesChanged ?? [];
  const added = found.propertiesChanged.filter(({ name }) => !changed.some((change) => change.name === name));
  const environment = { ...found, propertiesChanged: [...changed, ...added] };
  const isUnwatched = isLongAgo(state, found);
  const inHand = isUnwatched ? null : state.inHand;
  const next = { ...state, environment, sessionKept: state.sessionKept && found.sameSession, inHand };
  const displaced = state.displaced ?? (state.area !== null && isUnwatched ? 'unwatched' : null);
  const isForgotten = state.area === null && isUnwatched;
  const known = isForgotten ? { ...next, focused: false, setUp: leftOf(state, found) } : { ...next, displaced };
  return found.sameSession ? known : { ...known, care: new Map(), lastTickS: 0 }; // its clock has begun anew
}

/**
 * What still holds of a set-up that was interrupted too long ago: how image shift and focus stood when it began, unless they
 * have gone with the old session.
 */
function leftOf({ setUp }: RunState, { sameSession }: Environment): SetUpState {
  const start = setUp.done.get('checked');
  return sameSession && start !== undefined ? { ...nothingSetUp, done: new Map([['checked', start]]) } : nothingSetUp;
}

/** A resting stage drifts by some 0.01 nm/s for hours (simulator-physics 2.4): a break of this long leaves the images apart. */
const longBreakS = 600;

const whileWaiting = (state: RunState, seconds: number): 'unwatched' | null =>
  state.area !== null && seconds > longBreakS ? 'unwatched' : null;

/** Whether the specimen may have moved since the last image, or nobody can say how long ago that was. */
function isLongAgo(state: RunState, { sameSession, clockS }: Environment): boolean {
  return !sameSession || (clockS !== undefined && clockS - state.lastTickS > longBreakS);
}
