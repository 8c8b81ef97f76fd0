import type { Hash } from 'node:crypto';
import type { ReadableInto } from '@pacetomo/em-files';
import { notAsWritten, sameBytes } from './wholeFiles.ts';

/** After so many bytes the disk is told to have them, so that it works from the beginning and others do not wait for it long. */
const flushEveryBytes = 64 * 1024 * 1024;

/** A file that is written from its beginning to its end, every chunk of it read again at once. */
interface CheckedCopy {
  /** Writes the next bytes; more may be given while they are written. Throws `Trouble` where others can be read back. */
  append(bytes: Uint8Array): Promise<void>;
  /** Resolves when all would survive a power cut. Throws `Trouble` where the file has another size by then. */
  finish(): Promise<void>;
}

/** Begins to write a new file, whose bytes go into a checksum too. What reading back proves is in docs/decisions/0022. */
export function checkedCopy(file: ReadableInto, path: string, sum: Hash | null = null): CheckedCopy {
  const spare: Uint8Array[] = [];
  let bytesBegun = 0;
  let bytesFlushed = 0;
  let flushing: Promise<void> = Promise.resolve();
  const check = async (offset: number, bytes: Uint8Array): Promise<void> => {
    const found = spareOf(spare, bytes.length);
    const length = await file.readInto(offset, found.subarray(0, bytes.length));
    if (!sameBytes(found.subarray(0, length), bytes)) throw notAsWritten(path);
    spare.push(found);
  };
  return {
    append: async (bytes) => {
      const offset = bytesBegun;
      bytesBegun += bytes.length;
      const writing = file.write(offset, bytes);
      sum?.update(bytes); // while it is written
      await writing;
      await check(offset, bytes);
      if (bytesBegun - bytesFlushed < flushEveryBytes) return;
      bytesFlushed = bytesBegun;
      await flushing;
      flushing = file.flush();
      flushing.catch(() => {}); // whoever waits for it hears of it
    },
    finish: async () => {
      await flushing;
      await file.flush();
      if ((await file.size()) !== bytesBegun) throw notAsWritten(path);
    },
  };
}

/** A buffer that is large enough; those that are too small are not kept. */
function spareOf(spare: Uint8Array[], bytes: number): Uint8Array {
  const found = spare.pop();
  return found !== undefined && found.length >= bytes ? found : new Uint8Array(bytes);
}
