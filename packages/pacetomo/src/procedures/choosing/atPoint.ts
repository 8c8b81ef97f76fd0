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

/** A point that means the same place whatever image is in buffer A. */
export type KnownPoint = Exclude<Point, { readonly in: 'image' }>;

/** What came of a point: whether it is a target now, and the tracking target. */
export interface PointOutcome {
  readonly attempt: Attempt | 'beyond reach';
  readonly anchor: Anchor;
}

/** Points in the image in buffer A as positions of the stage, before the first exposure puts another image there. */
export async function knownPoints(
  scope: Pick<ChoosingMicroscope, 'picture'>,
  points: readonly Point[],
): Promise<readonly KnownPoint[]> {
  const toStage = points.some((point) => point.in === 'image') ? await stageOfPixels(scope) : null;
  return points.flatMap((point): readonly KnownPoint[] => {
    if (point.in !== 'image') return [point];
    return toStage === null ? [] : [{ in: 'stage', at: toStage(point.at) }];
  });
}

/**
 * Makes a target of a point: goes there by image shift (with the stage for a tracking target out of its reach), takes the
 * image of it that is wished for, and keeps it. The first point becomes the tracking target.
 */
export async function chooseAt(
  scope: ChoosingMicroscope,
  hand: Hand,
  anchor: Anchor | null,
  point: KnownPoint,
): Promise<PointOutcome> {
  if (anchor === null) return { attempt: 'kept', anchor: await chooseFirst(scope, hand, point) };
  const place = await placeOfPoint(scope, hand, anchor, point);
  if (!(await reach(scope, hand, place, `The point for target ${nextLabel(hand)}`)))
    return { attempt: 'beyond reach', anchor };
  return { attempt: await chooseHere(scope, hand, anchor.origin, 'point'), anchor };
}

async function chooseFirst(scope: ChoosingMicroscope, hand: Hand, point: KnownPoint): Promise<Anchor> {
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
  point: KnownPoint,
): Promise<Vec<'specimen'>> {
  const here = await whereNow(scope, bearings);
  if (point.in === 'specimen') return add(anchor?.origin ?? here.place, point.at);
  const from = anchor === null ? here : { ...here, place: anchor.origin, stage: anchor.stage };
  return placeOfStage(bearings, from, point.at);
}

async function stageOfPixels(scope: Pick<ChoosingMicroscope, 'picture'>): Promise<(at: Vec<'image'>) => Vec<'stage'>> {
  const picture = await scope.picture();
  const toStage = picture === null ? null : inverseAffine(picture.place.fromStage);
  if (toStage !== null) return (at) => applyAffine(toStage, at);
  throw new Trouble(
    'needs-person',
    'SerialEM does not know where the image in buffer A lies, so the point in it is no place. Take a View and choose the point there; nothing was exposed.',
  );
}
