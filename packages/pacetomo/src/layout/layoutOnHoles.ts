import { add, length, subtract, type Vec } from '../geometry/frames.ts';
import { type Footprint, footprintsOverlap } from './footprint.ts';
import { type LatticeStep, type LatticeVectors, pitchUm, placeOf } from './lattice.ts';
import { type Layout, nearestTo, withinReach } from './layout.ts';
import { shortOrder } from './order.ts';
import { containing, type Outline } from './outline.ts';

/** Holes as a hole finder has seen them. */
export interface Holes {
  /** Middle of each, µm. They need not lie exactly on the lattice, and some of it may be missing. */
  readonly places: readonly Vec<'specimen'>[];
  readonly vectors: LatticeVectors;
}

/** A hole is that of a point of the lattice when it lies within this part of the pitch: half would be its neighbour's as well. */
const nearEnough = 0.3;

/**
 * Targets at the holes of a pattern, each where its hole was seen. The centre of the pattern is the hole nearest to
 * `near`. Points of the pattern that have no hole are left out and counted.
 */
export function patternOnHoles(
  holes: Holes,
  wish: { readonly steps: readonly LatticeStep[]; readonly near: Vec<'specimen'>; readonly imageShiftLimitUm: number },
): Layout & { readonly withoutHole?: number } {
  const centre = holes.places[nearestTo(wish.near, holes.places)];
  if (centre === undefined) return { kind: 'none', reason: 'There are no holes.' };
  const found = wish.steps
    .map((step) => holeAt(holes, add(centre, placeOf(holes.vectors, step))))
    .filter((hole) => hole !== null);
  const { reached, beyondLimit } = withinReach(found, centre, wish.imageShiftLimitUm);
  return { kind: 'layout', places: reached, beyondLimit, withoutHole: wish.steps.length - found.length };
}

function holeAt({ places, vectors }: Holes, place: Vec<'specimen'>): Vec<'specimen'> | null {
  const hole = places[nearestTo(place, places)];
  return hole !== undefined && length(subtract(hole, place)) <= nearEnough * pitchUm(vectors) ? hole : null;
}

/** How the holes of a film, or of a part of it, are to be used. */
export interface HoleFillWish {
  /** Only holes whose middle lies in here; null for all. */
  readonly outline: Outline | null;
  /** Where the tracking target should be. */
  readonly near: Vec<'specimen'>;
  readonly imageShiftLimitUm: number;
  /** Leave holes out so that these footprints do not overlap; null to take every hole. */
  readonly apart: Footprint | null;
}

/** Targets at all holes within reach, from the tracking target outwards. */
export function layoutOnHoles(
  { places, vectors }: Holes,
  { outline, near, imageShiftLimitUm, apart }: HoleFillWish,
): Layout {
  const inside = outline === null ? places : places.filter(containing(outline));
  const { reached, beyondLimit } = withinReach(inside, near, imageShiftLimitUm);
  if (reached.length === 0) return { kind: 'none', reason: 'There is no hole within the polygon.' };
  const ordered = shortOrder(reached, vectors);
  const kept = apart === null ? ordered : shortOrder(apartFrom(ordered, apart), vectors);
  return { kind: 'layout', places: kept, beyondLimit };
}

/** Of the places in this order those that overlap with none before them. */
function apartFrom(ordered: readonly Vec<'specimen'>[], footprint: Footprint): readonly Vec<'specimen'>[] {
  const kept: Vec<'specimen'>[] = [];
  for (const place of ordered) if (!kept.some((other) => footprintsOverlap(footprint, place, other))) kept.push(place);
  return kept;
}
