import { add, apply, subtract, type Vec } from '../geometry/frames.ts';
import type { RunPlan } from '../plan/plan.ts';
import type { AreaReady } from '../run/events.ts';
import type { Exposed } from '../run/exposed.ts';
import { slideOf, tileShift } from '../run/montage.ts';
import type { Slot, Tile } from '../run/slot.ts';
import { planNow, type RunState, slotKey, targetOf, tiltOf } from '../run/state.ts';
import { coveredFraction, coveredPoint } from './coverage.ts';
import { beamFootprint, boundUm, frameFootprint } from './footprint.ts';
import { halfSides } from './illumination.ts';
import { placeOf } from './places.ts';
import { laidDown } from './samplePlane.ts';

/**
 * The dose that a target's place had received before the newest image of a step, e/Å² across the beam: from everything that
 * the run had exposed by then, its neighbours' images and all looks and autofocuses included, as far as their beams fell on
 * what the target's first image shows; the mean over that. Where nobody knows how wide a beam is, it counts for the target
 * that it was aimed at alone.
 */
export function priorDoseEPerA2(plan: RunPlan, state: RunState, slot: Slot): number {
  const exposures = [...state.exposed.values()];
  const newest = exposures.findLastIndex(
    ({ what, target, step }) => what === 'record' && target === slot.target && step === slot.step,
  );
  return doseBefore(plan, state, { target: slot.target, tile: null }, newest < 0 ? exposures.length : newest);
}

/** A place whose dose is asked for: a target, or a piece of its montage. */
export interface Spot {
  readonly target: string;
  readonly tile: Tile | null;
}

/** The same for any place and the first so many exposures of a run. */
export function doseBefore(plan: RunPlan, state: RunState, spot: Spot, exposures: number): number {
  const before = withDoses([...state.exposed.values()]).slice(0, exposures);
  return state.area === null ? ownDose(before, spot) : meanDose(plan, { ...state, area: state.area }, spot, before);
}

/** An exposure whose dose is known, or taken for that of one like it. */
type Dosed = Exposed & { readonly doseEPerA2: number };

/**
 * Those that left no image get the dose of the first one of their kind that did, and those of which SerialEM did not say how
 * wide the beam was that of the first one of which it did; none when there is none.
 */
function withDoses(exposures: readonly Exposed[]): readonly Dosed[] {
  const doses = new Map<string, number>();
  const radii = new Map<string, number>();
  for (const { what, doseEPerA2, beamRadiusUm } of exposures) {
    if (doseEPerA2 !== null && !doses.has(what)) doses.set(what, doseEPerA2);
    if (beamRadiusUm !== null && !radii.has(what)) radii.set(what, beamRadiusUm);
  }
  return exposures.map((exposure) => ({
    ...exposure,
    doseEPerA2: exposure.doseEPerA2 ?? doses.get(exposure.what) ?? 0,
    beamRadiusUm: exposure.beamRadiusUm ?? radii.get(exposure.what) ?? null,
  }));
}

/** A run whose area is ready. */
type Ready = RunState & { readonly area: AreaReady };

/** An image of the very place, or a look at its target. */
const isOwn = (exposure: Exposed, { target, tile }: Spot): boolean =>
  exposure.target === target &&
  (exposure.step === null || (exposure.tile?.column === tile?.column && exposure.tile?.row === tile?.row));

const ownDose = (exposures: readonly Dosed[], spot: Spot): number =>
  exposures.reduce((sum, exposure) => sum + (isOwn(exposure, spot) ? exposure.doseEPerA2 : 0), 0);

function meanDose(plan: RunPlan, state: Ready, spot: Spot, exposures: readonly Dosed[]): number {
  const { area, settings } = state;
  const placeIn = placesIn(plan, state);
  const place = add(placeIn(spot.target), laidDown(settings, settings.startTiltDeg, besideMiddle(state, spot.tile)));
  const frame =
    area.camera === undefined ? null : frameFootprint(settings, settings.startTiltDeg, place, halfSides(area.camera));
  const reachUm = frame === null ? 0 : boundUm(frame);
  let dose = 0;
  const offs = offsOf(state, exposures);
  for (const [at, exposure] of exposures.entries()) {
    const radiusUm = radiusOf(state, exposure);
    if (radiusUm === null) {
      if (isOwn(exposure, spot)) dose += exposure.doseEPerA2;
      continue;
    }
    const fellAt = add(centreOf(plan, state, exposure, placeIn), offs[at] ?? nothing);
    if (Math.abs(fellAt.x - place.x) > reachUm + radiusUm) continue; // along the tilt axis no beam is wider than itself
    const beam = beamFootprint(settings, exposure.tiltDeg, fellAt, radiusUm);
    if (Math.abs(fellAt.y - place.y) > reachUm + boundUm(beam)) continue;
    const part = frame === null ? coveredPoint(place, beam) : coveredFraction(frame, beam);
    dose += part * exposure.doseEPerA2;
  }
  return dose;
}

type PlaceIn = (target: string) => Vec<'specimen'>;

/** Where targets are, each looked up once. */
function placesIn(plan: RunPlan, state: Ready): PlaceIn {
  const now = planNow(plan, state);
  const known = new Map<string, Vec<'specimen'>>();
  return (target) => {
    const place = known.get(target) ?? placeInRun(now, state, target);
    known.set(target, place);
    return place;
  };
}

const ofView: ReadonlySet<Exposed['what']> = new Set(['view', 'eucentricity']);

/** Across the beam, µm: what a person says, else what SerialEM said with the exposure, else of the Record area. */
function radiusOf({ area, settings }: Ready, { what, beamRadiusUm }: Exposed): number | null {
  const { viewBeamDiameterUm, recordBeamDiameterUm } = settings;
  if (ofView.has(what)) return viewBeamDiameterUm > 0 ? viewBeamDiameterUm / 2 : beamRadiusUm;
  return recordBeamDiameterUm > 0 ? recordBeamDiameterUm / 2 : (beamRadiusUm ?? area.beamRadiusUm ?? null);
}

/** Where a target is on the untilted specimen, µm from the tracking target: where its first image was taken, else where it is expected. */
function placeInRun(now: RunPlan, state: Ready, id: string): Vec<'specimen'> {
  const { area, settings, outcomes, setUp } = state;
  const first = outcomes.get(slotKey({ target: id, step: 0 }));
  if (first?.kind === 'taken' && first.aim !== null && first.movedBefore === null) {
    const seen = apply(area.toSpecimen, subtract(first.aim.imageShift, area.imageShift));
    return laidDown(settings, first.readTiltDeg, seen);
  }
  const { itself, byFile } = placeOf(now, targetOf(now, id), area.stageToSpecimen);
  return (setUp.placed.get(id) ?? null) === null ? byFile : itself;
}

/** Where the middle of a beam fell, on the untilted specimen, µm from the tracking target. */
function centreOf(plan: RunPlan, state: Ready, exposure: Exposed, placeIn: PlaceIn): Vec<'specimen'> {
  const { what, target, step, tile, tiltDeg, awayBy } = exposure;
  const { area, settings } = state;
  const beside = what === 'focus' ? { x: area.focusOffsetUm ?? 0, y: 0 } : nothing;
  if (target === null) return laidDown(settings, tiltDeg, add(apply(area.toSpecimen, awayBy), beside));
  const slide = step === null ? beside : slideOf(plan, state, target, tiltOf(state, step));
  return add(placeIn(target), laidDown(settings, tiltDeg, add(slide, besideMiddle(state, tile))));
}

/**
 * By how much each beam fell beside its place, on the untilted specimen, µm. An image that would have to be shifted by a
 * correction to lie on an earlier one was taken beside that by the opposite. A piece of a montage is off as its middle is, an
 * autofocus as the image that follows it.
 */
function offsOf({ area, settings, foundOff }: Ready, exposures: readonly Exposed[]): readonly Vec<'specimen'>[] {
  const ofSlots = new Map<string, Vec<'specimen'>>();
  const keyOf = ({ target, step }: Exposed): string | null =>
    target === null || step === null ? null : slotKey({ target, step });
  for (const exposure of exposures) {
    const key = keyOf(exposure);
    const found = key === null ? undefined : foundOff.get(key);
    if (key === null || found === undefined || exposure.what === 'tile' || exposure.target === null) continue;
    const before = ofSlots.get(slotKey({ target: exposure.target, step: found.againstStep })) ?? nothing;
    ofSlots.set(key, subtract(before, laidDown(settings, exposure.tiltDeg, apply(area.toSpecimen, found.correction))));
  }
  const offOf = (exposure: Exposed | undefined): Vec<'specimen'> =>
    ofSlots.get(exposure ? (keyOf(exposure) ?? '') : '') ?? nothing;
  return exposures.map((exposure, at) => {
    if (exposure.what !== 'focus') return offOf(exposure);
    const next = exposures.find((shot, i) => i > at && shot.what === 'record' && shot.target === exposure.target);
    return Math.abs((next?.tiltDeg ?? 90) - exposure.tiltDeg) < sameTiltDeg ? offOf(next) : nothing;
  });
}

/** Two exposures without a turn of the stage in between agree far better, degrees. */
const sameTiltDeg = 0.5;

const nothing: Vec<'specimen'> = { x: 0, y: 0 };

/** Where a piece of a montage lies from its middle, as the beam sees it, µm. */
function besideMiddle({ area, settings }: Ready, tile: Tile | null): Vec<'specimen'> {
  if (tile === null || area.camera === undefined) return { x: 0, y: 0 };
  return apply<'camera', 'specimen'>(area.camera.toSpecimen, tileShift(settings, area.camera.size, tile));
}
