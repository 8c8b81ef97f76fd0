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

/** Smaller ones wait for each other more often, larger ones only cost memory: there are eight of them while a stack is sorted. */
export const usualChunkBytes = 4 * 1024 * 1024;

/** Chunks that are being read while others are used. */
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
 * Goes through stretches of a file, chunk by chunk; while `use` has some in hand the next are read. It is called in the order
 * of the chunks, and while fewer than `atOnce` are in hand also before it has done with the last one. The bytes are those of a
 * buffer that is filled again when it has.
 *
 * Throws `mrc-size` where the file ends before, what the signal was aborted with, and what `use` throws.
 */
export async function eachChunk(
  file: ReadableInto,
  stretches: readonly Stretch[],
  { chunkBytes = usualChunkBytes, signal, onBytes }: Chunking,
  use: (chunk: Uint8Array) => Promise<void>,
  atOnce = 1,
): Promise<void> {
  const longest = Math.min(chunkBytes, longestOf(stretches));
  const coming = inChunks(stretches, longest);
  const reading: Promise<Uint8Array>[] = [];
  const using: Promise<Uint8Array>[] = [];
  const readNext = (buffer: ArrayBufferLike): void => {
    const { value } = coming.next();
    if (value !== undefined) reading.push(heardOfLater(readInto(file, value, new Uint8Array(buffer, 0, value.bytes))));
  };
  for (let n = 0; n < readAhead + atOnce; n++) readNext(new ArrayBuffer(longest));
  try {
    while (reading.length + using.length > 0) {
      signal?.throwIfAborted();
      const isFull = using.length === atOnce || reading.length === 0;
      const chunk = await (isFull ? using : reading)[0];
      if (chunk === undefined) break;
      if (isFull) {
        using.shift();
        readNext(chunk.buffer);
        onBytes?.(chunk.length);
      } else {
        reading.shift();
        using.push(heardOfLater(use(chunk).then(() => chunk)));
      }
    }
  } finally {
    await Promise.allSettled([...reading, ...using]); // a file is not closed while it is read
  }
}

/** Several go on at once, and are waited for one after the other: a failure of the second is no forgotten one. */
function heardOfLater<Result>(going: Promise<Result>): Promise<Result> {
  going.catch(() => {});
  return going;
}

const longestOf = (stretches: readonly Stretch[]): number =>
  stretches.reduce((most, { bytes }) => Math.max(most, bytes), 1);

async function readInto(file: ReadableInto, { offset, bytes }: Stretch, chunk: Uint8Array): Promise<Uint8Array> {
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
