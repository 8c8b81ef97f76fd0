import type { MrcStack } from '@pacetomo/em-files';
import type { Series } from '../series/series.ts';
import { contactSheet } from './contactSheet.ts';
import { movie, moviePx } from './movie.ts';
import type { Quality } from './quality.ts';
import { type Thumbnail, thumbnailsOf } from './thumbnail.ts';

/** The two pictures of a series, as bytes of a PNG and a GIF file. */
export interface Pictures {
  readonly contactSheet: Uint8Array;
  readonly movie: Uint8Array;
}

/** Makes both from a stack, which is read once, a little at a time. Throws as `reducedSection` does. */
export async function picturesOf(
  stack: MrcStack,
  series: Series,
  quality: Quality,
  signal?: AbortSignal,
): Promise<Pictures> {
  const thumbnails: Thumbnail[] = [];
  for await (const thumbnail of thumbnailsOf(stack, series.images, moviePx.longest, signal)) thumbnails.push(thumbnail);
  return { contactSheet: contactSheet(series, quality, thumbnails), movie: movie(thumbnails) };
}
