import type { Hash } from 'node:crypto';
import type { ReadableInto } from '@pacetomo/em-files';
import { notAsWritten, sameBytes } from './wholeFiles.ts';

/** So much is read back at once. */
const pieceBytes = 1024 * 1024;

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
  const check = async (offset: number, bytes: Uint8Array): Promise<void> => {
    const found = spareOf(spare, Math.min(pieceBytes, bytes.length));
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      const piece = bytes.subarray(at, at + pieceBytes);
      const length = await file.readInto(offset + at, found.subarray(0, piece.length));
      if (!sameBytes(found.subarray(0, length), piece)) throw notAsWritten(path);
    }
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
    },
    finish: async () => {
      await file.flush(); // once: to flush on the way costs a third of the speed
      if ((await file.size()) !== bytesBegun) throw notAsWritten(path);
    },
  };
}

/** A buffer that is large enough; those that are too small are not kept. */
function spareOf(spare: Uint8Array[], bytes: number): Uint8Array {
  const found = spare.pop();
  return found !== undefined && found.length >= bytes ? found : new Uint8Array(bytes);
}
