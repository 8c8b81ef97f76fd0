import { EmFileError } from './errors.ts';

/** A file that can be read and written anywhere. `openFile` of the Node entry gives one, `memoryFile` another. */
export interface RandomAccess {
  /** The bytes from an offset on, the caller's to keep: as many as asked for, or fewer where the file ends before. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** Writes all of the bytes; a gap between the end of the file and the offset is filled with zeros. */
  write(offset: number, bytes: Uint8Array): Promise<void>;
  size(): Promise<number>;
  /** Cuts the file, or fills it up with zeros, to a size. */
  truncate(size: number): Promise<void>;
  /** Resolves when everything written so far would survive a power cut. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** A file that can be read into memory that is there already: what is read again and again then costs no new memory. */
export interface ReadableInto extends RandomAccess {
  /** Fills a buffer with the bytes from an offset on. Gives how many there were: fewer than it holds where the file ends before. */
  readInto(offset: number, buffer: Uint8Array): Promise<number>;
}

/** A file in memory. */
export interface MemoryFile extends ReadableInto {
  /** A copy of what the file holds. */
  bytes(): Uint8Array<ArrayBuffer>;
}

/** A file in memory, for tests, for browsers (from the bytes of a `File`) and for what never needs a disk. */
export function memoryFile(content: Uint8Array = new Uint8Array(0)): MemoryFile {
  let store = content.slice();
  let used = store.length;
  const reserve = (size: number): void => {
    if (size <= store.length) return;
    const larger = new Uint8Array(Math.max(size, 2 * store.length));
    larger.set(store.subarray(0, used));
    store = larger;
  };
  return {
    read: async (offset, length) => store.slice(offset, Math.min(offset + length, used)),
    readInto: async (offset, buffer) => {
      const bytes = store.subarray(offset, Math.min(offset + buffer.length, used));
      buffer.set(bytes);
      return bytes.length;
    },
    write: async (offset, bytes) => {
      if (bytes.length === 0) return;
      reserve(offset + bytes.length);
      store.set(bytes, offset);
      used = Math.max(used, offset + bytes.length);
    },
    size: async () => used,
    truncate: async (size) => {
      reserve(size);
      store.fill(0, Math.min(size, used), Math.max(size, used));
      used = size;
    },
    flush: async () => {},
    close: async () => {},
    bytes: () => store.slice(0, used),
  };
}

/** Bytes from an offset on, all of them. Throws `mrc-size` with the numbers if the file ends before. */
export async function readFully(file: RandomAccess, offset: number, length: number): Promise<Uint8Array> {
  const bytes = await file.read(offset, length);
  if (bytes.length === length) return bytes;
  throw endsEarly(offset, bytes.length, length);
}

/** The same into memory that is there already, where the file can do that; otherwise into new memory. */
export async function readFullyInto(file: RandomAccess, offset: number, memory: Uint8Array): Promise<Uint8Array> {
  if (!canReadInto(file)) return readFully(file, offset, memory.length);
  const length = await file.readInto(offset, memory);
  if (length === memory.length) return memory;
  throw endsEarly(offset, length, memory.length);
}

const canReadInto = (file: RandomAccess): file is ReadableInto => 'readInto' in file;

function endsEarly(offset: number, found: number, wanted: number): EmFileError {
  return new EmFileError(
    'mrc-size',
    { byte: offset + found },
    `The file ends at byte ${offset + found}; ${wanted} bytes from byte ${offset} on were wanted.`,
  );
}
