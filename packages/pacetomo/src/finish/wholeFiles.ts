import { dirname } from 'node:path';
import type { ReadableInto } from '@pacetomo/em-files';
import { Trouble } from '../run/errors.ts';
import type { FinishFiles } from './finishFiles.ts';

/** Does something with an open file and closes it. */
export async function withFile<Result>(
  files: FinishFiles,
  path: string,
  mode: 'read' | 'create',
  use: (file: ReadableInto) => Promise<Result>,
): Promise<Result> {
  const file = await files.open(path, mode);
  let result: Result;
  try {
    result = await use(file);
  } catch (error) {
    await file.close().catch(() => {}); // the first error is the one to be heard of
    throw error;
  }
  await file.close();
  return result;
}

/** All bytes of a small file, or null if there is none. */
export async function readWhole(files: FinishFiles, path: string): Promise<Uint8Array | null> {
  const size = await files.sizeBytes(path);
  return size === null ? null : withFile(files, path, 'read', (file) => file.read(0, size));
}

/** Writes a small file that does not exist yet, and reads it again: a full disk may cut a file without an error. */
export async function writeWhole(files: FinishFiles, path: string, bytes: Uint8Array): Promise<void> {
  await withFile(files, path, 'create', async (file) => {
    await file.write(0, bytes);
    await file.flush();
  });
  const written = await readWhole(files, path);
  if (written === null || !sameBytes(written, bytes)) throw notAsWritten(path);
}

/** Renames a file so that it survives a power cut, and never over another one. */
export async function move(files: FinishFiles, from: string, to: string): Promise<void> {
  if ((await files.sizeBytes(to)) !== null) {
    throw new Trouble(
      'would-overwrite',
      `${from} was to be renamed to ${to}, which exists already. Nothing was overwritten; move that file away, then say it again.`,
    );
  }
  await files.rename(from, to);
  await files.flushFolder(dirname(to));
  if (dirname(from) !== dirname(to)) await files.flushFolder(dirname(from));
}

export const sameBytes = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;

/** The trouble that a file does not hold what was written to it. */
export const notAsWritten = (path: string): Trouble =>
  new Trouble(
    'cannot-write',
    `What was written to ${path} is not what can be read from it. The acquired stack is untouched; see that the disk has room and is sound, then say it again.`,
  );
