import { drawImage, fillBox, newCanvas, textWidthPx, write } from './canvas.ts';
import { type GifMovie, gifEnd, gifFrame, gifHead } from './gif.ts';
import { letterPx } from './letters.ts';
import { tiltText } from './reasons.ts';
import { comparable, type Thumbnail } from './thumbnail.ts';

/** Longest side of a movie, and where making it smaller ends. */
export const moviePx = { longest: 384, shortest: 48 };
/** Ten tilts a second. */
const frameCs = 10;
/** 32 levels of grey: more cannot be told apart in noise, and do not fit. */
const bitsAPixel = 5;
const levels = 1 << bitsAPixel;
/** Made so much smaller than reckoned: small images have more noise in each pixel. */
const caution = 0.95;

/** A series as a movie, in the order of tilt, there and back, each image with its tilt: a GIF of at most `mostBytes`, made smaller until it fits. */
export function movie(thumbnails: readonly Thumbnail[], mostBytes = 3_000_000): Uint8Array {
  const frames = comparable(thumbnails);
  const longest = Math.max(1, ...frames.map(({ widthPx, heightPx }) => Math.max(widthPx, heightPx)));
  let longestPx = Math.max(moviePx.shortest, Math.min(longest, moviePx.longest));
  for (;;) {
    const gif = gifOf(frames, longestPx);
    if (gif.length <= mostBytes || longestPx === moviePx.shortest) return gif;
    const smaller = Math.floor(longestPx * caution * Math.sqrt(mostBytes / gif.length));
    longestPx = Math.max(moviePx.shortest, smaller);
  }
}

function gifOf(thumbnails: readonly Thumbnail[], longestPx: number): Uint8Array {
  const { widthPx: width = 1, heightPx: height = 1 } = thumbnails[0] ?? {};
  const factor = longestPx / Math.max(width, height);
  const size: GifMovie = {
    widthPx: Math.max(1, Math.round(width * factor)),
    heightPx: Math.max(1, Math.round(height * factor)),
    bitsAPixel,
    frameCs,
  };
  const there = thumbnails.map((thumbnail) => gifFrame(size, frameOf(thumbnail, size)));
  const back = there.slice(1, -1).toReversed();
  return Buffer.concat([gifHead(size), ...there, ...back, gifEnd]);
}

function frameOf(thumbnail: Thumbnail, { widthPx, heightPx }: GifMovie): Uint8Array {
  const canvas = newCanvas(widthPx, heightPx);
  drawImage(canvas, { left: 0, top: 0, widthPx, heightPx }, thumbnail, levels);
  const scale = widthPx < 200 ? 1 : 2;
  const label = tiltText(thumbnail.tiltDeg);
  const box = { widthPx: textWidthPx(label, scale) + 6, heightPx: scale * letterPx.height + 6 };
  if (box.widthPx > widthPx || box.heightPx > heightPx) return canvas.pixels;
  fillBox(canvas, { left: 0, top: heightPx - box.heightPx, ...box }, 0);
  write(canvas, label, { left: 3, top: heightPx - box.heightPx + 3 }, levels - 1, scale);
  return canvas.pixels;
}
