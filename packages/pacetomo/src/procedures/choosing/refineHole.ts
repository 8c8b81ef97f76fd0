import { apply, length, subtract, type Vec } from '../../geometry/frames.ts';
import type { ChoosingMicroscope, Picture } from '../../microscope/choosing.ts';
import type { FindHoles } from './refineWish.ts';

/** Where a hole lies from the middle of an image, µm on the specimen; or why there is none. */
export type HoleOffset = { readonly offset: Vec<'specimen'> } | { readonly reason: string };

/**
 * The hole nearest to where a target is expected in the image in buffer A, which has to be the last one taken: the matrix of
 * the camera is that of the present magnification. `expected` counts from the middle of the image.
 */
export async function nearestHole(
  scope: Pick<ChoosingMicroscope, 'picture' | 'cameraToSpecimen'>,
  findHoles: FindHoles,
  expected: Vec<'specimen'>,
): Promise<HoleOffset> {
  const picture = await scope.picture();
  if (picture === null) return { reason: 'SerialEM gives no image, or does not know where it lies' };
  const holes = findHoles(picture.image, picture.place.pixelSizeNm);
  if ('reason' in holes) return holes;
  const toSpecimen = await scope.cameraToSpecimen();
  const offsets = holes.centres.map((centre) => apply(toSpecimen, onCamera(picture, centre)));
  const nearest = offsets.toSorted((a, b) => length(subtract(a, expected)) - length(subtract(b, expected)))[0];
  return nearest === undefined ? { reason: 'no hole is seen' } : { offset: nearest };
}

/** A point of an image as unbinned pixels of the camera from its middle, y up. */
export function onCamera({ image, place: { binning } }: Picture, { x, y }: Vec<'image'>): Vec<'camera'> {
  return { x: (x - image.widthPx / 2) * binning, y: (image.heightPx / 2 - y) * binning };
}
