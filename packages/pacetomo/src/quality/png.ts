import { crc32, deflateSync } from 'node:zlib';

/** Red, green and blue of each pixel value, from 0 to 255. */
export type Palette = readonly (readonly [red: number, green: number, blue: number])[];

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const bitsAPixel = 8;
const [greyOnly, fromPalette] = [0, 3];
/** Noise hardly gets smaller with more effort. */
const fast = 1;

/** An image of eight bits a pixel, rows from the top, as the bytes of a PNG file; grey when there is no palette. */
export function encodePng(
  widthPx: number,
  heightPx: number,
  pixels: Uint8Array,
  palette: Palette | null = null,
): Uint8Array {
  if (pixels.length !== widthPx * heightPx)
    throw new Error(`${pixels.length} values are no image of ${widthPx} × ${heightPx}`);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthPx, 0);
  header.writeUInt32BE(heightPx, 4);
  header.set([bitsAPixel, palette === null ? greyOnly : fromPalette, 0, 0, 0], 8);
  const rows = Buffer.alloc(heightPx * (widthPx + 1)); // each row begins with the number of its filter: 0, none
  for (let row = 0; row < heightPx; row++) {
    rows.set(pixels.subarray(row * widthPx, (row + 1) * widthPx), row * (widthPx + 1) + 1);
  }
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    ...(palette === null ? [] : [chunk('PLTE', Buffer.from(palette.flat()))]),
    chunk('IDAT', deflateSync(rows, { level: fast })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(content.length, 0);
  framed.set(named, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
