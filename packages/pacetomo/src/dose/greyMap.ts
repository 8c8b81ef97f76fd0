import type { Vec } from '../geometry/frames.ts';
import type { GreyImage } from '../images/greyImage.ts';

/** What grey values belong to the sample: a hole is brighter, a bar or a piece of ice darker. Counts of the image. */
export interface GreyRange {
  readonly darkest: number;
  readonly brightest: number;
}

/** Tells from an image whether a place lies on the sample: its pixel has a grey in the range. What lies beside the image does not. */
export function onSampleByGrey(
  image: GreyImage,
  toImage: (place: Vec<'specimen'>) => Vec<'image'>,
  { darkest, brightest }: GreyRange,
): (place: Vec<'specimen'>) => boolean {
  return (place) => {
    const { x, y } = toImage(place);
    const [column, row] = [Math.floor(x), Math.floor(y)];
    if (column < 0 || row < 0 || column >= image.widthPx || row >= image.heightPx) return false;
    const grey = image.data[row * image.widthPx + column] ?? Number.NaN;
    return grey >= darkest && grey <= brightest;
  };
}
