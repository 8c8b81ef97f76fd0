import { numberIn, viewMapName } from '../../area/areaNames.ts';
import type { Vec } from '../../geometry/frames.ts';
import type { ChoosingMicroscope } from '../../microscope/choosing.ts';
import type { ChosenBy } from '../../run/choosingEvents.ts';
import { StopRequested } from '../../run/control.ts';
import { Trouble } from '../../run/errors.ts';
import { nearZeroUm, whereNow } from './bearings.ts';
import { centreTarget } from './centring.ts';
import type { Hand } from './dragging.ts';
import { wantsToEnd } from './further.ts';
import { freeMapName, keepTarget, keepView } from './keeping.ts';
import { take } from './looks.ts';

/** The name of the tracking target in messages and records. */
const tracking = '001';
/** A View is half of a usual field away at most, µm: beyond that the correlation has found something else. */
const farthestUm = 5;
/** An image whose middle is this near to the target shows it in the middle, µm. */
const sameUm = 0.02;

/**
 * The tracking target, for what follows from it. The stage misses what it is sent to by some tenths of µm and does not read
 * that out, so positions of the Navigator from before a move are right only against each other.
 */
export interface Anchor {
  /** Where the image shift points at it, µm from where it is zero. */
  readonly origin: Vec<'specimen'>;
  /** Its Navigator position among those that were known before the stage was moved for it. */
  readonly stage: Vec<'stage'>;
}

/**
 * Chooses the tracking target where the image shift points, and keeps it with a View of the whole camera (behaviour D.3).
 * Image shift beyond 0.5 µm is given to the stage first, to either side (H54), and the place found again by its images.
 *
 * Throws `needs-person` when the place is not found again and nobody is there to centre it.
 */
export async function chooseTracking(scope: ChoosingMicroscope, hand: Hand, by: ChosenBy): Promise<Anchor> {
  const { choosing, bearings, manner } = hand;
  await choosing.person.say('The first target is the tracking target: it should show contrast at every tilt.');
  const stage = await centreAndSettle(scope, hand);
  const here = await whereNow(scope, bearings);
  await keepTarget(scope, choosing, { by, here, origin: null, image: manner.image });
  if (manner.image !== 'view') await saveViewOfTracking(scope, hand);
  return { origin: here.place, stage };
}

/** Gives the Navigator position of the place before the stage was moved. */
async function centreAndSettle(scope: ChoosingMicroscope, hand: Hand): Promise<Vec<'stage'>> {
  for (;;) {
    if (!(await centreTarget(scope, hand, tracking))) {
      if (await wantsToEnd(scope, hand)) throw new StopRequested();
      continue;
    }
    const { place, stage } = await whereNow(scope, hand.bearings);
    if (Math.abs(place.x) <= nearZeroUm && Math.abs(place.y) <= nearZeroUm) return stage;
    if (await giveShiftToStage(scope, hand)) return stage;
    if (hand.manner.centring === 'nobody') throw lost();
    await hand.choosing.person.say('It was not found again after the move of the stage. Drag it once more.');
  }
}

/**
 * Moves the stage so that image shift can be near zero, and finds the place again: by a View, which forgives the stage its
 * errors, then by the Preview if there is one. Buffer A then holds the image that is kept. False when it is not found.
 */
async function giveShiftToStage(scope: ChoosingMicroscope, { choosing, bearings, manner }: Hand): Promise<boolean> {
  if (manner.image === 'preview') await scope.keepAside();
  // a View that is to be kept is in buffer A already
  if (manner.image !== 'view') await take(scope, choosing, bearings, 'view', tracking);
  await scope.keepAsReference();
  await scope.goToRecordArea();
  await scope.resetImageShift();
  await take(scope, choosing, bearings, 'view', tracking);
  if ((await scope.centreOnReference(farthestUm)) === null) return false;
  await scope.goToRecordArea();
  if (manner.image === 'none') return true;
  if (manner.image === 'preview') {
    await scope.showKept();
    await scope.keepAsReference();
  }
  await take(scope, choosing, bearings, manner.image, tracking);
  if (manner.image === 'view') return true;
  const movedUm = await scope.centreOnReference(null);
  if (movedUm === null) return false;
  if (movedUm > sameUm) await take(scope, choosing, bearings, 'preview', tracking);
  return true;
}

/** Saves the View of the whole camera that the acquisition and other programs find the area by; what is centred stays so. */
export async function saveViewOfTracking(
  scope: ChoosingMicroscope,
  { choosing, bearings }: Pick<Hand, 'choosing' | 'bearings'>,
): Promise<void> {
  const [first] = choosing.area.targets;
  const file = await freeMapName(scope, viewMapName(choosing.area.name, numberIn(first?.stack ?? '') ?? 1));
  await scope.viewWholeCamera();
  await take(scope, choosing, bearings, 'view', tracking);
  await scope.viewAsBefore();
  await keepView(scope, choosing, 0, file);
  await scope.goToRecordArea();
}

const lost = (): Trouble =>
  new Trouble(
    'needs-person',
    'The tracking target was not found again by its View after image shift was given to the stage. Nothing was kept. Move the stage so that the place is in the middle with image shift zero, then choose it again.',
  );
