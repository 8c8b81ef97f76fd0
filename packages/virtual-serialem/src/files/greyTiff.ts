import { deflateSync } from 'node:zlib';
import type { ImagePixels } from '../buffers/bufferRecord.ts';

/** Sample formats of TIFF 6.0. */
const unsignedFormat = 1;
const signedFormat = 2;
const floatFormat = 3;
/** Compressions: none, and that of zip ("Adobe deflate"). */
const compressions = { none: 1, zip: 8 } as const;

/** An image as a TIFF file (6.0, little-endian, one strip), its pixels unchanged. */
export function greyTiff(image: ImagePixels, compression: keyof typeof compressions): Uint8Array {
  const { widthPx, heightPx, pixels } = image;
  const raw = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  const strip = compression === 'zip' ? deflateSync(raw) : raw;
  const entries: readonly (readonly [tag: number, type: 3 | 4, value: number])[] = [
    [256, 4, widthPx],
    [257, 4, heightPx],
    [258, 3, 8 * pixels.BYTES_PER_ELEMENT],
    [259, 3, compressions[compression]],
    [262, 3, 1],
    [273, 4, 8],
    [277, 3, 1],
    [278, 4, heightPx],
    [279, 4, strip.length],
    [339, 3, formatOf(pixels)],
  ];
  // The directory begins at an even place.
  const directoryAt = 8 + strip.length + (strip.length % 2);
  const file = new Uint8Array(directoryAt + 2 + 12 * entries.length + 4);
  const view = new DataView(file.buffer);
  file.set([0x49, 0x49, 42, 0]);
  view.setUint32(4, directoryAt, true);
  file.set(strip, 8);
  view.setUint16(directoryAt, entries.length, true);
  entries.forEach(([tag, type, value], at) => {
    const place = directoryAt + 2 + 12 * at;
    view.setUint16(place, tag, true);
    view.setUint16(place + 2, type, true);
    view.setUint32(place + 4, 1, true);
    if (type === 3) view.setUint16(place + 8, value, true);
    else view.setUint32(place + 8, value, true);
  });
  return file;
}

function formatOf(pixels: ImagePixels['pixels']): number {
  if (pixels instanceof Float32Array) return floatFormat;
  return pixels instanceof Int16Array ? signedFormat : unsignedFormat;
}
