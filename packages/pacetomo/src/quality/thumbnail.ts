import type { MrcStack } from '@pacetomo/em-files';
import { type Contrast, contrastOf, stretchToGrey } from '../images/stretch.ts';
import type { SeriesImage } from '../series/series.ts';
import { reducedSection } from './reducedSection.ts';

/** A small image of a section, rows from the top. */
export interface Thumbnail {
  readonly section: number;
  readonly tiltDeg: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** From 0 for the counts that are black to 255 for those that are white. */
  readonly grey: Uint8Array;
  readonly contrast: Contrast;
}

/** Small images of a stack in the order of tilt, none longer than `longestPx`; throws as `reducedSection` does. */
export async function* thumbnailsOf(
  stack: MrcStack,
  images: readonly Pick<SeriesImage, 'section' | 'tiltDeg'>[],
  longestPx: number,
  signal?: AbortSignal,
): AsyncGenerator<Thumbnail> {
  for (const { section, tiltDeg } of images.toSorted((a, b) => a.tiltDeg - b.tiltDeg)) {
    const { widthPx, heightPx, counts } = await reducedSection(stack, section, longestPx, signal);
    const contrast = contrastOf(counts);
    yield { section, tiltDeg, widthPx, heightPx, grey: stretchToGrey(counts, contrast), contrast };
  }
}

/** An image whose range of counts is narrower than this part of the usual one is not stretched to white. */
const narrowest = 0.3;

/**
 * Images of one series so that they can be compared: each in its own contrast, for it falls with tilt, but one that has
 * hardly any, with a valve closed or a bar in the way, stays as dark as it is.
 */
export function comparable(thumbnails: readonly Thumbnail[]): readonly Thumbnail[] {
  const ranges = thumbnails.map(({ contrast: { black, white } }) => white - black).toSorted((a, b) => a - b);
  const usual = ranges[ranges.length >> 1] ?? 0;
  return thumbnails.map((thumbnail) => {
    const range = thumbnail.contrast.white - thumbnail.contrast.black;
    const part = range / (narrowest * usual);
    return part < 1 ? { ...thumbnail, grey: thumbnail.grey.map((value) => value * part) } : thumbnail;
  });
}
