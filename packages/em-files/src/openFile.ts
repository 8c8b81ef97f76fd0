import { type FileHandle, open } from 'node:fs/promises';
import { EmFileError, type EmFileErrorCode } from './errors.ts';
import type { ReadableInto } from './randomAccess.ts';

/** `read` an existing file, `write` to an existing one, `create` one that does not exist yet. */
export type OpenFileMode = 'read' | 'write' | 'create';

const flags: Readonly<Record<OpenFileMode, string>> = { read: 'r', write: 'r+', create: 'wx+' };

/** Node moves at most 2 GiB at once. */
const chunkBytes = 1024 * 1024 * 1024;

/**
 * Opens a file on disk. `create` never overwrites.
 *
 * Throws `file-exists`, `file-missing`, `file-busy` or `file-io`, with what Node said as `cause`.
 */
export async function openFile(path: string, mode: OpenFileMode): Promise<ReadableInto> {
  const handle = await saying(`open ${path}`, () => open(path, flags[mode]));
  return {
    read: (offset, length) => saying(`read ${path}`, () => readAt(handle, offset, length)),
    readInto: (offset, buffer) => saying(`read ${path}`, () => fill(handle, offset, buffer)),
    write: (offset, bytes) => saying(`write ${path}`, () => writeAll(handle, offset, bytes)),
    size: () => saying(`ask for the size of ${path}`, async () => (await handle.stat()).size),
    truncate: (size) => saying(`cut ${path}`, () => handle.truncate(size)),
    flush: () => saying(`flush ${path}`, () => handle.sync()),
    close: () => saying(`close ${path}`, () => handle.close()),
  };
}

async function readAt(handle: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.min(length, Math.max((await handle.stat()).size - offset, 0)));
  const read = await fill(handle, offset, bytes);
  return read === bytes.length ? bytes : bytes.slice(0, read);
}

/** The part of Node's FileHandle that reads. */
export interface Reads {
  read(bytes: Uint8Array, into: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
}

/** Fills a buffer as far as the file reaches, and gives how far that is. A short read is gone on with until there is nothing more. */
export async function fill(handle: Reads, offset: number, buffer: Uint8Array): Promise<number> {
  let done = 0;
  while (done < buffer.length) {
    const wanted = Math.min(buffer.length - done, chunkBytes);
    const { bytesRead } = await handle.read(buffer, done, wanted, offset + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}

/** The part of Node's FileHandle that writes. */
export interface Writes {
  write(bytes: Uint8Array, from: number, length: number, position: number): Promise<{ readonly bytesWritten: number }>;
}

/** Writes all bytes. A full disk makes a short write, not an error: the rest is tried again, and then the error comes. */
export async function writeAll(handle: Writes, offset: number, bytes: Uint8Array): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const wanted = Math.min(bytes.length - done, chunkBytes);
    const { bytesWritten } = await handle.write(bytes, done, wanted, offset + done);
    if (bytesWritten === 0) throw new Error(`only ${done} of ${bytes.length} bytes were written; the disk may be full`);
    done += bytesWritten;
  }
}

const codes: ReadonlyMap<string, EmFileErrorCode> = new Map([
  ['EEXIST', 'file-exists'],
  ['ENOENT', 'file-missing'],
  ['EBUSY', 'file-busy'],
  ['EPERM', 'file-busy'],
  ['EACCES', 'file-busy'],
]);

/** Does something with a file; what goes wrong becomes an `EmFileError` that says what was being done. */
export async function saying<Result>(what: string, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof EmFileError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const code = codes.get(errorCode(cause) ?? '') ?? 'file-io';
    throw new EmFileError(code, null, `Could not ${what}: ${reason}.`, cause);
  }
}

/** The code of an error of Node, such as `EBUSY`, or null. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
