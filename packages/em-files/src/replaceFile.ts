import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { EmFileError } from './errors.ts';
import { errorCode, openFile, saying } from './openFile.ts';
import type { RandomAccess } from './randomAccess.ts';

/** What the outside world does; the defaults are for real use. */
export interface ReplaceFileOptions {
  /** Makes a file that does not exist yet. */
  readonly create?: (path: string) => Promise<RandomAccess>;
  readonly rename?: (from: string, to: string) => Promise<void>;
  readonly waitMs?: (timeMs: number) => Promise<void>;
}

/** Copy programs and virus scanners hold a file for moments; after this much waiting somebody really keeps it open. */
const longestWaitMs = 30_000;
const firstWaitMs = 20;
const longestPauseMs = 2_000;

/**
 * Replaces a small file as a whole, or makes it: at every moment, a power cut included, the old or the new text lies
 * under the name. Written to a temporary file beside it, flushed, its size checked (a full disk may cut a file without
 * an error), then renamed; a rename that fails because the file is in use is tried again for 30 s.
 *
 * Throws `file-busy` or `file-io`; the old file is then untouched and the temporary one removed.
 */
export async function replaceFile(
  path: string,
  content: string | Uint8Array,
  options: ReplaceFileOptions = {},
): Promise<void> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const create = options.create ?? ((name) => openFile(name, 'create'));
    await saying(`write ${temporary}`, async () => writeWhole(await create(temporary), bytes));
    await saying(`replace ${path}`, () => renamePatiently(temporary, path, options));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeWhole(file: RandomAccess, bytes: Uint8Array): Promise<void> {
  try {
    await file.write(0, bytes);
    await file.flush();
    const size = await file.size();
    if (size !== bytes.length) throw new Error(`${size} of ${bytes.length} bytes were written; the disk may be full`);
  } finally {
    await file.close();
  }
}

async function renamePatiently(from: string, to: string, options: ReplaceFileOptions): Promise<void> {
  const move = options.rename ?? rename;
  const pause = options.waitMs ?? ((timeMs) => wait(timeMs));
  let waitedMs = 0;
  for (let pauseMs = firstWaitMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      await move(from, to);
      return;
    } catch (cause) {
      if (!['EPERM', 'EBUSY', 'EACCES'].includes(errorCode(cause) ?? '')) throw cause;
      if (waitedMs >= longestWaitMs) {
        throw new EmFileError('file-busy', null, `${to} is in use and could not be replaced in 30 s.`, cause);
      }
    }
    await pause(pauseMs);
    waitedMs += pauseMs;
  }
}
