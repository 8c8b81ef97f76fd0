import { mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { replaceFile } from '@pacetomo/em-files/node';
import { readManifest } from '../../exports/manifest.ts';
import { relionTable } from '../../exports/relion.ts';
import type { Series } from '../../series/series.ts';

/** The series whose manifests lie in a folder, by name. A file that is none is passed over. */
export async function seriesInFolder(folder: string): Promise<readonly Series[]> {
  const names = await readdir(folder).catch(() => []);
  const found: Series[] = [];
  for (const name of names.filter((each) => each.endsWith('.json')).toSorted()) {
    const read = readManifest(await readFile(join(folder, name), 'utf8').catch(() => ''));
    if (read.kind === 'read') found.push(read.manifest.series);
  }
  return found;
}

/** RELION wants one list of all series of a folder; it grows with each. */
export async function writeRelionTable(folder: string, all: readonly Series[]): Promise<void> {
  for (const { path, text } of relionTable(all.toSorted(byName)).files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await replaceFile(join(folder, path), text);
  }
}

const byName = ({ name }: Series, other: Series): number => (name < other.name ? -1 : 1);
