import { applyAffine, inverse, inverseAffine } from '../../geometry/affine.ts';
import type { Matrix, Vec } from '../../geometry/frames.ts';
import { applyMeasured, type LatticeShape, type MeasuredVec } from '../../geometry/lattice.ts';
import { seenOfStageStep } from '../../geometry/tiltedStage.ts';
import type { FoundHoles } from '../../holes/foundHoles.ts';
import type { GreyImage } from '../../images/greyImage.ts';
import type { ChoosingMicroscope, PicturePlace } from '../../microscope/choosing.ts';
import { type Bearings, placeOfStage, whereNow } from './bearings.ts';
import type { Hand } from './dragging.ts';
import { take } from './looks.ts';
import type { FindHoles } from './refineWish.ts';

/** Finds the lattice of holes in an image, or says why there is none. */
export type FindLattice = (image: GreyImage, pixelSizeNm: number) => FoundHoles;

/** A lattice of holes on the specimen, µm. */
export interface SeenLattice {
  readonly kind: 'lattice';
  readonly a: MeasuredVec<'specimen'>;
  readonly b: MeasuredVec<'specimen'>;
  readonly shape: LatticeShape;
  /** Where the image shift points at the hole nearest to the middle of the image. */
  readonly nearest: Vec<'specimen'>;
}

/** Takes a View and looks for holes in it. */
export async function seeLattice(
  scope: ChoosingMicroscope,
  { choosing, bearings }: Hand,
  find: FindLattice,
): Promise<SeenLattice | { readonly kind: 'none'; readonly why: string }> {
  await take(scope, choosing, bearings, 'view', null);
  const picture = await scope.picture();
  const toStage = picture === null ? null : inverseAffine(picture.place.fromStage);
  const step = picture === null ? null : stepOnSpecimen(picture.place, bearings);
  if (picture === null || toStage === null || step === null)
    return { kind: 'none', why: 'SerialEM does not know where the View lies' };
  const found = find(picture.image, picture.place.pixelSizeNm);
  if (found.kind === 'none') return found;
  const here = await whereNow(scope, bearings);
  return {
    kind: 'lattice',
    a: applyMeasured(step, found.a),
    b: applyMeasured(step, found.b),
    shape: found.shape,
    nearest: placeOfStage(bearings, here, applyAffine(toStage, fromCorner(found.origin.vector))),
  };
}

/** What a step in the image is on the specimen, as it is seen at this tilt, µm per pixel. */
function stepOnSpecimen(
  { fromStage }: PicturePlace,
  { tiltDeg, stageToSpecimen }: Bearings,
): Matrix<'image', 'specimen'> | null {
  const toStage = inverse(fromStage.matrix);
  if (toStage === null) return null;
  const right = seenOfStageStep({ x: toStage.xx, y: toStage.yx }, tiltDeg, stageToSpecimen);
  const down = seenOfStageStep({ x: toStage.xy, y: toStage.yy }, tiltDeg, stageToSpecimen);
  return { xx: right.x, xy: down.x, yx: right.y, yy: down.y };
}

/** Holes are found from the centre of the first pixel, positions in a picture count from its corner, px. */
const fromCorner = ({ x, y }: Vec<'image'>): Vec<'image'> => ({ x: x + 0.5, y: y + 0.5 });

/** The centres alone, as refinement wants them. */
export const centresBy =
  (find: FindLattice): FindHoles =>
  (image, pixelSizeNm) => {
    const found = find(image, pixelSizeNm);
    return found.kind === 'none'
      ? { reason: found.why }
      : { centres: found.holes.map(({ centre }) => fromCorner(centre)) };
  };
