import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmFileError } from '@pacetomo/em-files';
import { replaceFile } from '@pacetomo/em-files/node';
import { z } from 'zod';
import type { Area } from '../../area/area.ts';
import { targetsFileFrom } from '../../area/areaFile.ts';
import { targetsText } from '../../area/areaText.ts';
import { Trouble } from '../../run/errors.ts';
import { areaIn, type OpenedArea } from '../../session/areaFiles/openArea.ts';
import { parseJson } from '../../session/parseJson.ts';

/** Edits of areas that were not saved, on the disk, so that they outlive this process. */
export interface Drafts {
  /** Areas of which there are drafts. */
  list(): Promise<readonly string[]>;
  keep(opened: OpenedArea, edited: Area): Promise<void>;
  drop(area: string): Promise<void>;
  /** The edited area, or why its draft is of no use any more; null when there is none. */
  find(opened: OpenedArea): Promise<FoundDraft | null>;
}

type FoundDraft = { readonly kind: 'draft'; readonly area: Area } | { readonly kind: 'outdated'; readonly why: string };

/** The area is kept as the targets file that it would become. */
const draftSchema = z.object({ draftVersion: z.literal(1), sha256: z.string(), text: z.string() });

/** Drafts in the folder of a session. */
export function draftsIn(folder: string): Drafts {
  const place = join(folder, '.pacetomo', 'drafts');
  const pathOf = (area: string): string => join(place, `${encodeURIComponent(area)}.json`);
  return {
    list: async () => {
      const entries = await readdir(place).catch(() => []);
      return entries.flatMap((entry) => areaOf(entry) ?? []);
    },
    keep: async ({ file, area, sha256 }, edited) => {
      await mkdir(place, { recursive: true });
      const draft = { draftVersion: 1, sha256, text: textOf(file, edited) };
      await replaceQuickly(pathOf(area.name), `${JSON.stringify(draft)}\n`);
    },
    drop: (area) => rm(pathOf(area), { force: true }),
    find: async ({ path, area, sha256 }) => {
      const text = await readFile(pathOf(area.name), 'utf8').catch(() => null);
      if (text === null) return null;
      const read = draftSchema.safeParse(parseJson(text));
      if (!read.success) return outdated('Edits that were not saved cannot be read any more and were dropped.');
      if (read.data.sha256 !== sha256)
        return outdated('Edits that were not saved were dropped: the file was changed by another program meanwhile.');
      return { kind: 'draft', area: areaIn(path, new TextEncoder().encode(read.data.text)).area };
    },
  };
}

/** The area of a file's name; null for files that are no drafts. */
function areaOf(entry: string): string | null {
  if (!entry.endsWith('.json')) return null;
  try {
    return decodeURIComponent(entry.slice(0, -5));
  } catch {
    return null;
  }
}

/**
 * Replaces a file without waiting for the disk: it outlives a death of this process, and whoever drags a target does not
 * wait for it. After a power cut it may be torn, which is seen when it is read.
 */
async function replaceQuickly(path: string, text: string): Promise<void> {
  try {
    await writeFile(`${path}.tmp`, text);
    await rename(`${path}.tmp`, path);
  } catch {
    await replaceFile(path, text); // a virus scanner holds it, or the disk is full: this one waits, and says what is wrong
  }
}

const outdated = (why: string): FoundDraft => ({ kind: 'outdated', why });

function textOf(file: OpenedArea['file'], edited: Area): string {
  try {
    return targetsText(targetsFileFrom(edited, file));
  } catch (cause) {
    if (!(cause instanceof EmFileError)) throw cause;
    throw new Trouble('bad-input', `This cannot be written into a targets file: ${cause.message}`, { cause });
  }
}
