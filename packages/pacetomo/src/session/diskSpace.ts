import { randomFillSync } from 'node:crypto';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Trouble } from '../run/errors.ts';

/** Journal and logs of a long run together stay far below this, bytes. */
const wantedBytes = 100e6;
/** Held back for the last line of a journal on a full disk, bytes; so large that the other writers of that disk do not take it at once. */
const reserveBytes = 16 * 1024 * 1024;

/** The file that holds space back while a process works on the run. */
export const reservePath = (folder: string): string => join(folder, 'reserve');

/** Throws `cannot-write` when there is too little room for what a run writes itself. Stacks are on SerialEM's computer. */
export async function refuseFullDisk(folder: string): Promise<void> {
  const freeBytes = await freeOn(folder);
  if (freeBytes === null || freeBytes > wantedBytes) return;
  throw new Trouble(
    'cannot-write',
    `The disk of ${folder} has ${megabytes(freeBytes)} MB left; the journal and the logs of a run need ${megabytes(wantedBytes)} MB. Make room or choose another folder with --runs, then start again; nothing was exposed.`,
  );
}

/** Null where the system does not say. */
async function freeOn(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}

/** Holds space back. Random bytes, because some disks keep a file of zeros in no space at all. */
export async function makeReserve(folder: string): Promise<void> {
  const bytes = randomFillSync(Buffer.allocUnsafe(reserveBytes));
  await writeFile(reservePath(folder), bytes).catch(() => rm(reservePath(folder), { force: true }));
}

/** Gives the space back when no process works on the run any more. */
export async function dropReserve(folder: string): Promise<void> {
  await rm(reservePath(folder), { force: true });
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
