import { lzw } from './lzw.ts';

/** A movie as it is built up. */
export interface GifMovie {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Grey values, as many as 2 to this power: 2 to 8 bits. */
  readonly bitsAPixel: number;
  /** How long each frame is seen, hundredths of a second. */
  readonly frameCs: number;
}

/** The beginning of a GIF file: grey values from black to white, repeated for ever. */
export function gifHead({ widthPx, heightPx, bitsAPixel }: GifMovie): Uint8Array {
  const levels = 1 << bitsAPixel;
  const greys = Array.from({ length: levels }, (_, level) => Math.round((level * 255) / (levels - 1)));
  const hasPalette = 0x80;
  return Uint8Array.from([
    ...latin('GIF89a'),
    ...short(widthPx),
    ...short(heightPx),
    hasPalette | ((bitsAPixel - 1) << 4) | (bitsAPixel - 1),
    0, // background
    0, // pixels are square
    ...greys.flatMap((grey) => [grey, grey, grey]),
    ...[0x21, 0xff, 11, ...latin('NETSCAPE2.0'), 3, 1, ...short(0), 0], // for ever
  ]);
}

/** One frame of it, of pixels below 2 to `bitsAPixel`, rows from the top. */
export function gifFrame({ widthPx, heightPx, bitsAPixel, frameCs }: GifMovie, pixels: Uint8Array): Uint8Array {
  const start = [
    ...[0x21, 0xf9, 4, 0, ...short(frameCs), 0, 0],
    ...[0x2c, ...short(0), ...short(0), ...short(widthPx), ...short(heightPx), 0],
    bitsAPixel,
  ];
  const code = lzw(pixels, bitsAPixel);
  const blocks = Math.ceil(code.length / longestBlock);
  const frame = new Uint8Array(start.length + code.length + blocks + 1);
  frame.set(start);
  let at = start.length;
  for (let from = 0; from < code.length; from += longestBlock) {
    const block = code.subarray(from, from + longestBlock);
    frame[at] = block.length;
    frame.set(block, at + 1);
    at += 1 + block.length;
  }
  return frame; // its last byte is 0: no more blocks
}

/** The end of a GIF file. */
export const gifEnd = Uint8Array.of(0x3b);

const longestBlock = 255;

const latin = (text: string): readonly number[] => [...text].map((letter) => letter.charCodeAt(0));
const short = (value: number): readonly number[] => [value & 255, value >> 8];
