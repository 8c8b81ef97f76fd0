import { type Pattern, patternSettings } from '../../area/newArea.ts';
import { add, type Vec } from '../../geometry/frames.ts';
import { type LatticeVectors, placeOf } from '../../layout/lattice.ts';
import { hexagonalSpiral, squareSpiral } from '../../layout/patterns.ts';
import type { ChoosingMicroscope } from '../../microscope/choosing.ts';
import { Trouble } from '../../run/errors.ts';
import { goToPlace, whereNow } from './bearings.ts';
import type { Hand } from './dragging.ts';
import { layDown } from './laying.ts';
import { take } from './looks.ts';
import { errorAtRimUm, isWellKnown, type PatternShape, vectorsByNeighbour } from './patternVectors.ts';
import { refinePatternVectors } from './refineVectors.ts';
import { centresBy, type FindLattice, type SeenLattice, seeLattice } from './seenLattice.ts';
import { chooseTracking } from './tracking.ts';

/** A pattern of holes about the present position. */
export interface PatternWish {
  /** Rings about the tracking target: n gives (2n + 1)² targets of a square pattern, 1 + 3n(n + 1) of a hexagonal one. */
  readonly rings: number;
  readonly shape: PatternShape;
  /** Vectors that are known; `holes`: those of the holes in a View; `neighbour`: a person drags the next hole. */
  readonly vectors: LatticeVectors | 'holes' | 'neighbour';
  /** Whether the vectors are measured again at the outermost holes, and by what. */
  readonly refine: 'template' | 'holes' | 'not';
}

/** What a pattern has become. */
export interface PatternOutcome {
  readonly vectors: LatticeVectors;
  /** How the vectors were come by, for people. */
  readonly from: string;
  readonly targets: number;
  /** Places of the pattern that image shift does not reach. */
  readonly beyondReach: number;
}

/**
 * Chooses the holes of a pattern (behaviour D.6, D.8): the tracking target where the image shift points, or in the hole next
 * to that, the others by two vectors and without an image. A lattice seen in a View is believed by its own error bars only;
 * else a person is asked to drag a neighbour.
 *
 * Throws `needs-person` when the vectors are not known well enough and nobody is there to drag.
 */
export async function choosePattern(
  scope: ChoosingMicroscope,
  hand: Hand,
  wish: PatternWish,
  find: FindLattice,
): Promise<PatternOutcome> {
  if (wish.vectors === 'neighbour' && hand.manner.centring === 'nobody') throw nobodyToDrag('');
  if (wish.refine === 'template' && !(await scope.hasTemplate())) throw noTemplate();
  const seen = wish.vectors === 'holes' ? await seeLattice(scope, hand, find) : null;
  refuseUnsure(seen, hand, wish);
  if (seen?.kind === 'lattice') await goToPlace(scope, hand.bearings, seen.nearest);
  if (wish.refine === 'template') await centreByTemplate(scope, hand);
  const { origin } = await chooseTracking(scope, silent(hand), 'pattern');
  await goToPlace(scope, hand.bearings, origin);
  const first = await firstVectors(scope, hand, wish, origin, seen);
  const known = await refined(scope, hand, wish, first, find);
  return { ...known, ...(await layPattern(scope, hand, origin, wish, known.vectors)) };
}

/** The tracking target of a pattern is a point, centred by what was seen and not by a hand. */
const silent = (hand: Hand): Hand => ({ ...hand, manner: { ...hand.manner, image: 'none', centring: 'nobody' } });

type Seen = SeenLattice | { readonly kind: 'none'; readonly why: string };

/** Before anything is chosen: a lattice that nobody there can better, or not the one that is wished for. */
function refuseUnsure(seen: Seen | null, { manner }: Hand, { rings, shape }: PatternWish): void {
  if (seen === null) return;
  if (seen.kind === 'lattice' && seen.shape === 'square' && shape === 'hexagonal') throw notHexagonal();
  if (manner.centring !== 'nobody' || (seen.kind === 'lattice' && isWellKnown(seen, rings))) return;
  throw nobodyToDrag(whyNot(seen, rings));
}

const notHexagonal = (): Trouble =>
  new Trouble(
    'bad-input',
    'The holes in the View form a square lattice, not a hexagonal one. Choose without --hexagonal.',
  );

const noTemplate = (): Trouble =>
  new Trouble(
    'needs-person',
    'Buffer P holds no hole template. Take a View of a hole, centre it and copy it to P, then choose again.',
  );

type Known = Pick<PatternOutcome, 'vectors' | 'from'>;

async function firstVectors(
  scope: ChoosingMicroscope,
  hand: Hand,
  { vectors, rings, shape }: PatternWish,
  origin: Vec<'specimen'>,
  seen: Seen | null,
): Promise<Known> {
  if (typeof vectors === 'object') return { vectors, from: 'given' };
  if (seen?.kind === 'lattice' && isWellKnown(seen, rings))
    return { vectors: { a: seen.a.vector, b: seen.b.vector }, from: 'holes in a View' };
  if (seen !== null) await hand.choosing.person.say(`${whyNot(seen, rings)} Its neighbour is dragged instead.`);
  return { vectors: await vectorsByNeighbour(scope, hand, origin, shape), from: 'dragging a neighbour' };
}

const whyNot = (seen: Seen, rings: number): string =>
  seen.kind === 'none'
    ? `No lattice of holes was found in the View: ${seen.why}.`
    : `The lattice in the View is not known well enough: its outermost hole may be ${errorAtRimUm(seen, rings).toFixed(2)} µm off.`;

const nobodyToDrag = (why: string): Trouble =>
  new Trouble(
    'needs-person',
    `${why} Nobody is there to drag a neighbouring hole to the middle. Give the vectors, or choose with a person at SerialEM.`.trim(),
  );

/** Better vectors where they can be had; else the first ones, with the reason. */
async function refined(
  scope: ChoosingMicroscope,
  { choosing }: Hand,
  { refine, rings }: PatternWish,
  first: Known,
  find: FindLattice,
): Promise<Known> {
  const noteFirst = (): Promise<void> => choosing.note({ type: 'choose.vectors', ...first.vectors, from: first.from });
  if (refine === 'not' || rings === 0) {
    await noteFirst();
    return first;
  }
  const pattern = { size: rings, ...first.vectors };
  const outcome = await refinePatternVectors(scope, choosing, { pattern, by: refine }, centresBy(find));
  if (outcome.kind === 'vectors')
    return {
      vectors: { a: outcome.a, b: outcome.b },
      from: `${outcome.holes} holes by ${refine}, after ${first.from}`,
    };
  await noteFirst();
  await choosing.note({ type: 'choose.remark', text: `The vectors were not refined: ${outcome.reason}.` });
  await choosing.person.say(`The vectors were not refined: ${outcome.reason}.`);
  return first;
}

async function centreByTemplate(scope: ChoosingMicroscope, { choosing, bearings }: Hand): Promise<void> {
  await scope.viewLikeTemplate();
  await take(scope, choosing, bearings, 'view', '001');
  const movedUm = await scope.centreOnTemplate();
  await scope.viewAsBefore();
  if (movedUm !== null) return;
  throw new Trouble(
    'needs-person',
    'The hole template in buffer P was not found in the View, so the tracking target is in no hole. Bring a hole near to the middle, or take a better template, then choose again.',
  );
}

async function layPattern(
  scope: ChoosingMicroscope,
  hand: Hand,
  origin: Vec<'specimen'>,
  { rings, shape }: PatternWish,
  vectors: LatticeVectors,
): Promise<Pick<PatternOutcome, 'targets' | 'beyondReach'>> {
  const { choosing, bearings } = hand;
  const steps = shape === 'square' ? squareSpiral(rings) : hexagonalSpiral(vectors, rings);
  const places = steps.slice(1).map((step) => add(origin, placeOf(vectors, step)));
  await keepPattern(choosing, { size: null, ...vectors });
  await goToPlace(scope, bearings, origin);
  const beyondReach = await layDown(scope, hand, await whereNow(scope, bearings), places, 'pattern');
  // PACEtomo.py numbers a pattern of a size anew, row by row: only one that is square and whole survives that (H12)
  if (shape === 'square' && beyondReach === 0 && rings > 0) await keepPattern(choosing, { size: rings, ...vectors });
  return { targets: choosing.area.targets.length, beyondReach };
}

/** Keeps what the acquisition is told of the pattern, in place of what it was told before. */
async function keepPattern(choosing: Hand['choosing'], pattern: Pattern): Promise<void> {
  const told = patternSettings(pattern);
  const { area } = choosing;
  const others = area.settings.filter(({ name }) => !told.some((setting) => setting.name === name));
  await choosing.keep({ ...area, settings: [...others, ...told] });
}
