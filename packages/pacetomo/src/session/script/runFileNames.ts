import { basename, dirname, join } from 'node:path';

/** Largest number of a run file that PACEtomo.py still finds: it looks for `_run??.txt` (behaviour A.3). */
const largestNumber = 99;

const suffix = /_run(\d\d)$/i;

/** A targets file, or the run files that belong to it, without number and extension. */
export const stemOf = (path: string): string => withoutExtension(path).replace(suffix, '');

/** The number of a run file; 0 for a targets file. */
export const runNumberOf = (path: string): number => Number(suffix.exec(withoutExtension(path))?.[1] ?? 0);

/** The run files that belong to a targets file, among the entries of its folder, the highest number first. */
export function runFilesAmong(entries: readonly string[], targetsPath: string): readonly string[] {
  const stem = stemOf(targetsPath).toLowerCase();
  return entries
    .filter(
      (entry) => entry.toLowerCase().endsWith('.txt') && runNumberOf(entry) > 0 && stemOf(entry).toLowerCase() === stem,
    )
    .sort((a, b) => runNumberOf(b) - runNumberOf(a));
}

/** The path of the next run file beside a targets file, or null when all numbers are used up. */
export function nextRunFile(entries: readonly string[], targetsPath: string): string | null {
  const number = Math.max(0, ...runFilesAmong(entries, targetsPath).map(runNumberOf)) + 1;
  if (number > largestNumber) return null;
  return join(dirname(targetsPath), `${stemOf(targetsPath)}_run${String(number).padStart(2, '0')}.txt`);
}

const withoutExtension = (path: string): string => basename(path).replace(/\.txt$/i, '');
