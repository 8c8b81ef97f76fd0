import { type MrcStack, openMrc, type RandomAccess } from '@pacetomo/em-files';
import { Trouble } from '../run/errors.ts';
import { binnedSize, binPixels } from './binPixels.ts';
import { binnedHeader, binnedMdoc, canBeBinned } from './binPlan.ts';
import { diskFiles, type FinishFiles } from './finishFiles.ts';
import { checksumOf, headOf } from './rawStack.ts';
import { type Cancelled, type FinishOptions, finishing, noStack, type Refused, refused } from './results.ts';
import { imagesOf, type MdocFile, mdocBytes, readMdoc } from './seriesMdoc.ts';
import { binnedNames, stackNames } from './stackNames.ts';
import { move, notAsWritten, readWhole, sameBytes, withFile, writeWhole } from './wholeFiles.ts';

/** What became of a stack that was to be binned. */
export type BinResult =
  | { readonly kind: 'binned'; readonly images: number; readonly path: string }
  | { readonly kind: 'already-binned'; readonly path: string }
  | Refused
  | Cancelled;

/**
 * Makes a binned copy of a stack, `NAME_bin4.mrc` for a factor of 4, with an mdoc if there is one. The stack itself is
 * not touched. The copy has its name only when it was read again; after a crash, saying it again completes it.
 *
 * Throws `Trouble` for a factor that is none, and for files that are not there or cannot be read or written.
 */
export function binStack(path: string, factor: number, options: FinishOptions = {}): Promise<BinResult> {
  return finishing(path, options, async () => {
    if (!Number.isSafeInteger(factor) || factor < 2) {
      throw new Trouble('bad-input', `${path} cannot be binned by ${factor}. Give a whole number from 2.`);
    }
    return bin(options.files ?? diskFiles, path, { factor, signal: options.signal });
  });
}

/** By how much, and until when. */
interface Binning {
  readonly factor: number;
  readonly signal: AbortSignal | undefined;
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
    return makeCopy(files, { source, mdoc }, binnedNames(names, binning.factor), binning);
  });
}

/** What is to be binned. */
interface Source {
  readonly source: MrcStack;
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
  { source, mdoc }: Source,
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
    await writeBinned(files, source, names, binning);
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

async function writeBinned(
  files: FinishFiles,
  source: MrcStack,
  { newStack }: BinnedNames,
  { factor, signal }: Binning,
): Promise<void> {
  const checksums: string[] = [];
  await withFile(files, newStack, 'create', async (file) => {
    const copy = await beginStack(file, source, factor);
    for (let z = 0; z < source.sectionCount; z++) {
      signal?.throwIfAborted();
      const { data, width, height } = await source.readSection(z);
      const binned = binPixels(data, { width, height }, factor);
      checksums.push(pixelChecksum(binned));
      await copy.appendSection(binned);
    }
    await copy.flush();
  });
  await withFile(files, newStack, 'read', async (file) => {
    const copy = await openMrc(file);
    if (copy.sectionCount !== checksums.length) throw notAsWritten(newStack);
    for (const [z, checksum] of checksums.entries()) {
      signal?.throwIfAborted();
      if (pixelChecksum((await copy.readSection(z)).data) !== checksum) throw notAsWritten(newStack);
    }
  });
}

/** A stack without sections, with the extended header of the one that is binned: its records are those of the images. */
async function beginStack(file: RandomAccess, source: MrcStack, factor: number): Promise<MrcStack> {
  await file.write(0, headOf(binnedHeader(source.header, factor), source.extendedHeader));
  return openMrc(file);
}

function pixelChecksum(pixels: ArrayBufferView): string {
  return checksumOf(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength));
}
