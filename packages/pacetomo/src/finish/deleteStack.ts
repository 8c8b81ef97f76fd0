import { openMrc } from '@pacetomo/em-files';
import { diskFiles, type FinishFiles } from './finishFiles.ts';
import { missingFrames } from './frameFiles.ts';
import { type Cancelled, type FinishOptions, finishing, noStack } from './results.ts';
import { imagesOf, readMdoc } from './seriesMdoc.ts';
import { stackNames } from './stackNames.ts';
import { withFile } from './wholeFiles.ts';

/** What became of a stack that was to be deleted. */
export type DeleteResult =
  | { readonly kind: 'deleted'; readonly images: number }
  | { readonly kind: 'already-deleted' }
  | { readonly kind: 'kept'; readonly reason: string }
  | Cancelled;

const kept = (reason: string): DeleteResult => ({ kind: 'kept', reason });

/**
 * Deletes a stack whose images can all be made again from frames: for each section that the mdoc describes the file
 * that its SubFramePath names has to be in the folder; where sections name none, as many other frame files of this series.
 * The mdoc stays.
 *
 * Throws `Trouble` for files that are not there, no MRC stacks, or cannot be removed.
 */
export function deleteStack(path: string, framesFolder: string, options: FinishOptions = {}): Promise<DeleteResult> {
  return finishing(path, options, () => remove(options.files ?? diskFiles, path, framesFolder, options.signal));
}

async function remove(
  files: FinishFiles,
  path: string,
  framesFolder: string,
  signal?: AbortSignal,
): Promise<DeleteResult> {
  const names = stackNames(path);
  if ((await files.sizeBytes(names.setAside)) !== null) return kept('its sorting was interrupted; sort it first');
  const mdoc = await readMdoc(files, names.mdoc);
  if ((await files.sizeBytes(path)) === null) {
    if (mdoc === null) throw noStack(path);
    return { kind: 'already-deleted' };
  }
  if (mdoc === null) return kept('it has no mdoc, which would say what its frames are');
  const sections = await withFile(files, path, 'read', async (file) => (await openMrc(file)).sectionCount);
  const images = imagesOf(mdoc.mdoc, sections);
  if ('reason' in images) return kept(images.reason);
  if (images.length === 0) return kept('it has no images');
  const missing = await missingFrames(files, { images, names, folder: framesFolder });
  if (missing !== null) return kept(missing);
  signal?.throwIfAborted();
  await files.remove(path);
  await files.flushFolder(names.folder);
  return { kind: 'deleted', images: images.length };
}
