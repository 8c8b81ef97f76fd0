import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { TargetsFile } from '@pacetomo/em-files';
import { areaNameOf, readAreaFileName } from '../../area/areaNames.ts';
import { type OpenedArea, openArea, openNewestArea } from '../../session/areaFiles/openArea.ts';
import { runFilesAmong } from '../../session/script/runFileNames.ts';

/** An area as a look into its folder shows it. */
export interface AreaFile {
  readonly area: string;
  /** Of its targets file. */
  readonly path: string;
  /** UTC, of the targets file. */
  readonly changedAt: string;
  /** Differs when the targets file or one of its run files was written, came or went. */
  readonly stamp: string;
}

/** The areas of some folders, by name. Of two with one name that of the earlier folder counts. */
export async function findAreaFiles(folders: readonly string[]): Promise<readonly AreaFile[]> {
  const found = new Map<string, AreaFile>();
  for (const folder of new Set(folders.map((one) => resolve(one)))) {
    const entries = await readdir(folder).catch(() => []); // a folder of the microscope's computer may be gone for a while
    for (const entry of entries) {
      const name = readAreaFileName(entry);
      if (name === null || name.run !== null || found.has(areaNameOf(name))) continue;
      const file = await lookAt(folder, entry, areaNameOf(name), entries);
      if (file !== null) found.set(file.area, file);
    }
  }
  return [...found.values()].toSorted((a, b) => a.area.localeCompare(b.area, 'en', { numeric: true }));
}

async function lookAt(
  folder: string,
  entry: string,
  area: string,
  entries: readonly string[],
): Promise<AreaFile | null> {
  const path = join(folder, entry);
  const files = [entry, ...runFilesAmong(entries, path)];
  const stats = await Promise.all(files.map((file) => stat(join(folder, file)).catch(() => null)));
  const [own] = stats;
  if (!own) return null;
  const stamp = stats.map((one, i) => `${files[i]}:${one?.mtimeMs}:${one?.size}`).join(' ');
  return { area, path, changedAt: own.mtime.toISOString(), stamp };
}

/**
 * The file of an area that can be worked with: its targets file, or the run file of a run of PACEtomo.py that was
 * interrupted. Run files that this program has written are none of these: their runs go on from their journals.
 */
export async function openForDesk(path: string): Promise<OpenedArea> {
  const newest = await openNewestArea(path);
  if (newest.isInterrupted && !isOwnRunFile(newest.file)) return newest;
  const opened = await openArea(path);
  return isOwnRunFile(newest.file) ? { ...opened, remarks: [] } : opened;
}

/** Targets in run files of this program tell the run that they are of (`run/runFile.ts`). */
const isOwnRunFile = ({ targets }: TargetsFile): boolean => targets.some(({ keys }) => keys.has('tsRun'));

/** The newest run of an area among the folders of runs, those of batches included; null when there is none. */
export async function newestRunOf(area: string, runs: string): Promise<string | null> {
  const entries = await readdir(runs).catch(() => []);
  const batches = entries.filter((entry) => /^batch_\d+$/.test(entry));
  const inBatches = await Promise.all(
    batches.map(async (batch) => (await readdir(join(runs, batch)).catch(() => [])).map((run) => join(batch, run))),
  );
  const own = [...entries, ...inBatches.flat()].filter((run) => nameOfRun(run) === area);
  const dated = await Promise.all(
    own.map(async (run) => ({ run, at: (await stat(join(runs, run, 'plan.json')).catch(() => null))?.mtimeMs ?? 0 })),
  );
  const newest = dated.toSorted((a, b) => b.at - a.at)[0];
  return newest === undefined ? null : newest.run.split(/[\\/]/).join('~');
}

const nameOfRun = (run: string): string | null => /^(.+)_run\d+$/.exec(basename(run))?.[1] ?? null;
