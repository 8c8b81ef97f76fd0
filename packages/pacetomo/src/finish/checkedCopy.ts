import type { Hash } from 'node:crypto';
import type { ReadableInto } from '@pacetomo/em-files';
import { notAsWritten, sameBytes } from './wholeFiles.ts';

/** After so many bytes the disk is told to have them, so that it works from the beginning and others do not wait for it long. */
const flushEveryBytes = 256 * 1024 * 1024;

/** A file that is written from its beginning to its end, every chunk of it read again at once. */
interface CheckedCopy {
  /** Writes the next bytes, which may be overwritten afterwards. Throws `Trouble` where others can be read back. */
  append(bytes: Uint8Array): Promise<void>;
  /** Resolves when all would survive a power cut. Throws `Trouble` where the file has another size by then. */
  finish(): Promise<void>;
}

/** Begins to write a new file, whose bytes go into a checksum too. What reading back proves is in docs/decisions/0022. */
export function checkedCopy(file: ReadableInto, path: string, sum: Hash | null = null): CheckedCopy {
  let back = new Uint8Array(0);
  let bytesWritten = 0;
  let bytesFlushed = 0;
  let flushing: Promise<void> = Promise.resolve();
  return {
    append: async (bytes) => {
      const offset = bytesWritten;
      const writing = file.write(offset, bytes);
      sum?.update(bytes); // while it is written
      await writing;
      bytesWritten += bytes.length;
      if (back.length < bytes.length) back = new Uint8Array(bytes.length);
      const found = back.subarray(0, bytes.length);
      if ((await file.readInto(offset, found)) !== bytes.length || !sameBytes(found, bytes)) throw notAsWritten(path);
      if (bytesWritten - bytesFlushed < flushEveryBytes) return;
      bytesFlushed = bytesWritten;
      await flushing;
      flushing = file.flush();
      flushing.catch(() => {}); // whoever waits for it hears of it
    },
    finish: async () => {
      await flushing;
      await file.flush();
      if ((await file.size()) !== bytesWritten) throw notAsWritten(path);
    },
  };
}
