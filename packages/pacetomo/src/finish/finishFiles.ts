import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { ReadableInto } from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import { Trouble } from '../run/errors.ts';

/** What finishing asks of a disk. A test gives another one, which fails or ends where it likes. */
export interface FinishFiles {
  /** Opens a file; `create` refuses one that exists. */
  open(path: string, mode: 'read' | 'create'): Promise<ReadableInto>;
  /** Size of a file, or null if there is none. */
  sizeBytes(path: string): Promise<number | null>;
  /** Gives a file another name in one step. Whoever calls this has looked that the name is free: POSIX overwrites. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file; no file is no error. */
  remove(path: string): Promise<void>;
  /** Makes a folder and those above it; one that is there is no error. */
  makeFolder(folder: string): Promise<void>;
  /** Resolves when the names in a folder would survive a power cut. */
  flushFolder(folder: string): Promise<void>;
  /** The names in a folder, or null if there is none. */
  list(folder: string): Promise<readonly string[] | null>;
}

/** The disk of this computer. */
export const diskFiles: FinishFiles = {
  open: openFile,
  sizeBytes: (path) =>
    saying(`look for ${path}`, async () => {
      const found = await orNull(stat(path));
      return found?.isFile() ? found.size : null;
    }),
  rename: (from, to) => saying(`rename ${from} to ${to}`, () => renamePatiently(from, to)),
  remove: (path) => saying(`remove ${path}`, () => rm(path, { force: true, maxRetries: 5, retryDelay: 200 })),
  makeFolder: (folder) =>
    saying(`make the folder ${folder}`, async () => void (await mkdir(folder, { recursive: true }))),
  flushFolder,
  list: (folder) => saying(`list ${folder}`, () => orNull(readdir(folder))),
};

/** Virus scanners and copy programs hold a file for moments; after these pauses somebody really keeps it open. */
const pausesMs = [20, 100, 500, 2000, 5000];

async function renamePatiently(from: string, to: string): Promise<void> {
  for (const pauseMs of pausesMs) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      if (!['EPERM', 'EBUSY', 'EACCES'].includes(codeOf(error))) throw error;
    }
    await wait(pauseMs);
  }
  await rename(from, to);
}

async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // cannot be asked for there
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // Some network file systems do not have it; renames are in order there all the same.
  }
}

async function orNull<Found>(asked: Promise<Found>): Promise<Found | null> {
  try {
    return await asked;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

async function saying<Result>(what: string, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Trouble(
      'cannot-write',
      `Could not ${what} (${why}). No image is lost; close the programs that use the file, then say it again.`,
      { cause },
    );
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
