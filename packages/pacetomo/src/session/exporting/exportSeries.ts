import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { encodeText, formatMdoc, openMrc } from '@pacetomo/em-files';
import { replaceFile } from '@pacetomo/em-files/node';
import { doneText } from '../../exports/done.ts';
import { exportsOf, usualPlaces } from '../../exports/exportsOf.ts';
import { manifestOf } from '../../exports/manifest.ts';
import { sha256OfFile } from '../../finish/chunks.ts';
import type { FinishFiles } from '../../finish/finishFiles.ts';
import { type Cancelled, type Refused, refused } from '../../finish/results.ts';
import { stackNames } from '../../finish/stackNames.ts';
import { withFile } from '../../finish/wholeFiles.ts';
import { type Pictures, picturesOf } from '../../quality/pictures.ts';
import type { Quality, Verdict } from '../../quality/quality.ts';
import { judgeSeries } from '../../quality/verdict.ts';
import type { KnownOfRun } from '../../series/knownOfRun.ts';
import { seriesOfMdoc } from '../../series/ofMdoc.ts';
import type { Series } from '../../series/series.ts';
import { tidyMdoc } from '../../series/tidyMdoc.ts';
import { type FolderMap, reachableFolder } from '../folderMap.ts';
import type { CompleteSeries } from '../hooks/hooks.ts';
import { programVersion } from '../programVersion.ts';
import { type AcquiredMdoc, acquiredMdoc } from './acquiredMdoc.ts';
import { type ExportPaths, exportPaths } from './exportedSeries.ts';
import { checkFrames } from './frameCheck.ts';
import { frameScaleOf } from './frameScale.ts';
import { besideFrames, framesFolderOf } from './framesFolder.ts';
import { seriesInFolder, writeRelionTable } from './relionFolder.ts';

/** What became of the export of a stack. */
export type ExportResult =
  | {
      readonly kind: 'exported';
      readonly series: CompleteSeries;
      readonly verdict: Verdict;
      readonly reasons: readonly string[];
      /** What a person should look at; the manifest has it, and what could not be made for which program. */
      readonly warnings: readonly string[];
    }
  /** A piece of a montage: its mdoc was put right, and nothing else is made of it. */
  | { readonly kind: 'piece' }
  | Refused
  | Cancelled;

/** How a stack is exported. */
export interface ExportWish {
  /** What the journal of its run knows; null for a stack of any origin. */
  readonly known: KnownOfRun | null;
  readonly maps: readonly FolderMap[];
  /** The disk; a restful one beside a run. */
  readonly files: FinishFiles;
  /** SHA-256 of the stack, where sorting has just found it. */
  readonly sha256: string | null;
  /** The mdoc beside a sorted stack may be put right too: it is ours. */
  readonly mayTidyStack: boolean;
  readonly signal: AbortSignal;
}

/**
 * Writes everything of a series that other programs read into the folder `export` beside its stack: the mdoc put right, files
 * for each program, pictures, the manifest, and last of all the marker that says that it is all there. It may be said again;
 * the marker is away until all is written anew.
 */
export async function exportSeries(stack: string, wish: ExportWish): Promise<ExportResult> {
  const found = await acquiredMdoc(wish.files, stack);
  if (found.kind === 'refused') return found;
  const series = seriesOfMdoc(found.mdoc, { stack: basename(stack), isSorted: found.isSorted, known: wish.known });
  const paths = exportPaths(stack);
  const { folder } = paths;
  const known = await seriesInFolder(folder);
  const other = known.find(({ name }) => name === series.name);
  if (other !== undefined && other.stack !== series.stack)
    return refused(`${folder} has the series of ${other.stack} under the name ${series.name} already`);
  await mkdir(folder, { recursive: true });
  await rm(paths.donePath, { force: true });
  try {
    const others = known.filter(({ name }) => name !== series.name);
    return await writeAll(stack, series, { ...found, others }, wish, paths);
  } catch (error) {
    if (wish.signal.aborted && error === wish.signal.reason) return { kind: 'cancelled' };
    throw error;
  }
}

/** Puts the mdoc of a piece of a montage right, in a folder in which no reader takes it for a series of its own. */
export async function exportPiece(stack: string, wish: ExportWish): Promise<ExportResult> {
  const { known, mayTidyStack } = wish;
  const found = await acquiredMdoc(wish.files, stack);
  if (found.kind === 'refused') return found;
  const series = seriesOfMdoc(found.mdoc, { stack: basename(stack), isSorted: found.isSorted, known });
  if (mayTidyStack && found.isSorted) await tidyBeside(stack, series, found, wish);
  const text = formatMdoc(tidyMdoc(found.mdoc, series, { imageFile: `${series.name}.mrc`, order: 'acquired', known }));
  await write(join(dirname(stack), 'export', 'pieces', `${series.name}.mdoc`), text);
  return { kind: 'piece' };
}

async function writeAll(
  stack: string,
  read: Series,
  found: AcquiredMdoc & { readonly others: readonly Series[] },
  wish: ExportWish,
  paths: ExportPaths,
): Promise<ExportResult> {
  const { known, maps, files, mayTidyStack, signal } = wish;
  if (mayTidyStack && found.isSorted) await tidyBeside(stack, read, found, wish);
  const imageFile = `${read.name}.mrc`; // nextPYP takes the name of the series from it
  const mdoc = formatMdoc(tidyMdoc(found.mdoc, read, { imageFile, order: 'acquired', known }));
  const framesFolder = framesFolderOf(found.mdoc, known);
  const framesHere = framesFolder === null ? null : reachableFolder(framesFolder, maps);
  const series = framesHere === null ? read : { ...read, frameScale: await frameScaleOf(read, framesHere, files) };
  const made = exportsOf(series, { ...usualPlaces, mdoc });
  for (const { path, text } of made.files) await write(join(paths.folder, path), text);
  signal.throwIfAborted();
  const frames = framesHere === null ? null : await checkFrames(series, framesHere, files);
  const besides = framesHere === null ? [] : await besideFrames(series, mdoc, { framesHere, stack });
  const quality = judgeSeries(series);
  const pictures = await drawn(stack, series, quality, wish);
  if (pictures !== null) {
    await write(paths.picturePath, pictures.contactSheet);
    await write(paths.moviePath, pictures.movie);
  }
  const warnings = [...(frames?.notes ?? []), ...besides, ...namesWithin(series, found.others)];
  const finishedAt = new Date().toISOString();
  const manifest = manifestOf(series, {
    software: { name: 'pacetomo', version: programVersion },
    finishedAt,
    frames: frames === null ? null : { found: frames.found, missing: frames.missing },
    checksums: { ...(await checksumsOf(stack, wish)), ...sumsOf(made.files) },
    quality,
    notes: [...made.notes, ...warnings],
  });
  await write(paths.manifestPath, manifest);
  await writeRelionTable(paths.folder, [...found.others, series]);
  await write(paths.donePath, doneText(series, { finishedAt, manifestSha256: sha256(manifest) }));
  return { kind: 'exported', series: paths, verdict: quality.verdict, reasons: quality.reasons, warnings };
}

/** nextPYP takes all mdoc files whose names begin with that of a series for one series (preprocess/core.py, b2b4a36d). */
function namesWithin({ name }: Series, others: readonly Series[]): readonly string[] {
  const nested = others.find((other) => other.name.startsWith(name) || name.startsWith(other.name));
  if (nested === undefined) return [];
  return [`nextPYP takes ${name} and ${nested.name} for one series, since one name begins with the other.`];
}

/** The mdoc of a sorted stack in the order of the stack, as every reader takes it. SerialEM's own is kept first. */
async function tidyBeside(
  stack: string,
  series: Series,
  { mdoc, onlyCopy }: AcquiredMdoc,
  { known, files }: ExportWish,
): Promise<void> {
  const names = stackNames(stack);
  if (onlyCopy !== null) {
    await files.makeFolder(names.oldFolder);
    await replaceFile(names.oldMdoc, onlyCopy.bytes);
  }
  const text = formatMdoc(tidyMdoc(mdoc, series, { imageFile: basename(stack), order: 'stack', known }));
  await replaceFile(names.mdoc, encodeText({ text, encoding: 'utf-8' }));
}

async function write(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await replaceFile(path, content);
}

/** The pictures of a stack; null when it was deleted, or cannot be shown. */
async function drawn(
  stack: string,
  series: Series,
  quality: Quality,
  { files, signal }: ExportWish,
): Promise<Pictures | null> {
  if ((await files.sizeBytes(stack)) === null || series.images.length === 0) return null;
  return withFile(files, stack, 'read', async (file) => {
    const opened = await openMrc(file);
    const isColour = opened.header.mode === 4 || opened.header.mode === 16;
    return isColour ? null : picturesOf(opened, series, quality, signal);
  });
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const sumsOf = (files: readonly { readonly path: string; readonly text: string }[]) =>
  Object.fromEntries(files.map(({ path, text }) => [path, sha256(text)]));

async function checksumsOf(
  stack: string,
  { sha256: known, files, signal }: ExportWish,
): Promise<Record<string, string>> {
  const sums: Record<string, string> = {};
  for (const path of [stack, stackNames(stack).mdoc]) {
    if ((await files.sizeBytes(path)) === null) continue;
    const sum = path === stack && known !== null ? known : await sha256OfFile(files, path, { signal });
    sums[`../${basename(path)}`] = sum;
  }
  return sums;
}
