import { createHash } from 'node:crypto';
import { EmFileError, type ReadableInto } from '@pacetomo/em-files';
import type { FinishFiles } from './finishFiles.ts';
import { withFile } from './wholeFiles.ts';

/** Some bytes of a file that lie beside each other. */
export interface Stretch {
  readonly offset: number;
  readonly bytes: number;
}

/** How the bytes of large files are gone through. */
export interface Chunking {
  /** Most bytes that are in hand at once; there are a few of them, whatever the size of stack or section. */
  readonly chunkBytes?: number | undefined;
  /** Ends the work before the next chunk. */
  readonly signal?: AbortSignal | undefined;
  /** Told how many bytes were gone through, chunk by chunk. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** In a virtual machine with ext4 half of it was slower by a third, two and four times as much by a half and more. */
export const usualChunkBytes = 1024 * 1024;

/** Chunks that are being read while one is used. */
const readAhead = 2;

/** Stretches cut into chunks. Empty ones give none. */
export function* inChunks(stretches: Iterable<Stretch>, longest: number): Generator<Stretch> {
  for (const { offset, bytes } of stretches) {
    for (let done = 0; done < bytes; done += longest) {
      yield { offset: offset + done, bytes: Math.min(longest, bytes - done) };
    }
  }
}

/**
 * Goes through stretches of a file, chunk by chunk; while `use` has one in hand the next are read. The bytes are those of
 * a buffer that is filled again afterwards.
 *
 * Throws `mrc-size` where the file ends before, and what the signal was aborted with.
 */
export async function eachChunk(
  file: ReadableInto,
  stretches: readonly Stretch[],
  { chunkBytes = usualChunkBytes, signal, onBytes }: Chunking,
  use: (chunk: Uint8Array) => Promise<void>,
): Promise<void> {
  const longest = Math.min(chunkBytes, longestOf(stretches));
  const coming = inChunks(stretches, longest);
  const reading: { readonly buffer: Uint8Array; readonly filled: Promise<Uint8Array> }[] = [];
  const readNext = (buffer: Uint8Array): void => {
    const { value } = coming.next();
    if (value === undefined) return;
    const filled = readInto(file, value, buffer);
    filled.catch(() => {}); // whoever waits for the chunk hears of it
    reading.push({ buffer, filled });
  };
  for (let n = 0; n < readAhead; n++) readNext(new Uint8Array(longest));
  let spare: Uint8Array = new Uint8Array(longest);
  try {
    for (let next = reading[0]; next !== undefined; next = reading[0]) {
      signal?.throwIfAborted();
      const chunk = await next.filled;
      reading.shift();
      readNext(spare);
      await use(chunk);
      spare = next.buffer;
      onBytes?.(chunk.length);
    }
  } finally {
    await Promise.allSettled(reading.map(({ filled }) => filled)); // a file is not closed while it is read
  }
}

const longestOf = (stretches: readonly Stretch[]): number =>
  stretches.reduce((most, { bytes }) => Math.max(most, bytes), 1);

async function readInto(file: ReadableInto, { offset, bytes }: Stretch, buffer: Uint8Array): Promise<Uint8Array> {
  const chunk = buffer.subarray(0, bytes);
  if ((await file.readInto(offset, chunk)) === bytes) return chunk;
  throw new EmFileError('mrc-size', { byte: offset }, 'The file has become shorter while it was read.');
}

/** SHA-256 of a file, hexadecimal. Throws as `FinishFiles.open` and `eachChunk` do. */
export function sha256OfFile(files: FinishFiles, path: string, chunking: Chunking = {}): Promise<string> {
  return withFile(files, path, 'read', async (file) => {
    const sum = createHash('sha256');
    const all = [{ offset: 0, bytes: await file.size() }];
    await eachChunk(file, all, chunking, async (chunk) => void sum.update(chunk));
    return sum.digest('hex');
  });
}
