import { type MrcStack, openMrc, type ReadableInto } from '@pacetomo/em-files';
import { Trouble } from '../run/errors.ts';
import { binnedSize } from './binPixels.ts';
import { binnedMdoc, canBeBinned } from './binPlan.ts';
import type { Chunking } from './chunks.ts';
import { diskFiles, type FinishFiles } from './finishFiles.ts';
import { type Cancelled, type FinishOptions, finishing, noStack, type Refused, refused } from './results.ts';
import { imagesOf, type MdocFile, mdocBytes, readMdoc } from './seriesMdoc.ts';
import { binnedNames, stackNames } from './stackNames.ts';
import { move, readWhole, sameBytes, withFile, writeWhole } from './wholeFiles.ts';
import { writeBinned } from './writeBinned.ts';

/** What became of a stack that was to be binned. */
export type BinResult =
  | { readonly kind: 'binned'; readonly images: number; readonly path: string }
  | { readonly kind: 'already-binned'; readonly path: string }
  | Refused
  | Cancelled;

/**
 * Makes a binned copy of a stack, `NAME_bin4.mrc` for a factor of 4, with an mdoc if there is one. The stack itself is
 * not touched. A band of rows is in memory at a time, and read again when it is written. The copy has its name only when it
 * is whole; after a crash, saying it again completes it.
 *
 * Throws `Trouble` for a factor that is none, and for files that are not there or cannot be read or written.
 */
export function binStack(path: string, factor: number, options: FinishOptions = {}): Promise<BinResult> {
  return finishing(path, options, async () => {
    if (!Number.isSafeInteger(factor) || factor < 2) {
      throw new Trouble('bad-input', `${path} cannot be binned by ${factor}. Give a whole number from 2.`);
    }
    return bin(options.files ?? diskFiles, path, { ...options, factor });
  });
}

/** By how much, and how. */
interface Binning extends Chunking {
  readonly factor: number;
}

type BinnedNames = ReturnType<typeof binnedNames>;

async function bin(files: FinishFiles, path: string, binning: Binning): Promise<BinResult> {
  const names = stackNames(path);
  if ((await files.sizeBytes(names.setAside)) !== null) return refused('its sorting was interrupted; sort it first');
  if ((await files.sizeBytes(path)) === null) throw noStack(path);
  const mdoc = await readMdoc(files, names.mdoc);
  return withFile(files, path, 'read', async (file) => {
    const source = await openMrc(file);
    const reason = refusal(source, mdoc, binning.factor);
    if (reason !== null) return reason;
    return makeCopy(files, { source, file, mdoc }, binnedNames(names, binning.factor), binning);
  });
}

/** What is to be binned. */
interface Source {
  readonly source: MrcStack;
  readonly file: ReadableInto;
  readonly mdoc: MdocFile | null;
}

function refusal({ header, sectionCount }: MrcStack, mdoc: MdocFile | null, factor: number): Refused | null {
  const { width, height } = binnedSize(header, factor);
  if (!canBeBinned(header.mode)) return refused(`pixels of type ${header.mode} have no mean`);
  if (width === 0 || height === 0)
    return refused(`images of ${header.width} × ${header.height} pixels are too small to be binned by ${factor}`);
  const images = mdoc === null ? [] : imagesOf(mdoc.mdoc, sectionCount);
  return 'reason' in images ? images : null;
}

async function makeCopy(
  files: FinishFiles,
  { source, file, mdoc }: Source,
  names: BinnedNames,
  binning: Binning,
): Promise<BinResult> {
  const { header, sectionCount: images } = source;
  const changed = mdoc && mdocBytes(mdoc, binnedMdoc(mdoc.mdoc, header, { ...binning, path: names.stack }));
  const mdocThere = await readWhole(files, names.mdoc);
  if (mdocThere !== null && (changed === null || !sameBytes(mdocThere, changed)))
    return refused(`${names.mdoc} exists already and describes another stack; move it away`);
  if ((await files.sizeBytes(names.stack)) !== null) return judgeExisting(files, names, source, binning);
  await removeBegun(files, names);
  try {
    await writeBinned(files, { file, header: source.header, extended: source.extendedHeader }, names.newStack, binning);
    if (changed !== null && mdocThere === null) {
      await writeWhole(files, names.newMdoc, changed);
      await move(files, names.newMdoc, names.mdoc);
    }
    await move(files, names.newStack, names.stack); // last, so that a stack with this name has its mdoc
  } catch (error) {
    await removeBegun(files, names).catch(() => {}); // the first error is the one to be heard of
    throw error;
  }
  return { kind: 'binned', images, path: names.stack };
}

async function removeBegun(files: FinishFiles, names: BinnedNames): Promise<void> {
  await files.remove(names.newStack);
  await files.remove(names.newMdoc);
}

async function judgeExisting(
  files: FinishFiles,
  { stack: path }: BinnedNames,
  { header, sectionCount }: MrcStack,
  { factor }: Binning,
): Promise<BinResult> {
  const found = await withFile(files, path, 'read', async (file) => (await openMrc(file)).header);
  const { width, height } = binnedSize(header, factor);
  const fits = found.width === width && found.height === height && found.sections === sectionCount;
  return fits ? { kind: 'already-binned', path } : refused(`${path} exists already and is another stack; move it away`);
}
