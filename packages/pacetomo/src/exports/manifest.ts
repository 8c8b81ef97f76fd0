import type { z } from 'zod';
import type { Series } from '../series/series.ts';
import { lacking } from './lacking.ts';
import { manifestSchema } from './manifestSchema.ts';

/** What is known of a finished series besides itself. */
export interface Finished {
  readonly software: { readonly name: string; readonly version: string };
  /** ISO 8601, UTC. */
  readonly finishedAt: string;
  /** Which frame files were there, by name; null when this computer does not reach their folder. */
  readonly frames: { readonly found: readonly string[]; readonly missing: readonly string[] } | null;
  /** SHA-256 in hexadecimal of each file of the series, by its path from the manifest's folder. */
  readonly checksums: Readonly<Record<string, string>>;
  /** The verdict on its images, as it goes into JSON; null without one. */
  readonly quality: unknown;
  /** What the exports had to say. */
  readonly notes: readonly string[];
}

/** A manifest as it was read. */
type Manifest = z.infer<typeof manifestSchema>;

/** What a text that should be a manifest was. */
export type ReadManifest =
  | { readonly kind: 'read'; readonly manifest: Manifest }
  | { readonly kind: 'unreadable'; readonly why: string };

/**
 * The manifest of a series, JSON: which tilts should be there and are, its order and dose, its frames, what its files are
 * known by, how good it is, and the series itself. Images stand in the order of acquisition.
 */
export function manifestOf(series: Series, finished: Finished): string {
  const { software, finishedAt, frames, checksums, quality, notes } = finished;
  const manifest = {
    manifestVersion: 1,
    software,
    finishedAt,
    tilts: tiltsOf(series),
    doseEPerA2: totalDoseEPerA2(series),
    series,
    frames,
    checksums,
    quality: quality ?? null,
    notes,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** A manifest from its text. What came later than version 1 is passed over; another version is not read. */
export function readManifest(text: string): ReadManifest {
  const json = parsed(text);
  if (json === undefined) return { kind: 'unreadable', why: 'it is no JSON' };
  const { success, data, error } = manifestSchema.safeParse(json);
  if (success) return { kind: 'read', manifest: data };
  const [issue] = error.issues;
  return { kind: 'unreadable', why: `${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'is not as it should be'}` };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Expected and present tilts; expected is what was planned, present what the stage read. */
function tiltsOf({ images, wanted }: Series): Manifest['tilts'] {
  const missing = wanted?.filter(({ became }) => became !== 'taken') ?? [];
  return {
    expectedDeg: wanted?.map(({ tiltDeg }) => tiltDeg) ?? null,
    presentDeg: images.map(({ tiltDeg }) => tiltDeg),
    missing,
    complete: wanted === null ? null : missing.length === 0 && images.length >= wanted.length,
  };
}

/** All that the place of a series has received after its last image, e/Å²; null when a dose is not known. */
function totalDoseEPerA2(series: Series): number | null {
  const last = series.images.at(-1);
  if (last === undefined || lacking(series, ['dose']).length > 0) return null;
  return last.priorDoseEPerA2 + last.doseEPerA2;
}
