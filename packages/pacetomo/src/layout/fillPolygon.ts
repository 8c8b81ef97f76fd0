import { add, length, subtract, type Vec } from '../geometry/frames.ts';
import type { Footprint } from './footprint.ts';
import { type LatticeVectors, placeOf, stepsTo } from './lattice.ts';
import { type Layout, withinReach } from './layout.ts';
import { shortOrder } from './order.ts';
import { areaUm2, containing, containingFootprint, middleOf, type Outline } from './outline.ts';

/** How a polygon is to be filled with targets. */
export interface PolygonWish {
  readonly outline: Outline;
  readonly vectors: LatticeVectors;
  /** What has to lie within the outline: the middle of a target, or all that is lit at the highest tilt. */
  readonly inside: { readonly what: 'centre' } | { readonly what: 'footprint'; readonly footprint: Footprint };
  /** Where the tracking target should be; null for the middle of the polygon. */
  readonly near: Vec<'specimen'> | null;
  readonly imageShiftLimitUm: number;
  /** Move the lattice so that as many targets as possible fit, instead of laying a point of it exactly on `near`. */
  readonly moveLattice: boolean;
}

/** Positions of the lattice that are tried along each of its vectors. */
const tries = 16;
/** More points than this in the box about a polygon are a mistake in the vectors: a grid square has some thousands. */
const mostCandidates = 50_000;

/** Targets on a lattice within a polygon, from the tracking target outwards. */
export function fillPolygon(wish: PolygonWish): Layout {
  if (areaUm2(wish.outline) === 0) return { kind: 'none', reason: 'The polygon encloses nothing.' };
  const anchor = wish.near ?? middleOf(wish.outline);
  const box = stepsAbout(wish.outline, wish.vectors, anchor);
  if (box === null) return { kind: 'none', reason: 'The two vectors of the lattice lie in a line.' };
  if (box.size > mostCandidates) {
    return {
      kind: 'none',
      reason: `The lattice would have ${box.size} points about the polygon. Its vectors are too short, or the polygon is too large.`,
    };
  }
  const { inside, outline } = wish;
  const isInside = inside.what === 'centre' ? containing(outline) : containingFootprint(outline, inside.footprint);
  const origins = wish.moveLattice ? originsAbout(anchor, wish.vectors) : [anchor];
  const best = origins
    .map((origin) => pointsAt(wish.vectors, box, origin).filter(isInside))
    .map((places) => withinReach(places, anchor, wish.imageShiftLimitUm))
    .reduce((one, other) => (isBetter(other.reached, one.reached, anchor) ? other : one));
  if (best.reached.length === 0) return { kind: 'none', reason: 'No target fits into the polygon.' };
  return { kind: 'layout', places: shortOrder(best.reached, wish.vectors), beyondLimit: best.beyondLimit };
}

/** More targets are better; of as many, those whose tracking target lies clearly nearer to where it is wanted. */
function isBetter(
  one: readonly Vec<'specimen'>[],
  other: readonly Vec<'specimen'>[],
  anchor: Vec<'specimen'>,
): boolean {
  const [first, second] = [one[0], other[0]];
  if (one.length !== other.length || first === undefined || second === undefined) return one.length > other.length;
  return length(subtract(first, anchor)) < length(subtract(second, anchor)) - rounding;
}

const rounding = 1e-9;

/** The rows and columns of the lattice that an outline reaches into, and one more on each side. */
interface StepBox {
  readonly columns: readonly number[];
  readonly rows: readonly number[];
  readonly size: number;
}

function stepsAbout(outline: Outline, vectors: LatticeVectors, anchor: Vec<'specimen'>): StepBox | null {
  const corners = outline.map((corner) => stepsTo(vectors, subtract(corner, anchor))).filter((step) => step !== null);
  if (corners.length < outline.length) return null;
  const columns = span(corners.map(({ i }) => i));
  const rows = span(corners.map(({ j }) => j));
  const size = columns.count * rows.count;
  return size > mostCandidates
    ? { columns: [], rows: [], size }
    : { columns: listed(columns), rows: listed(rows), size };
}

interface Span {
  readonly from: number;
  readonly count: number;
}

/** Whole numbers from one below the least to one above the greatest. */
function span(values: readonly number[]): Span {
  const from = Math.floor(Math.min(...values)) - 1;
  return { from, count: Math.ceil(Math.max(...values)) + 2 - from };
}

const listed = ({ from, count }: Span): readonly number[] => Array.from({ length: count }, (_, i) => from + i);

function originsAbout(anchor: Vec<'specimen'>, vectors: LatticeVectors): readonly Vec<'specimen'>[] {
  return Array.from({ length: tries * tries }, (_, at) => {
    const step = { i: Math.floor(at / tries) / tries, j: (at % tries) / tries };
    return add(anchor, placeOf(vectors, step));
  });
}

function pointsAt(
  vectors: LatticeVectors,
  { rows, columns }: StepBox,
  origin: Vec<'specimen'>,
): readonly Vec<'specimen'>[] {
  return rows.flatMap((j) => columns.map((i) => add(origin, placeOf(vectors, { i, j }))));
}
