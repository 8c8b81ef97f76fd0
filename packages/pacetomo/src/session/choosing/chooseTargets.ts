import { objectionToRoot } from '../../area/areaNames.ts';
import { newArea } from '../../area/newArea.ts';
import type { Vec } from '../../geometry/frames.ts';
import { findHoles } from '../../holes/findHoles.ts';
import type { ChoosingMicroscope } from '../../microscope/choosing.ts';
import { refuseOtherTilt } from '../../procedures/choosing/areaTilt.ts';
import { chooseAt, knownPoints, type Point } from '../../procedures/choosing/atPoint.ts';
import { placeOfStage, takeBearings, whereNow } from '../../procedures/choosing/bearings.ts';
import { beginArea, freeName, sayConditions } from '../../procedures/choosing/begin.ts';
import { chooseByDragging } from '../../procedures/choosing/byDragging.ts';
import { chooseGroup } from '../../procedures/choosing/byGroup.ts';
import { choosePattern, type PatternOutcome, type PatternWish } from '../../procedures/choosing/byPattern.ts';
import { fillCurrentPolygon, type PolygonFill, type PolygonOutcome } from '../../procedures/choosing/byPolygon.ts';
import { chooseByShift, type ShiftWish } from '../../procedures/choosing/byShift.ts';
import type { Choosing } from '../../procedures/choosing/choosing.ts';
import type { Hand } from '../../procedures/choosing/dragging.ts';
import { findTracking } from '../../procedures/choosing/findTracking.ts';
import type { Manner } from '../../procedures/choosing/manner.ts';
import { removeOutlines } from '../../procedures/choosing/outlines.ts';
import { type SavedViews, saveViews } from '../../procedures/choosing/saveViews.ts';
import type { FindLattice } from '../../procedures/choosing/seenLattice.ts';
import type { Anchor } from '../../procedures/choosing/tracking.ts';
import type { ChosenBy } from '../../run/choosingEvents.ts';
import { Trouble } from '../../run/errors.ts';
import type { AreaStore } from './areaStore.ts';
import { type ChoosingSite, chooseOn } from './chooseOn.ts';

/** One way of choosing, with what it wants to know. */
export type Way =
  | { readonly by: 'drag' }
  | { readonly by: 'point'; readonly points: readonly Point[] }
  | { readonly by: 'group' }
  | ({ readonly by: 'shift' } & ShiftWish)
  | ({ readonly by: 'pattern' } & PatternWish)
  | ({
      readonly by: 'polygon';
      /** A polygon that is drawn into the Navigator first; without it its current item is the polygon. */
      readonly corners?: readonly Vec<'stage'>[] | undefined;
    } & Omit<PolygonFill, 'footprint'>)
  | { readonly by: 'views'; readonly skipped: boolean };

/** Which targets are to be chosen, and how. */
export interface SelectWish {
  readonly way: Way;
  readonly manner: Manner;
  /** Diameter of the beam in Record, µm; null for what SerialEM knows. */
  readonly beamDiameterUm: number | null;
  /** Diameter of the holes of the film, µm; without it that is found out too. */
  readonly holeDiameterUm?: number | null | undefined;
  /** Highest tilt, for outlines and for filling polygons, degrees. */
  readonly maxTiltDeg: number;
  readonly drawBeam: boolean;
  /** Name of a new area; null to go on with the one in the store. */
  readonly root: string | null;
  /** How the tracking target of an area that goes on is found: by realigning, or not, because the stage has not moved since. */
  readonly tracking?: 'realign' | 'unmoved' | undefined;
}

/** What has been chosen. */
export type SelectOutcome =
  | { readonly by: 'views'; readonly views: SavedViews }
  | { readonly by: 'pattern'; readonly pattern: PatternOutcome }
  | { readonly by: 'polygon'; readonly polygon: PolygonOutcome }
  | { readonly by: Exclude<ChosenBy, 'pattern' | 'polygon'>; readonly notReached: number };

/** Finds holes of a diameter, or of any. */
const latticeBy =
  (diameterUm: number | null): FindLattice =>
  (image, pixelSizeNm) =>
    findHoles(image, { pixelSizeNm, ...(diameterUm === null ? {} : { diameterUm }) });

/** Diameter of a beam that nobody knows, µm (the original's). */
const unknownDiameterUm = 1;

/**
 * Chooses targets on a microscope and writes their targets file at each. `openStore` is told SerialEM's directory, where the
 * maps go, and says where the targets file goes; it is asked before anything is exposed.
 */
export async function chooseTargets(
  site: Omit<ChoosingSite, 'save'>,
  wish: SelectWish,
  openStore: (directory: string) => Promise<AreaStore>,
  findLattice: FindLattice = latticeBy(wish.holeDiameterUm ?? null),
): Promise<SelectOutcome> {
  refuseName(wish.root);
  let store: AreaStore | null = null;
  const save: ChoosingSite['save'] = async (area) => store?.save(area);
  return chooseOn({ ...site, save }, newArea(wish.root ?? '', 0), async (scope, context, found) => {
    store = await openStore(await scope.directory());
    refuseMismatch(wish, store.area !== null && store.area.targets.length > 0);
    const bearings = await takeBearings(scope, found);
    const choosing = await areaOf(scope, context, wish, store, bearings);
    await sayConditions(choosing, bearings);
    const diameterUm = wish.beamDiameterUm ?? 2 * (bearings.beamRadiusUm ?? unknownDiameterUm / 2);
    const beam = { radiusUm: diameterUm / 2, maxTiltDeg: wish.maxTiltDeg };
    const hand: Hand = { choosing, bearings, manner: wish.manner, beam: wish.drawBeam ? beam : null };
    const origin = await originOf(scope, hand, wish.tracking ?? 'realign');
    const footprint = { beamDiameterUm: diameterUm, maxTiltDeg: wish.maxTiltDeg };
    const outcome = await choose(scope, hand, origin, wish.way, { footprint, findLattice });
    if (wish.drawBeam) await removeOutlines(scope, choosing.area.name);
    return outcome;
  });
}

/** Where the image shift points at the tracking target; null while there is none. */
async function originOf(
  scope: ChoosingMicroscope,
  { choosing, bearings }: Hand,
  tracking: NonNullable<SelectWish['tracking']>,
): Promise<Vec<'specimen'> | null> {
  const [first] = choosing.area.targets;
  if (first === undefined) return null;
  refuseOtherTilt(choosing.area, bearings.tiltDeg);
  if (tracking === 'realign' || first.stage === null) return findTracking(scope, choosing, bearings);
  return placeOfStage(bearings, await whereNow(scope, bearings), first.stage);
}

/** The area in the store goes on; without one a new area begins, under a name that nothing has. */
async function areaOf(
  scope: ChoosingMicroscope,
  context: Choosing,
  { root }: SelectWish,
  store: AreaStore,
  bearings: { readonly tiltDeg: number },
): Promise<Choosing> {
  if (store.area !== null) return beginArea(context, store.area, bearings);
  const name = await freeName(scope, root ?? '', (taken) => store.isTaken(taken));
  if (name !== root) await context.person.say(`There are files of ${root} already; the area is called ${name}.`);
  return beginArea(context, name, bearings);
}

function refuseName(root: string | null): void {
  const objection = root === null ? null : objectionToRoot(root);
  if (objection !== null) throw new Trouble('bad-input', `“${root}” cannot be the name of an area: it ${objection}.`);
}

interface Means {
  readonly footprint: PolygonFill['footprint'];
  readonly findLattice: FindLattice;
}

async function choose(
  scope: ChoosingMicroscope,
  hand: Hand,
  origin: Vec<'specimen'> | null,
  way: Way,
  { footprint, findLattice }: Means,
): Promise<SelectOutcome> {
  switch (way.by) {
    case 'drag':
      await chooseByDragging(scope, hand, origin);
      return { by: 'drag', notReached: 0 };
    case 'point':
      return { by: 'point', notReached: await choosePoints(scope, hand, origin, way.points) };
    case 'shift':
      await chooseByShift(scope, hand, origin, way);
      return { by: 'shift', notReached: 0 };
    case 'views':
      return { by: 'views', views: await saveViews(scope, hand, origin ?? { x: 0, y: 0 }, way) };
    default:
      return chooseAnew(scope, hand, way, { footprint, findLattice });
  }
}

async function chooseAnew(
  scope: ChoosingMicroscope,
  hand: Hand,
  way: Extract<Way, { readonly by: 'group' | 'pattern' | 'polygon' }>,
  { footprint, findLattice }: Means,
): Promise<SelectOutcome> {
  if (way.by === 'pattern') return { by: 'pattern', pattern: await choosePattern(scope, hand, way, findLattice) };
  if (way.by === 'polygon') {
    const { corners, ...fill } = way;
    if (corners !== undefined) await drawPolygon(scope, hand, corners);
    return { by: 'polygon', polygon: await fillCurrentPolygon(scope, hand, { ...fill, footprint }) };
  }
  await chooseGroup(scope, hand);
  return { by: 'group', notReached: 0 };
}

/** What is added is the current item of the Navigator. */
async function drawPolygon(
  scope: ChoosingMicroscope,
  { choosing, bearings }: Hand,
  corners: readonly Vec<'stage'>[],
): Promise<void> {
  const { zUm } = await whereNow(scope, bearings);
  await scope.addPolygon(corners, zUm, { label: 'area', note: `polygon of ${choosing.area.name}`, acquire: false });
}

/** How many of the points image shift does not reach. */
async function choosePoints(
  scope: ChoosingMicroscope,
  hand: Hand,
  origin: Vec<'specimen'> | null,
  points: readonly Point[],
): Promise<number> {
  const stage = hand.choosing.area.targets[0]?.stage ?? (await whereNow(scope, hand.bearings)).stage;
  let anchor: Anchor | null = origin && { origin, stage };
  let notReached = 0;
  for (const point of await knownPoints(scope, points)) {
    const outcome = await chooseAt(scope, hand, anchor, point);
    anchor = outcome.anchor;
    if (outcome.attempt === 'beyond reach') notReached += 1;
  }
  return notReached;
}

/** Some ways begin an area, one needs targets. */
function refuseMismatch({ way, tracking = 'realign' }: SelectWish, hasTargets: boolean): void {
  if (way.by === 'point' && hasTargets && tracking === 'realign' && way.points.some((point) => point.in === 'image'))
    throw new Trouble(
      'bad-input',
      'Points in an image would be lost when the tracking target is found again. If the stage has not moved since the area was chosen, say --unmoved; else give positions of the stage. Nothing was exposed.',
    );
  if (tracking === 'unmoved' && !hasTargets)
    throw new Trouble('bad-input', '--unmoved is for an area that goes on; this one is new. Nothing was exposed.');
  if (way.by === 'views' && !hasTargets)
    throw new Trouble('bad-input', 'Views of which targets? Give the targets file of an area; nothing was exposed.');
  const begins = way.by === 'group' || way.by === 'pattern' || way.by === 'polygon';
  if (!begins || !hasTargets) return;
  throw new Trouble(
    'bad-input',
    `Targets by ${way.by} begin an area of their own, and this one has targets already. Add targets by drag, at or shift, or begin a new area; nothing was exposed.`,
  );
}
