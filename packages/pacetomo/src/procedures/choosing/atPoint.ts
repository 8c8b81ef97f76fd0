import { applyAffine, inverseAffine } from '../../geometry/affine.ts';
import { add, type Vec } from '../../geometry/frames.ts';
import type { ChoosingMicroscope } from '../../microscope/choosing.ts';
import { Trouble } from '../../run/errors.ts';
import { goToStage, placeOfStage, stageOfPlace, whereNow } from './bearings.ts';
import type { Hand } from './dragging.ts';
import { type Attempt, chooseHere, nextLabel, reach } from './further.ts';
import { type Anchor, chooseTracking } from './tracking.ts';

/** A place that somebody has pointed at. */
export type Point =
  /** In the image in buffer A, which has to be the one that was pointed at: pixels from its upper left corner, y down. */
  | { readonly in: 'image'; readonly at: Vec<'image'> }
  /** A Navigator position of the stage, µm. */
  | { readonly in: 'stage'; readonly at: Vec<'stage'> }
  /** From the tracking target, µm; for the tracking target itself from where the image shift points now. */
  | { readonly in: 'specimen'; readonly at: Vec<'specimen'> };

/** What came of a point: whether it is a target now, and the tracking target. */
export interface PointOutcome {
  readonly attempt: Attempt | 'beyond reach';
  readonly anchor: Anchor;
}

/**
 * Makes a target of a point: goes there by image shift (with the stage for a tracking target out of its reach), takes the
 * image of it that is wished for, and keeps it. The first point becomes the tracking target.
 */
export async function chooseAt(
  scope: ChoosingMicroscope,
  hand: Hand,
  anchor: Anchor | null,
  point: Point,
): Promise<PointOutcome> {
  if (anchor === null) return { attempt: 'kept', anchor: await chooseFirst(scope, hand, point) };
  const place = await placeOfPoint(scope, hand, anchor, point);
  if (!(await reach(scope, hand, place, `The point for target ${nextLabel(hand)}`)))
    return { attempt: 'beyond reach', anchor };
  return { attempt: await chooseHere(scope, hand, anchor.origin, 'point'), anchor };
}

async function chooseFirst(scope: ChoosingMicroscope, hand: Hand, point: Point): Promise<Anchor> {
  const place = await placeOfPoint(scope, hand, null, point);
  const here = await whereNow(scope, hand.bearings);
  await goToStage(scope, hand.bearings, stageOfPlace(hand.bearings, here, place));
  return chooseTracking(scope, hand, 'point');
}

/** Where the image shift has to point for a point, µm from where it is zero. */
async function placeOfPoint(
  scope: ChoosingMicroscope,
  { bearings }: Hand,
  anchor: Anchor | null,
  point: Point,
): Promise<Vec<'specimen'>> {
  const here = await whereNow(scope, bearings);
  switch (point.in) {
    case 'specimen':
      return add(anchor?.origin ?? here.place, point.at);
    case 'image':
      return placeOfStage(bearings, here, await stageOfPixel(scope, point.at));
    default:
      return placeOfStage(
        bearings,
        anchor === null ? here : { ...here, place: anchor.origin, stage: anchor.stage },
        point.at,
      );
  }
}

async function stageOfPixel(scope: Pick<ChoosingMicroscope, 'picture'>, at: Vec<'image'>): Promise<Vec<'stage'>> {
  const picture = await scope.picture();
  const toStage = picture === null ? null : inverseAffine(picture.place.fromStage);
  if (toStage !== null) return applyAffine(toStage, at);
  throw new Trouble(
    'needs-person',
    'SerialEM does not know where the image in buffer A lies, so the point in it is no place. Take a View and choose the point there; nothing was exposed.',
  );
}
