import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { AreaCopy } from '../../area/copyArea.ts';
import { diskFiles, type FinishFiles } from '../../finish/finishFiles.ts';
import { Trouble } from '../../run/errors.ts';
import { createAreaFile } from './saveArea.ts';
import { refuseExisting } from './wholeBytes.ts';

/** The names in the folder of a file: new names keep off them. */
export async function namesBeside(path: string): Promise<readonly string[]> {
  try {
    return await readdir(dirname(path));
  } catch (cause) {
    throw new Trouble('bad-input', `The folder ${dirname(path)} cannot be read. Check its name.`, { cause });
  }
}

/**
 * Writes the targets files of copies beside the file of their area, and gives their paths. Nothing is written unless all
 * names are free, those of their stacks included. Throws `would-overwrite`, `bad-input`, `cannot-write`.
 */
export async function writeCopies(
  copies: readonly AreaCopy[],
  areaPath: string,
  files: FinishFiles = diskFiles,
): Promise<readonly string[]> {
  const folder = dirname(areaPath);
  const names = copies.flatMap(({ targetsFile, area }) => [targetsFile, ...area.targets.map(({ stack }) => stack)]);
  for (const name of names) await refuseExisting(files, join(folder, name));
  const written: string[] = [];
  for (const { targetsFile, area } of copies) {
    const path = join(folder, targetsFile);
    try {
      await createAreaFile(path, area, files);
    } catch (cause) {
      if (!(cause instanceof Trouble) || written.length === 0) throw cause;
      const done = written.map((other) => basename(other)).join(', ');
      throw new Trouble(cause.code, `${cause.message} Written before that: ${done}.`, { cause });
    }
    written.push(path);
  }
  return written;
}
