import { patternSettings } from '../../area/newArea.ts';
import { cosDeg } from '../../geometry/degrees.ts';
import { length, subtract, type Vec } from '../../geometry/frames.ts';
import { fillPolygon } from '../../layout/fillPolygon.ts';
import { beamSpacing, type Footprint } from '../../layout/footprint.ts';
import type { LatticeVectors } from '../../layout/lattice.ts';
import type { Outline } from '../../layout/outline.ts';
import type { ChoosingMicroscope } from '../../microscope/choosing.ts';
import { Trouble } from '../../run/errors.ts';
import { goToPlace, goToStage, type Here, placeOfStage, stageOfPlace, whereNow } from './bearings.ts';
import type { Hand } from './dragging.ts';
import { layDown } from './laying.ts';
import { chooseTracking } from './tracking.ts';

/** How the polygon that is the Navigator's current item is to be filled. */
export interface PolygonFill {
  readonly shape: 'orthogonal' | 'hexagonal';
  /** Direction of the first vector on the specimen, degrees counter-clockwise from the tilt axis. */
  readonly rotationDeg: number;
  readonly footprint: Footprint;
  /** Vectors in place of those that the beam asks for; null for these. */
  readonly vectors: LatticeVectors | null;
  /** Whether the whole beam has to lie within the polygon at the highest tilt, or the middle of a target only. */
  readonly inside: 'centre' | 'footprint';
  /** Where the tracking target is chosen: where the image shift points, in the middle, or where most targets fit. */
  readonly start: 'here' | 'middle' | 'best';
}

/** What has become of the polygon. */
export interface PolygonOutcome {
  readonly vectors: LatticeVectors;
  readonly targets: number;
  readonly beyondReach: number;
}

/**
 * Fills the polygon that is the Navigator's current item with targets that the beam does not share at the highest tilt
 * (behaviour D.2, D.6.3, D.8): the tracking target with images, centred by a person if one is there, the others without.
 *
 * Throws `bad-input` when the current item is no polygon or no target fits into it.
 */
export async function fillCurrentPolygon(
  scope: ChoosingMicroscope,
  hand: Hand,
  fill: PolygonFill,
): Promise<PolygonOutcome> {
  const polygon = await currentPolygon(scope);
  // places are as they are seen at the tilt of the stage, and so are vectors that are given
  const footprint = { ...fill.footprint, foreshortening: cosDeg(hand.bearings.tiltDeg) };
  const vectors = fill.vectors ?? beamSpacing(fill.shape, footprint, fill.rotationDeg);
  const plan = { ...fill, footprint, vectors, polygon };
  await goToStart(scope, hand, plan);
  const anchor = await chooseTracking(scope, hand, 'polygon');
  await goToPlace(scope, hand.bearings, anchor.origin);
  const here = await whereNow(scope, hand.bearings);
  const filled = fillAbout(hand, plan, { ...here, stage: anchor.stage }, 'here');
  const { choosing } = hand;
  const { area } = choosing;
  await choosing.keep({ ...area, settings: [...area.settings, ...patternSettings({ size: null, ...vectors })] });
  await choosing.note({ type: 'choose.vectors', ...vectors, from: fill.vectors === null ? 'the beam' : 'given' });
  // a person may have dragged the tracking target out of the polygon: then every place is one more target
  const others = filled.places.filter((place) => length(subtract(place, here.place)) > sameUm);
  const beyondReach = await layDown(scope, hand, here, others, 'polygon');
  return { vectors, targets: choosing.area.targets.length, beyondReach: beyondReach + filled.beyondLimit };
}

/** Places nearer to each other are the same, µm. */
const sameUm = 1e-6;

interface PlannedFill extends PolygonFill {
  readonly vectors: LatticeVectors;
  readonly polygon: readonly Vec<'stage'>[];
}

async function currentPolygon(scope: ChoosingMicroscope): Promise<readonly Vec<'stage'>[]> {
  const current = await scope.currentItem();
  const item = current === null ? null : (await scope.items()).find(({ item }) => item === current.item);
  if (item?.kind === 'polygon') return item.outline;
  const what = item == null ? 'There is no current item in the Navigator' : `Item ${item.label} is a ${item.kind}`;
  throw new Trouble(
    'bad-input',
    `${what}; a polygon is to be filled. Draw one with Add Polygon, select it, then choose again; nothing was exposed.`,
  );
}

async function goToStart(scope: ChoosingMicroscope, hand: Hand, fill: PlannedFill): Promise<void> {
  const here = await whereNow(scope, hand.bearings);
  const [start] = fillAbout(hand, fill, here, fill.start).places; // whether it can be filled is known before an exposure
  if (fill.start === 'here' || start === undefined) return;
  await goToStage(scope, hand.bearings, stageOfPlace(hand.bearings, here, start));
}

/** The corners as places that image shift would have to point at, from a place that lies among them. */
const outlineFrom = ({ bearings }: Hand, { polygon }: PlannedFill, here: Here): Outline =>
  polygon.map((corner) => placeOfStage(bearings, here, corner));

/** Lays targets into the polygon: a point of the lattice exactly at `here` or in the middle, or where most of them fit. */
function fillAbout(hand: Hand, fill: PlannedFill, here: Here, start: PolygonFill['start']) {
  const outline = outlineFrom(hand, fill, here);
  const { footprint, vectors } = fill;
  const inside = fill.inside === 'centre' ? { what: 'centre' as const } : { what: 'footprint' as const, footprint };
  const { imageShiftLimitUm } = hand.bearings;
  const near = start === 'here' ? here.place : null;
  const filled = fillPolygon({ outline, vectors, inside, near, imageShiftLimitUm, moveLattice: start === 'best' });
  if (filled.kind === 'layout') return filled;
  throw new Trouble(
    'bad-input',
    `The polygon cannot be filled: ${filled.reason} Draw another one, or choose a smaller beam or tilt.`,
  );
}
