import { existsSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Trouble } from '../run/errors.ts';

/** How often the folder of a run is looked at, ms: also on a drive of another computer, where nothing tells of new files. */
const lookEveryMs = 250;

/** A file of this name in the folder of a run stops it: a way in for whoever reaches the disk and nothing else. */
export const stopFilePath = (folder: string): string => join(folder, 'STOP');

/** Somebody wanted this run to stand still and nobody has taken that back. Throws `needs-person`. */
export function refuseStopFile(folder: string): void {
  if (!existsSync(stopFilePath(folder))) return;
  throw new Trouble(
    'needs-person',
    `There is a file STOP in ${folder}: somebody wants this run to stand still. Delete the file, then resume; nothing was sent to SerialEM.`,
  );
}

/** Looks for the file until the function that it gives is called; takes it away when it is obeyed. */
export function watchStopFile(folder: string, stop: (who: string) => void): () => void {
  const path = stopFilePath(folder);
  let isLooking = false;
  const look = async (): Promise<void> => {
    if (isLooking) return; // a slow drive
    isLooking = true;
    const isThere = await stat(path).then(
      () => true,
      () => false,
    );
    if (isThere) {
      stop('the file STOP');
      await rm(path, { recursive: true, force: true }).catch(() => {}); // it was obeyed all the same
    }
    isLooking = false;
  };
  const timer = setInterval(() => void look(), lookEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}
