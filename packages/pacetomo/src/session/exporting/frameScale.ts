import { join } from 'node:path';
import { EmFileError, openMrc, type RandomAccess } from '@pacetomo/em-files';
import { diskFiles } from '../../finish/finishFiles.ts';
import { withFile } from '../../finish/wholeFiles.ts';
import type { Series } from '../../series/series.ts';

/** Frames are read as the camera has them or in super-resolution, the stack may be binned: nothing else is believed. */
const scales = [1, 2, 4, 8] as const;
/** Cameras lose some pixels at their edges. */
const tolerance = 0.02;

/** How many pixels of a frame lie along a pixel of the stack, by the first frame file that can be read; null when none tells. */
export async function frameScaleOf({ images, size }: Series, folder: string): Promise<number | null> {
  const [first] = images.flatMap(({ frames }) => frames?.file ?? []);
  if (first === undefined || size === null) return null;
  const path = join(folder, first);
  if ((await diskFiles.sizeBytes(path)) === null) return null;
  const width = await withFile(diskFiles, path, 'read', (file) => widthOf(file, first));
  return scales.find((scale) => Math.abs((width ?? 0) / size.width / scale - 1) < tolerance) ?? null;
}

async function widthOf(file: RandomAccess, name: string): Promise<number | null> {
  if (/\.mrcs?$/i.test(name)) {
    try {
      return (await openMrc(file)).header.width;
    } catch (error) {
      if (error instanceof EmFileError) return null;
      throw error;
    }
  }
  return /\.(tiff?|eer)$/i.test(name) ? tiffWidth(file) : null;
}

/** Tag 256, ImageWidth, of TIFF 6.0; EER files are BigTIFF, number 43. */
const [imageWidth, bigTiff, shortType] = [256, 43, 3] as const;

/** The width that the first directory of a TIFF or BigTIFF file tells; null when it is none. */
export async function tiffWidth(file: RandomAccess): Promise<number | null> {
  const head = viewOf(await file.read(0, 16));
  const order = head.byteLength < 16 ? 0 : head.getUint16(0, true);
  const isLittle = order === 0x4949;
  if (!isLittle && order !== 0x4d4d) return null;
  const isBig = head.getUint16(2, isLittle) === bigTiff;
  const start = isBig ? Number(head.getBigUint64(8, isLittle)) : head.getUint32(4, isLittle);
  const [countBytes, entryBytes, valueAt] = isBig ? [8, 20, 12] : [2, 12, 8];
  const entries = viewOf(await file.read(start, countBytes + 64 * entryBytes));
  for (let at = countBytes; at + entryBytes <= entries.byteLength; at += entryBytes) {
    if (entries.getUint16(at, isLittle) !== imageWidth) continue;
    const isShort = entries.getUint16(at + 2, isLittle) === shortType;
    return isShort ? entries.getUint16(at + valueAt, isLittle) : entries.getUint32(at + valueAt, isLittle);
  }
  return null;
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
