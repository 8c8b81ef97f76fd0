import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Trouble } from '../run/errors.ts';
import { hasBegun } from './hasBegun.ts';
import { readJournal } from './journalFile.ts';
import { journalPath, openRunFolder } from './runFolder.ts';

/** The newest run of a targets file that was begun and is not complete, or null. */
export async function unfinishedRun(runs: string, targetsPath: string): Promise<string | null> {
  const names = await readdir(runs).catch(() => []);
  for (const name of names.toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }))) {
    const path = join(runs, name);
    if ((await targetsOf(path)) !== targetsPath) continue;
    const isComplete = (await readJournal(journalPath(path))).at(-1)?.type === 'run.close';
    if (!isComplete && (await hasBegun(path))) return path;
    if (isComplete) return null; // an older one was given up
  }
  return null;
}

async function targetsOf(path: string): Promise<string | null> {
  try {
    return (await openRunFolder(path)).plan.targetsFile.path;
  } catch (error) {
    if (error instanceof Trouble) return null; // a folder that is no run
    throw error;
  }
}
