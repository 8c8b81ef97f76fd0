import { EmFileError, openMrc, textOf } from '@pacetomo/em-files';
import { type BinResult, binStack } from '../finish/binStack.ts';
import { type DeleteResult, deleteStack } from '../finish/deleteStack.ts';
import type { FinishFiles } from '../finish/finishFiles.ts';
import { imagesOf, readMdoc } from '../finish/seriesMdoc.ts';
import { type SortResult, sortByTilt } from '../finish/sortByTilt.ts';
import { stackNames } from '../finish/stackNames.ts';
import { withFile } from '../finish/wholeFiles.ts';
import type { Settings } from '../plan/settings.ts';
import { Trouble } from '../run/errors.ts';
import type { KnownOfRun } from '../series/knownOfRun.ts';
import { type ExportResult, exportPiece, exportSeries } from './exporting/exportSeries.ts';
import { type FolderMap, folderHere, reachableFolder } from './folderMap.ts';

/** What is done to a stack, and what became of it. */
export type Finishing =
  | { readonly what: 'look'; readonly result: { readonly kind: 'refused'; readonly reason: string } }
  | { readonly what: 'sort'; readonly result: SortResult }
  | { readonly what: 'bin'; readonly result: BinResult }
  | { readonly what: 'delete'; readonly result: DeleteResult }
  | { readonly what: 'export'; readonly result: ExportResult };

/** A stack of a complete run as its journal knows it. */
export interface StackOfRun {
  readonly path: string;
  readonly sections: number;
  /** A piece of a montage, which is sorted and nothing else: its middle piece stands for the target. */
  readonly isTile: boolean;
  /** What the journal knows of its images; asked for only where they are exported. */
  readonly known: () => KnownOfRun;
}

/** What the settings want. */
export type FinishSettings = Pick<Settings, 'sortByTilt' | 'writeExports' | 'binFinalStack' | 'delFinalStack'>;

/** Whether the settings want anything done to the stacks. */
export const wantsFinishing = ({ sortByTilt, writeExports, binFinalStack, delFinalStack }: FinishSettings): boolean =>
  sortByTilt || writeExports || delFinalStack || binFinalStack > 1;

/** With what a stack is finished. */
export interface FinishMeans {
  /** Where SerialEM's folders are on this computer. */
  readonly maps: readonly FolderMap[];
  /** The disk; a restful one beside a run. */
  readonly files: FinishFiles;
  readonly signal: AbortSignal;
}

/** Sorts, bins, exports or deletes one stack as the settings want it. What cannot be done is said and changes nothing. */
export async function finishStack(
  stack: StackOfRun,
  settings: FinishSettings,
  means: FinishMeans,
): Promise<readonly Finishing[]> {
  const { files, signal } = means;
  try {
    const objection = await objectionTo(stack, files);
    if (objection !== null) return [refusedAtLook(objection)];
    const isDeleted = settings.delFinalStack && !stack.isTile;
    const done: Finishing[] = [];
    if (settings.sortByTilt && !isDeleted)
      done.push({
        what: 'sort',
        result: await sortByTilt(stack.path, { files, signal, withSha256: settings.writeExports }),
      });
    if (settings.writeExports && !signal.aborted)
      done.push({ what: 'export', result: await exported(stack, done, means) });
    if (settings.binFinalStack > 1 && !isDeleted && !stack.isTile && !signal.aborted)
      done.push({ what: 'bin', result: await binWhereFrames(stack, settings.binFinalStack, means) });
    if (isDeleted && !signal.aborted)
      // last, for the pictures are made from it
      done.push({ what: 'delete', result: await deleteWithFrames(stack, means) });
    return done;
  } catch (error) {
    if (error instanceof Trouble || error instanceof EmFileError) return [refusedAtLook(error.message)];
    throw error;
  }
}

/** The export of a stack after what was done to it. */
function exported(
  { path, isTile, known }: StackOfRun,
  done: readonly Finishing[],
  means: FinishMeans,
): Promise<ExportResult> {
  const sorted = done.find(({ what }) => what === 'sort')?.result ?? null;
  const isInOrder = sorted?.kind === 'sorted' || sorted?.kind === 'already-sorted';
  const sha256 = sorted?.kind === 'sorted' ? sorted.sha256 : null;
  const wish = { ...means, known: known(), sha256, mayTidyStack: isInOrder };
  return isTile ? exportPiece(path, wish) : exportSeries(path, wish);
}

const refusedAtLook = (reason: string): Finishing => ({ what: 'look', result: { kind: 'refused', reason } });

/** A folder of the same name may be another one, with a stack of the same name from another day. */
async function objectionTo({ path, sections }: StackOfRun, files: FinishFiles): Promise<string | null> {
  if ((await files.sizeBytes(path)) === null) return null; // set aside or deleted before: whoever comes next says so
  const found = await withFile(files, path, 'read', async (file) => (await openMrc(file)).sectionCount);
  return found === sections ? null : `it holds ${found} images, and this run took ${sections}: it is another stack`;
}

async function deleteWithFrames({ path }: StackOfRun, { maps, files, signal }: FinishMeans): Promise<DeleteResult> {
  const folder = await framesFolderOf(path, files);
  if (folder === null) return { kind: 'kept', reason: 'its mdoc names no frames' };
  const here = reachableFolder(folder, maps);
  if (here === null) return { kind: 'kept', reason: `its frames in ${folderHere(folder, maps)} are out of reach` };
  return deleteStack(path, here, { files, signal });
}

async function binWhereFrames(
  { path }: StackOfRun,
  factor: number,
  { files, signal }: FinishMeans,
): Promise<BinResult> {
  if ((await framesFolderOf(path, files)) === null) return { kind: 'refused', reason: 'its mdoc names no frames' };
  return binStack(path, factor, { files, signal });
}

/** The folder of the frames, as SerialEM names it, or null when the mdoc names none. */
async function framesFolderOf(path: string, files: FinishFiles): Promise<string | null> {
  const mdoc = await readMdoc(files, stackNames(path).mdoc);
  if (mdoc === null) return null;
  const images = imagesOf(mdoc.mdoc, mdoc.mdoc.sections.filter(({ type }) => type === 'ZValue').length);
  if ('reason' in images) return null;
  const [frames] = images.flatMap((image) => textOf(image, 'SubFramePath') ?? []);
  return /^(.*)[\\/][^\\/]+$/.exec(frames ?? '')?.[1] ?? null;
}
