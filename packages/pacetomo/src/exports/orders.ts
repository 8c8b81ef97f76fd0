import type { Series, SeriesImage } from '../series/series.ts';

/** An image, and its place in the order of acquisition, from 1. */
export interface OrderedImage {
  readonly image: SeriesImage;
  readonly order: number;
}

/** The images in the order of acquisition, as a series has them. */
export function asAcquired({ images }: Series): readonly OrderedImage[] {
  return images.map((image, at) => ({ image, order: at + 1 }));
}

/** The images as they lie in the stack on the disk. */
export function asInStack(series: Series): readonly OrderedImage[] {
  return [...asAcquired(series)].sort((a, b) => a.image.section - b.image.section);
}

/** The images from the most negative tilt on; those of one tilt as they were acquired. */
export function byTilt(series: Series): readonly OrderedImage[] {
  return [...asAcquired(series)].sort((a, b) => a.image.tiltDeg - b.image.tiltDeg || a.order - b.order);
}
