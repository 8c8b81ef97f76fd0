import { extname, join } from 'node:path';
import { type AutodocSection, textOf } from '@pacetomo/em-files';
import type { FinishFiles } from './finishFiles.ts';
import { type StackNames, stackNames } from './stackNames.ts';

/** What SerialEM saves frames as. */
const frameExtensions = ['.tif', '.tiff', '.mrc', '.mrcs', '.eer'];

/** Why the frames in a folder do not stand for all images of a series, or null if they do. */
export async function missingFrames(
  files: FinishFiles,
  {
    images,
    names,
    folder,
  }: { readonly images: readonly AutodocSection[]; readonly names: StackNames; readonly folder: string },
): Promise<string | null> {
  const list = await files.list(folder);
  if (list === null) return `there is no folder ${folder}`;
  const named = images.flatMap((image) => frameNameOf(image) ?? []);
  const twice = named.find((name, at) => named.indexOf(name) !== at);
  if (twice !== undefined) return `two images name the frames ${twice}`;
  for (const name of named) {
    if (!list.includes(name) || !(await isFilled(files, join(folder, name)))) return `${folder} has no frames ${name}`;
  }
  const unnamed = images.length - named.length;
  if (unnamed === 0) return null;
  let found = 0;
  for (const name of list.filter((entry) => isOfSeries(entry, names) && !named.includes(entry))) {
    if (await isFilled(files, join(folder, name))) found++;
  }
  if (found >= unnamed) return null;
  return `${folder} has ${found} frame files that begin with ${names.stem}, for ${unnamed} images that name none`;
}

/** The file that an image names; SerialEM writes the path of its own computer, which is a Windows. */
function frameNameOf(image: AutodocSection): string | null {
  const name = textOf(image, 'SubFramePath')?.split(/[\\/]/).at(-1)?.trim();
  return name === undefined || name === '' ? null : name;
}

/** A file that was begun and never filled is no frames. */
async function isFilled(files: FinishFiles, path: string): Promise<boolean> {
  return ((await files.sizeBytes(path)) ?? 0) > 0;
}

/** `lamella_ts_001_4.0.tif` is of the series `lamella_ts_001`; `lamella_ts_0012_4.0.tif` and our own stacks are not. */
function isOfSeries(name: string, { stem }: StackNames): boolean {
  if (!frameExtensions.includes(extname(name).toLowerCase()) || !name.startsWith(stem)) return false;
  const rest = stackNames(name).stem.slice(stem.length);
  return /^[^0-9A-Za-z]/.test(rest) && !/^_(unsorted|sorted|bin\d+)$/.test(rest);
}
