import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { type ReadManifest, readManifest } from '../../exports/manifest.ts';
import type { Quality } from '../../quality/quality.ts';
import type { Series } from '../../series/series.ts';
import { seriesName } from '../../series/seriesName.ts';
import type { CompleteSeries } from '../hooks/hooks.ts';

/** Where everything of a series lies that is made for others. */
export interface ExportPaths extends CompleteSeries {
  readonly picturePath: string;
  readonly moviePath: string;
}

/** What is said of a series that was exported, as far as people choose by it. */
export interface ExportedSeries extends Judged {
  readonly kind: 'exported';
  readonly ofRun: Series['ofRun'];
  /** What there is to say of the files for other programs. */
  readonly notes: readonly string[];
  /** Lowest and highest tilt of its images, degrees; null without images. */
  readonly tilts: { readonly fromDeg: number; readonly toDeg: number } | null;
  /** All that its place has received, e/Å²; null when nobody knows. */
  readonly doseEPerA2: number | null;
  /** How many frame files were there. `none`: none was saved. `out-of-reach`: nobody could look. */
  readonly frames: { readonly found: number; readonly missing: number } | 'none' | 'out-of-reach';
  /** ISO 8601, UTC. */
  readonly finishedAt: string;
  /** Whether contact sheet and movie are there. */
  readonly hasPictures: boolean;
}

/** What was found of a series. `not-there`: there is no marker, so it was not exported or is just being so. */
export type FoundExport =
  | ExportedSeries
  | { readonly kind: 'not-there' }
  | { readonly kind: 'unreadable'; readonly why: string };

type Manifest = Extract<ReadManifest, { readonly kind: 'read' }>['manifest'];

const judgedSchema = z.object({
  verdict: z.enum(['good', 'usable', 'poor', 'unknown']),
  reasons: z.array(z.string()),
  wantedTilts: z.number().nullable(),
  usableTilts: z.number(),
});

type Judged = Pick<Quality, keyof z.infer<typeof judgedSchema>>;

/** The files of the series of a stack, by its path. */
export function exportPaths(stack: string): ExportPaths {
  const folder = join(dirname(stack), 'export');
  const name = seriesName(stack);
  const file = (ending: string): string => join(folder, `${name}.${ending}`);
  return {
    ...{ name, folder },
    manifestPath: file('json'),
    donePath: file('done'),
    picturePath: file('png'),
    moviePath: file('gif'),
  };
}

/** What the manifest of a series says, once its marker tells that everything is there. */
export async function foundExport(paths: ExportPaths): Promise<FoundExport> {
  const { donePath, manifestPath, picturePath, moviePath } = paths;
  if (!(await isThere(donePath))) return { kind: 'not-there' };
  const text = await readFile(manifestPath, 'utf8').catch(() => null);
  if (text === null) return { kind: 'unreadable', why: `${manifestPath} cannot be read.` };
  const read = readManifest(text);
  if (read.kind === 'unreadable')
    return { kind: 'unreadable', why: `${manifestPath} is no manifest of ours (${read.why}).` };
  const judged = judgedSchema.safeParse(read.manifest.quality);
  if (!judged.success) return { kind: 'unreadable', why: `${manifestPath} holds no verdict.` };
  const pictures = await Promise.all([isThere(picturePath), isThere(moviePath)]);
  return { kind: 'exported', ...judged.data, ...factsIn(read.manifest), hasPictures: pictures.every(Boolean) };
}

function factsIn({ series, tilts: { presentDeg }, doseEPerA2, finishedAt, frames, notes }: Manifest) {
  const tilts = presentDeg.length === 0 ? null : { fromDeg: Math.min(...presentDeg), toDeg: Math.max(...presentDeg) };
  return { ofRun: series.ofRun, notes, tilts, doseEPerA2, finishedAt, frames: framesOf(frames, series) };
}

function framesOf(frames: Manifest['frames'], { images }: Manifest['series']): ExportedSeries['frames'] {
  if (images.every((image) => image.frames === null)) return 'none';
  return frames === null ? 'out-of-reach' : { found: frames.found.length, missing: frames.missing.length };
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
