import { join } from 'node:path';
import { EmFileError, openMrc, type RandomAccess, tiffWidth } from '@pacetomo/em-files';
import type { FinishFiles } from '../../finish/finishFiles.ts';
import { withFile } from '../../finish/wholeFiles.ts';
import type { Series } from '../../series/series.ts';

/** Frames are read as the camera has them or in super-resolution, the stack may be binned: nothing else is believed. */
const scales = [1, 2, 4, 8] as const;
/** Cameras lose some pixels at their edges. */
const tolerance = 0.02;

/** How many pixels of a frame lie along a pixel of the stack, by the first frame file that can be read; null when none tells. */
export async function frameScaleOf(
  { images, size }: Series,
  folder: string,
  files: FinishFiles,
): Promise<number | null> {
  const [first] = images.flatMap(({ frames }) => frames?.file ?? []);
  if (first === undefined || size === null) return null;
  const path = join(folder, first);
  if ((await files.sizeBytes(path)) === null) return null;
  const width = await withFile(files, path, 'read', (file) => widthOf(file, first));
  return scales.find((scale) => Math.abs((width ?? 0) / size.width / scale - 1) < tolerance) ?? null;
}

async function widthOf(file: RandomAccess, name: string): Promise<number | null> {
  try {
    if (/\.mrcs?$/i.test(name)) return (await openMrc(file)).header.width;
    return /\.(tiff?|eer)$/i.test(name) ? await tiffWidth(file) : null;
  } catch (error) {
    if (error instanceof EmFileError) return null;
    throw error;
  }
}
