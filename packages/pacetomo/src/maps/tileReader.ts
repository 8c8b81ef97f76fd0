import { EmFileError, type MrcPixels, type MrcStack, mrcHeaderBytes, type ReadableInto } from '@pacetomo/em-files';

/** Rows of a tile, counted from the upper one; `bottom` is beyond the last. */
export interface Rows {
  readonly top: number;
  readonly bottom: number;
}

/**
 * Reads parts of the sections of a stack into one piece of memory, which holds the newest only. A montage of gigabytes then
 * needs as much memory as one of its pieces.
 */
export class TileReader {
  readonly #file: ReadableInto;
  readonly #stack: MrcStack;
  #memory: Uint8Array | null = null;

  constructor(file: ReadableInto, stack: MrcStack) {
    this.#file = file;
    this.#stack = stack;
  }

  /** The pixels of a section, lowest row first; rows that were not asked for are undefined. Good until the next is read. */
  async read(section: number, rows: Rows): Promise<MrcPixels> {
    const { header } = this.#stack;
    const plain = plainTypes.get(header.mode);
    // other pixels have to be decoded, which is done for whole sections only
    if (plain === undefined || header.byteOrder !== 'little' || !isMachineLittle) {
      return (await this.#stack.readSection(section)).data;
    }
    const rowBytes = header.width * plain.bytes;
    this.#memory ??= new Uint8Array(rowBytes * header.height);
    const sectionAt = mrcHeaderBytes + header.extendedBytes + section * rowBytes * header.height;
    const [from, until] = [(header.height - rows.bottom) * rowBytes, (header.height - rows.top) * rowBytes];
    const read = await this.#file.readInto(sectionAt + from, this.#memory.subarray(from, until));
    if (read < until - from) throw cutOff(section, sectionAt + from + read);
    return plain.pixels(this.#memory);
  }
}

/** Pixels that lie in a file as in memory: int16, float32 and uint16. */
const plainTypes: ReadonlyMap<number, { readonly bytes: number; readonly pixels: (memory: Uint8Array) => MrcPixels }> =
  new Map([
    [1, { bytes: 2, pixels: ({ buffer }) => new Int16Array(buffer) }],
    [2, { bytes: 4, pixels: ({ buffer }) => new Float32Array(buffer) }],
    [6, { bytes: 2, pixels: ({ buffer }) => new Uint16Array(buffer) }],
  ]);

const isMachineLittle = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** The rest of the memory holds another piece, which must not pass for this one. */
function cutOff(section: number, byte: number): EmFileError {
  return new EmFileError('mrc-size', { byte }, `The file ends at byte ${byte}, within section ${section}.`);
}
