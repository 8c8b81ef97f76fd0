import type { Vec } from '../geometry/frames.ts';
import { slopePointsOf } from '../geometry/slopePoints.ts';
import { isCopied, type RunPlan, type Target } from '../plan/plan.ts';
import { needsWalk, waysides } from '../plan/walk.ts';
import type { SetUpStep } from '../run/events.ts';
import { shotsOfFocus, viewsOfEucentricity } from '../run/exposed.ts';
import { vectorsOf } from '../run/patternVectors.ts';
import { nextOfSetUp } from '../run/setUpSteps.ts';
import { initialState, nothingSetUp, type RunState, targetOf } from '../run/state.ts';
import type { Exposing, ExposureWhat } from './plannedExposure.ts';
import { laidDown } from './samplePlane.ts';

/** Where targets lie on the untilted specimen, by their id. */
export type Places = ReadonlyMap<string, Vec<'specimen'>>;

/** Everything that set-up exposes if all goes well, in its order. */
export function setUpExposures(plan: RunPlan, places: Places): readonly Exposing[] {
  const exposures: Exposing[] = [];
  const done = new Map(nothingSetUp.done);
  const placed = new Map(nothingSetUp.placed);
  const state: RunState = { ...initialState(plan), setUp: { ...nothingSetUp, done, placed } };
  for (let next = nextOfSetUp(plan, state); next !== null; next = nextOfSetUp(plan, state)) {
    if ('step' in next) {
      exposures.push(...exposuresOf[next.step](plan, places));
      done.set(next.step, { imageShift: { x: 0, y: 0 }, defocusUm: 0 });
    } else {
      exposures.push(...placing(plan, places, targetOf(plan, next.target)));
      placed.set(next.target, null);
    }
  }
  return exposures;
}

const none = (): readonly Exposing[] => [];

const exposuresOf: Readonly<Record<SetUpStep, (plan: RunPlan, places: Places) => readonly Exposing[]>> = {
  checked: none,
  eucentric: (plan) => Array.from({ length: viewsOfEucentricity }, () => looking(plan, 'view', chosenDeg(plan))),
  realigned: realigning,
  vectors: refiningVectors,
  slope: measuringSlope,
  'at-start-tilt': walking,
  centred: centring,
  focused: (plan) => [focusing(plan, 'focus', plan.settings.startTiltDeg, { x: 0, y: 0 })],
};

/** By the hole template, by SerialEM itself (a View and a Preview), or by the maps there are. */
function realigning(plan: RunPlan): readonly Exposing[] {
  const { alignToP, realignToItem, tgtPattern } = plan.settings;
  const view = looking(plan, 'view', chosenDeg(plan));
  const preview = looking(plan, 'preview', chosenDeg(plan));
  if (alignToP) return [view];
  if (realignToItem) return [view, preview];
  const [tracking] = plan.targets;
  if (tracking === undefined || (tgtPattern && isCopied(plan))) return [];
  if (tracking.referenceMap !== null) return tracking.viewMap === null ? [preview] : [view, preview];
  return tracking.viewMap === null ? [] : [view, view, preview];
}

function refiningVectors(plan: RunPlan): readonly Exposing[] {
  const vectors = vectorsOf(plan);
  if (vectors === null) return [];
  const n = plan.settings.patternSize;
  return [vectors.a, vectors.b].map(({ x, y }) =>
    looking(plan, 'view', chosenDeg(plan), laidDown(plan.settings, chosenDeg(plan), { x: n * x, y: n * y })),
  );
}

/** One autofocus at the tracking target, and one at each point; all at 0°. */
function measuringSlope(plan: RunPlan): readonly Exposing[] {
  const { imageShiftLimitUm } = plan.settings;
  const points = slopePoints(plan).filter(({ x, y }) => Math.hypot(x, y) < imageShiftLimitUm);
  if (points.length < 3) return [];
  return [{ x: 0, y: 0 }, ...points].map((place) => focusing(plan, 'geometry', 0, place));
}

/** The points of the targets file, or places between the holes of a pattern. */
export function slopePoints(plan: RunPlan): readonly Vec<'specimen'>[] {
  const vectors = vectorsOf(plan);
  const { tgtPattern, patternSize: n } = plan.settings;
  if (plan.geometryPoints.length >= 3 || !tgtPattern || vectors === null || n === 0) return plan.geometryPoints;
  return slopePointsOf(vectors, n);
}

/** A View where the targets were chosen, every ten degrees on the way, and one at the start tilt. */
function walking(plan: RunPlan): readonly Exposing[] {
  const { startTiltDeg } = plan.settings;
  const fromDeg = chosenDeg(plan);
  if (!needsWalk(plan.settings, fromDeg, startTiltDeg)) return [];
  const tilts = [fromDeg, ...waysides(fromDeg, startTiltDeg), startTiltDeg];
  return tilts.map((tiltDeg) => looking(plan, 'view', tiltDeg));
}

function centring(plan: RunPlan): readonly Exposing[] {
  const { tgtPattern, previewAli, startTiltDeg } = plan.settings;
  const hasMap = (plan.targets[0]?.referenceMap ?? null) !== null;
  return tgtPattern || !previewAli || !hasMap ? [] : [looking(plan, 'preview', startTiltDeg)];
}

/** A View and a Preview of a target, as the maps and settings want them (procedures/setUp/place). */
function placing(plan: RunPlan, places: Places, { id, viewMap, referenceMap }: Target): readonly Exposing[] {
  const { alignToP, previewAli, viewAli, startTiltDeg } = plan.settings;
  const look = (what: 'view' | 'preview'): Exposing =>
    looking(plan, what, startTiltDeg, places.get(id) ?? { x: 0, y: 0 }, id);
  if (alignToP) return [look('view')];
  const isTracking = id === plan.targets[0]?.id;
  const byView = viewMap !== null && viewAli && !isTracking ? [look('view')] : [];
  if (!previewAli) return byView;
  if (referenceMap !== null) return [...byView, look('preview')];
  if (viewMap === null) return byView;
  return [...byView, ...(viewAli ? [look('view')] : []), look('preview')];
}

/** The tilt at which targets were chosen, and at which set-up begins. */
const chosenDeg = ({ settings }: RunPlan): number => settings.tiltTargetsDeg;

/** An image to find a place by; of the tracking target unless it says otherwise. `place` lies on the untilted specimen. */
function looking(
  plan: RunPlan,
  what: 'view' | 'preview',
  tiltDeg: number,
  place: Vec<'specimen'> = { x: 0, y: 0 },
  target = plan.targets[0]?.id ?? null,
): Exposing {
  return { what, kind: what, target, step: null, tiltDeg, place, images: 1, exposureS: null };
}

/** An autofocus of set-up. */
function focusing(
  plan: RunPlan,
  what: Extract<ExposureWhat, 'focus' | 'geometry'>,
  tiltDeg: number,
  seen: Vec<'specimen'>,
): Exposing {
  const target = what === 'focus' ? (plan.targets[0]?.id ?? null) : null;
  const place = laidDown(plan.settings, tiltDeg, seen);
  return { what, kind: 'focus', target, step: null, tiltDeg, place, images: shotsOfFocus, exposureS: null };
}
