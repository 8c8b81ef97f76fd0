import { createMrc, type MrcStack, memoryFile } from '@pacetomo/em-files';
import { PNG } from 'pngjs';
import { describe, expect, test } from 'vitest';
import { contactSheet } from '../../src/quality/contactSheet.ts';
import { movie } from '../../src/quality/movie.ts';
import { picturesOf } from '../../src/quality/pictures.ts';
import type { Thumbnail } from '../../src/quality/thumbnail.ts';
import { judgeSeries } from '../../src/quality/verdict.ts';
import type { Series } from '../../src/series/series.ts';
import { plateSeries } from './plate.ts';
import { readGif } from './readGif.ts';

/** A small image with noise. */
function noisy(section: number, tiltDeg: number, size = { widthPx: 60, heightPx: 40 }): Thumbnail {
  let seed = section + 1;
  const grey = Uint8Array.from({ length: size.widthPx * size.heightPx }, () => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return seed >> 23;
  });
  return { section, tiltDeg, ...size, grey, contrast: { black: 20, white: 700 } };
}

const thumbnailsOf = ({ images }: Series, size?: { widthPx: number; heightPx: number }): readonly Thumbnail[] =>
  images.map(({ section, tiltDeg }) => noisy(section, tiltDeg, size));

/** Red, green and blue of a pixel. */
const colourAt = ({ data, width }: PNG, x: number, y: number): readonly number[] => [
  ...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 3),
];

const isGrey = ([red, green, blue]: readonly number[]): boolean => red === green && green === blue;

describe('a contact sheet', () => {
  test('is a picture of no more than 2000 pixels across that another program can read', () => {
    for (const size of [
      { widthPx: 96, heightPx: 68 },
      { widthPx: 50, heightPx: 50 },
      { widthPx: 12, heightPx: 25 },
    ]) {
      const series = plateSeries();
      const png = PNG.sync.read(Buffer.from(contactSheet(series, judgeSeries(series), thumbnailsOf(series, size))));
      expect(png.width).toBeLessThanOrEqual(2000);
      expect(png.width / png.height).toBeGreaterThan(0.9);
      expect(png.width / png.height).toBeLessThan(2.2);
    }
  });

  test('shows each image once, in the order of tilt, and an empty frame for each tilt that is missing', () => {
    const tiltsDeg = [9, -9, 0];
    const whole = plateSeries({ tiltsDeg });
    const series: Series = {
      ...whole,
      wanted: [...whole.wanted!, { step: 3, tiltDeg: 5, became: 'lost', why: 'SerialEM crashed' }],
    };
    const flat = (section: number, value: number): Thumbnail => {
      const { grey, ...thumbnail } = noisy(section, tiltsDeg[section]!, { widthPx: 250, heightPx: 250 });
      return { ...thumbnail, grey: grey.fill(value) };
    };
    const thumbnails = [flat(0, 210), flat(1, 30), flat(2, 120)];
    const png = PNG.sync.read(Buffer.from(contactSheet(series, judgeSeries(series), thumbnails)));
    const middles = [0, 1].flatMap((row) =>
      [0, 1].map((column) => colourAt(png, Math.round((png.width * (1 + 2 * column)) / 4), 150 + row * 284)),
    );
    expect(middles.slice(0, 2).every(isGrey)).toBe(true);
    expect(middles.map(([red]) => red)).toEqual([30, 120, 22, 210]);
    expect(colourAt(png, 8, 400)).toEqual([255, 95, 80]); // the frame
  });

  test('of an image that is dark is dark, though everything could be stretched to white', () => {
    const series = plateSeries({ tiltsDeg: [-6, -3, 0, 3, 6] });
    const thumbnails = thumbnailsOf(series, { widthPx: 256, heightPx: 256 });
    const closed = thumbnails.map((image, at) => (at === 0 ? { ...image, contrast: { black: 0, white: 9 } } : image));
    const brightest = (images: readonly Thumbnail[]) => {
      const png = PNG.sync.read(Buffer.from(contactSheet(series, judgeSeries(series), images)));
      return Math.max(...Array.from({ length: 100 }, (_, k) => colourAt(png, 30 + k, 150)[0]!));
    };
    expect(brightest(thumbnails)).toBeGreaterThan(230);
    expect(brightest(closed)).toBeLessThan(25);
  });

  test('can be made without any image', () => {
    const series: Series = { ...plateSeries(), images: [], size: null };
    expect(PNG.sync.read(Buffer.from(contactSheet(series, judgeSeries(series), []))).width).toBeGreaterThan(0);
  });
});

describe('a movie', () => {
  test('shows the tilts there and back, ten a second, for ever', () => {
    const series = plateSeries({ tiltsDeg: [-9, -6, -3, 0, 3, 6, 9] });
    const { frames, widthPx, heightPx, isRepeated } = readGif(movie(thumbnailsOf(series)));
    expect({ widthPx, heightPx, isRepeated }).toEqual({ widthPx: 60, heightPx: 40, isRepeated: true });
    expect(frames.map(({ delayCs }) => delayCs)).toEqual(Array.from({ length: 12 }, () => 10));
    expect(frames.slice(7).map(({ pixels }) => pixels)).toEqual([5, 4, 3, 2, 1].map((at) => frames[at]!.pixels));
  });

  test('shows the greys that it was given', () => {
    const ramp: Thumbnail = {
      ...noisy(0, 0, { widthPx: 256, heightPx: 64 }),
      grey: Uint8Array.from({ length: 256 * 64 }, (_, at) => at % 256),
    };
    const { frames, palette, widthPx } = readGif(movie([ramp]));
    expect(frames).toHaveLength(1);
    for (let x = 0; x < widthPx; x++) expect(Math.abs(palette[frames[0]!.pixels[x]!]! - x)).toBeLessThan(9);
  });

  test('becomes smaller until it fits', () => {
    const thumbnails = thumbnailsOf(plateSeries(), { widthPx: 120, heightPx: 80 });
    const whole = readGif(movie(thumbnails, 10_000_000));
    const small = movie(thumbnails, 200_000);
    expect(whole.widthPx).toBe(120);
    expect(small.length).toBeLessThanOrEqual(200_000);
    expect(small.length).toBeGreaterThan(100_000);
    expect(readGif(small).frames).toHaveLength(80);
  });

  test('of nothing is a GIF without a frame', () => {
    expect(readGif(movie([])).frames).toEqual([]);
  });
});

describe('the pictures of a stack', () => {
  async function stackOf(sections: number): Promise<MrcStack> {
    const stack = await createMrc(memoryFile(), { width: 90, height: 70, mode: 1, pixelSizeA: 2.5 });
    for (let z = 0; z < sections; z++)
      await stack.appendSection(Int16Array.from({ length: 6300 }, (_, at) => 100 * z + (at % 90)));
    return stack;
  }

  test('are made in one go, sorted by tilt whatever the order of the sections', async () => {
    const series = plateSeries({ tiltsDeg: [0, 3, -3] });
    const { contactSheet: sheet, movie: gif } = await picturesOf(await stackOf(3), series, judgeSeries(series));
    expect(PNG.sync.read(Buffer.from(sheet)).height).toBeGreaterThan(70);
    expect(readGif(gif).frames).toHaveLength(4);
  });

  test('cannot be made of a section that is not there, and stop when told so', async () => {
    const series = plateSeries({ tiltsDeg: [0, 3, -3] });
    const quality = judgeSeries(series);
    const stack = await stackOf(2);
    await expect(picturesOf(stack, series, quality)).rejects.toThrow('no section 2');
    const told = AbortSignal.abort(new Error('stop'));
    await expect(picturesOf(await stackOf(3), series, quality, told)).rejects.toThrow('stop');
  });
});
