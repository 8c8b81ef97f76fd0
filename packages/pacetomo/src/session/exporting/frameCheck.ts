import { join } from 'node:path';
import { countTiffPages, EmFileError, openMrc, type RandomAccess } from '@pacetomo/em-files';
import type { FinishFiles } from '../../finish/finishFiles.ts';
import { withFile } from '../../finish/wholeFiles.ts';
import type { Series, SeriesImage } from '../../series/series.ts';

/** What is really in the folder of the frames. */
export interface FoundFrames {
  readonly found: readonly string[];
  readonly missing: readonly string[];
  /** What is wrong, in sentences. */
  readonly notes: readonly string[];
}

/** Looks for the frame file of every image, that it is not empty and, of MRC and TIFF files, that it holds the frames that it should. */
export async function checkFrames({ name, images }: Series, folder: string, files: FinishFiles): Promise<FoundFrames> {
  const found: string[] = [];
  const missing: string[] = [];
  const notes: string[] = [];
  for (const { frames, tiltDeg } of images) {
    if (frames === null) continue;
    const bytes = await files.sizeBytes(join(folder, frames.file));
    (bytes === null || bytes === 0 ? missing : found).push(frames.file);
    const count = bytes === null || bytes === 0 ? null : await framesIn(files, join(folder, frames.file));
    const which = `${frames.file} (${tiltDeg.toFixed(1)}°)`;
    if (count === 'broken') notes.push(`${which} cannot be read to its end: it is cut short, or still being written.`);
    else if (count !== null && frames.count !== null && count !== frames.count)
      notes.push(`${which} holds ${count} frames, and its mdoc says ${frames.count}.`);
  }
  const without = images.filter(({ frames }) => frames === null).length;
  const [first] = missing;
  if (first !== undefined)
    notes.unshift(`${missing.length} of ${images.length} frame files of ${name} are not in ${folder}: ${first} …`);
  if (without > 0 && without < images.length)
    notes.unshift(`${without} of ${images.length} images of ${name} have no frames.`);
  const twice = twiceNamed(images);
  if (twice !== null) notes.unshift(`Two images of ${name} name the frames ${twice}; one of them is not right.`);
  return { found, missing, notes };
}

/** RELION tells frames apart by what stands before the first dot. */
function twiceNamed(images: readonly SeriesImage[]): string | null {
  const files = images.flatMap(({ frames }) => frames?.file ?? []);
  return files.find((file, at) => files.indexOf(file) !== at) ?? null;
}

const counters: readonly (readonly [RegExp, (file: RandomAccess) => Promise<number>])[] = [
  [/\.mrcs?$/i, async (file) => (await openMrc(file)).sectionCount],
  [/\.tiff?$/i, countTiffPages],
];

/** How many frames a file holds; null for files of other kinds: EER files may hold more than SerialEM says, such as a sum. */
async function framesIn(files: FinishFiles, path: string): Promise<number | 'broken' | null> {
  const count = counters.find(([names]) => names.test(path))?.[1];
  if (count === undefined) return null;
  try {
    return await withFile(files, path, 'read', count);
  } catch (error) {
    if (error instanceof EmFileError) return 'broken';
    throw error;
  }
}
