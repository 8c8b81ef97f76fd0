import type { SeriesImage } from '../series/series.ts';
import { median } from './quantile.ts';

/** So many fits to either side of an image, in the order of tilt, are asked besides its own. */
const neighbours = 2;

/**
 * By how much the defocus lies above the wanted one about each image, µm: the median of its own fit and those of the nearest
 * tilts, for single fits fail and focus does not jump. Null for images without a fit or a wish.
 */
export function defocusErrorsUm(images: readonly SeriesImage[]): readonly (number | null)[] {
  const fitted = images
    .flatMap((image) => {
      const error = ownErrorUm(image);
      return error === null ? [] : [{ image, error }];
    })
    .toSorted((a, b) => a.image.tiltDeg - b.image.tiltDeg);
  const about = new Map(
    fitted.map(({ image }, at) => {
      const near = fitted.slice(Math.max(0, at - neighbours), at + neighbours + 1);
      return [image, median(near.map(({ error }) => error))];
    }),
  );
  return images.map((image) => about.get(image) ?? null);
}

const ownErrorUm = ({ ctf, targetDefocusUm }: SeriesImage): number | null =>
  ctf === null || targetDefocusUm === null ? null : ctf.defocusUm - targetDefocusUm;
