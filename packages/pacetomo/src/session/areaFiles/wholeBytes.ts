import { randomUUID } from 'node:crypto';
import { basename, dirname } from 'node:path';
import type { FinishFiles } from '../../finish/finishFiles.ts';
import { move, writeWhole } from '../../finish/wholeFiles.ts';
import { Trouble } from '../../run/errors.ts';

/**
 * Replaces a file as a whole: at every moment, a power cut included, the old or the new bytes lie under the name. They are
 * written to a temporary file beside it, flushed and read again before that takes the name.
 *
 * Throws `cannot-write`; the file is as it was then.
 */
export function replaceBytes(files: FinishFiles, path: string, bytes: Uint8Array): Promise<void> {
  return throughTemporary(files, path, bytes, async (temporary) => {
    await files.rename(temporary, path);
    await files.flushFolder(dirname(path));
  });
}

/** Writes a file that does not exist yet, whole or not at all. Throws `would-overwrite` or `cannot-write`. */
export async function createBytes(files: FinishFiles, path: string, bytes: Uint8Array): Promise<void> {
  await refuseExisting(files, path);
  await throughTemporary(files, path, bytes, (temporary) => move(files, temporary, path));
}

/** Throws `would-overwrite` when there is such a file. */
export async function refuseExisting(files: FinishFiles, path: string): Promise<void> {
  if ((await files.sizeBytes(path)) === null) return;
  throw new Trouble(
    'would-overwrite',
    `${basename(path)} exists already in ${dirname(path)}. Nothing was overwritten; choose another name or move that file away.`,
  );
}

async function throughTemporary(
  files: FinishFiles,
  path: string,
  bytes: Uint8Array,
  finish: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeWhole(files, temporary, bytes);
    await finish(temporary);
  } catch (cause) {
    await files.remove(temporary).catch(() => {}); // the first error is the one to be heard of
    if (cause instanceof Trouble && cause.code === 'would-overwrite') throw cause;
    throw new Trouble(
      'cannot-write',
      `${path} could not be written (${reasonOf(cause)}). Under that name lies what lay there before. See that the disk has room and that no program keeps the file open, then try again.`,
      { cause },
    );
  }
}

/** What the system said, without our own words for other files round it. */
function reasonOf(cause: unknown): string {
  const inner = cause instanceof Trouble && cause.cause !== undefined ? cause.cause : cause;
  return inner instanceof Error ? inner.message.replace(/\.$/, '') : String(inner);
}
