import type { Vec } from '../geometry/frames.ts';
import { liesInALine } from '../geometry/planeFit.ts';
import type { SampleTilt } from '../geometry/sampleTilt.ts';
import { clearOf } from './clearance.ts';
import { beamFootprint, type Footprint, outline } from './footprint.ts';

/** Where spots may lie. Places count from the tracking target, µm on the untilted specimen. */
export interface SpotWish {
  readonly sample: SampleTilt;
  /** Radius of the beam that falls on a spot, µm. */
  readonly radiusUm: number;
  /** Tilts at which spots are exposed, degrees: they are free at all of them. */
  readonly tiltsDeg: readonly number[];
  /** Farthest that image shift goes from the tracking target, µm. */
  readonly reachUm: number;
  /** What must not be hit: footprints of the ledger. */
  readonly avoid: readonly Footprint[];
  /** Whether a place is good to focus on: not in a hole, on a bar or on ice. Without it every place is. */
  readonly isOnSample?: (place: Vec<'specimen'>) => boolean;
}

/** Spots in the order in which they were chosen, or why there are not so many. */
export type ChosenSpots =
  | { readonly kind: 'spots'; readonly spots: readonly Vec<'specimen'>[] }
  | { readonly kind: 'none'; readonly why: string };

/** Spots are looked for on a grid this fine, µm. */
const gridUm = 0.5;
/** Points on the edge of a spot, beside its middle, that have to lie on the sample. */
const edgePoints = 8;
/** A place that rises with the tilt is worse for a focus than one along the axis by this factor (an estimate). */
const worseAcross = 4;

/**
 * Chooses `count` spots, three or more, for measuring the slope of the sample: far out, far from each other, and never all in
 * a line. The same wish gives the same spots.
 */
export function chooseGeometrySpots(wish: SpotWish, count: number): ChosenSpots {
  if (count < 3) throw new Error('a plane needs at least three spots');
  const free = freePlaces(wish);
  if (free.kind === 'none') return free;
  const spots: Vec<'specimen'>[] = [];
  while (spots.length < count) {
    const apart = free.places.filter((place) => spots.every((spot) => distance(place, spot) >= 2 * wish.radiusUm));
    const next = best(apart, (place) => worth(place, spots));
    if (next === null) break;
    spots.push(next);
  }
  if (spots.length < count) {
    const why = `there is room for ${spots.length} ${spots.length === 1 ? 'spot' : 'spots'} of ${decimal(2 * wish.radiusUm)} µm, not for ${count}`;
    return { kind: 'none', why: `${why}: allow a farther image shift, a smaller beam or fewer spots` };
  }
  if (liesInALine(spots))
    return { kind: 'none', why: 'all free places lie in a line, so the slope across it would not be measured' };
  return { kind: 'spots', spots };
}

/** Chooses the spot for an autofocus beside the tracking target: near it, and rather along the tilt axis, where height does not change. */
export function chooseFocusSpot(wish: SpotWish): ChosenSpots {
  const free = freePlaces(wish);
  if (free.kind === 'none') return free;
  const nearest = best(free.places, ({ x, y }) => -Math.hypot(x, worseAcross * y));
  return nearest === null ? { kind: 'none', why: 'there is no place' } : { kind: 'spots', spots: [nearest] };
}

/** The first spot lies far out, the second far from it, the third makes the largest triangle, all others fill gaps. */
function worth(place: Vec<'specimen'>, [first, second, ...others]: readonly Vec<'specimen'>[]): number {
  if (first === undefined) return Math.hypot(place.x, place.y);
  if (second === undefined) return distance(place, first);
  if (others.length === 0)
    return Math.abs((second.x - first.x) * (place.y - first.y) - (second.y - first.y) * (place.x - first.x));
  return Math.min(...[first, second, ...others].map((spot) => distance(place, spot)));
}

type FreePlaces =
  | { readonly kind: 'free'; readonly places: readonly Vec<'specimen'>[] }
  | { readonly kind: 'none'; readonly why: string };

function freePlaces(wish: SpotWish): FreePlaces {
  const reachable = gridWithin(wish.reachUm);
  const onSample = reachable.filter((place) => liesOnSample(wish, place));
  if (onSample.length === 0)
    return { kind: 'none', why: `within ${wish.reachUm} µm there is no place on the sample that is large enough` };
  const clear = wish.tiltsDeg.map((tiltDeg) =>
    clearOf(beamFootprint(wish.sample, tiltDeg, { x: 0, y: 0 }, wish.radiusUm), wish.avoid),
  );
  const places = onSample.filter((place) => clear.every((isClear) => isClear(place)));
  if (places.length > 0) return { kind: 'free', places };
  return {
    kind: 'none',
    why: `everything within ${wish.reachUm} µm is exposed by the run: allow a farther image shift, or choose targets less densely`,
  };
}

function liesOnSample({ sample, radiusUm, tiltsDeg, isOnSample }: SpotWish, place: Vec<'specimen'>): boolean {
  if (isOnSample === undefined) return true;
  return tiltsDeg.every((tiltDeg) =>
    [place, ...outline(beamFootprint(sample, tiltDeg, place, radiusUm), edgePoints)].every(isOnSample),
  );
}

function gridWithin(reachUm: number): readonly Vec<'specimen'>[] {
  const n = Math.floor(reachUm / gridUm);
  const steps = Array.from({ length: 2 * n + 1 }, (_, i) => (i - n) * gridUm);
  const square = steps.flatMap((y) => steps.map((x): Vec<'specimen'> => ({ x, y })));
  return square.filter(({ x, y }) => Math.hypot(x, y) <= reachUm);
}

/** The place of most worth, of several the first; null when there is none. */
function best(places: readonly Vec<'specimen'>[], worthOf: (place: Vec<'specimen'>) => number): Vec<'specimen'> | null {
  let found: { readonly place: Vec<'specimen'>; readonly worth: number } | null = null;
  for (const place of places) {
    const worthHere = worthOf(place);
    if (found === null || worthHere > found.worth) found = { place, worth: worthHere };
  }
  return found?.place ?? null;
}

const distance = (a: Vec<'specimen'>, b: Vec<'specimen'>): number => Math.hypot(a.x - b.x, a.y - b.y);
const decimal = (value: number): string => String(Math.round(value * 100) / 100);
