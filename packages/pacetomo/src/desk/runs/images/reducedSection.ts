import { setImmediate as breathe } from 'node:timers/promises';
import { EmFileError, type MrcPixels, mrcHeaderBytes, openMrc } from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';

/** An image in which each pixel is the mean of a square of pixels, rows from the top. */
export interface ReducedImage {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly counts: Float32Array;
}

/** So many bytes are read and added up at once, which takes a millisecond or two. */
const stripBytes = 1024 * 1024;

/**
 * A section of a stack with its longest side reduced to so many pixels at most; null when the stack has no such section.
 * It is read strip by strip, and others are served in between: a camera image has 16 million pixels and more.
 */
export async function reducedSection(path: string, section: number, longestPx: number): Promise<ReducedImage | null> {
  const file = await openFile(path, 'read');
  try {
    const stack = await openMrc(file, { permissive: true });
    if (section >= stack.sectionCount) return null;
    const { width, height, mode, byteOrder, extendedBytes } = stack.header;
    if (mode === 4 || mode === 16)
      throw new EmFileError('mrc-mode', null, `Pixels of type ${mode}, colours or complex numbers, cannot be shown.`);
    const reducing = new Reducing(width, height, longestPx);
    const plain = plainTypes.get(mode);
    if (plain === undefined || byteOrder !== 'little' || !isMachineLittle) {
      const { data } = await stack.readSection(section);
      for (const { from, until } of reducing.strips(1)) {
        reducing.add(data.subarray(from * width, until * width), from, until);
        await breathe();
      }
      return reducing.image();
    }
    const rowBytes = width * plain.bytes;
    const sectionAt = mrcHeaderBytes + extendedBytes + section * rowBytes * height;
    for (const { from, until } of reducing.strips(plain.bytes)) {
      const bytes = await file.read(sectionAt + from * rowBytes, (until - from) * rowBytes);
      if (bytes.length < (until - from) * rowBytes) return null; // it is being written
      reducing.add(plain.pixels(bytes), from, until);
    }
    return reducing.image();
  } finally {
    await file.close();
  }
}

/** The sums of squares of pixels, of the part in the middle that can be divided into such. */
class Reducing {
  readonly #width: number;
  readonly #factor: number;
  readonly #widthPx: number;
  readonly #heightPx: number;
  readonly #left: number;
  readonly #bottom: number;
  readonly #counts: Float32Array;

  constructor(width: number, height: number, longestPx: number) {
    this.#width = width;
    this.#factor = Math.max(1, Math.ceil(Math.max(width, height) / longestPx));
    this.#widthPx = Math.max(1, Math.floor(width / this.#factor));
    this.#heightPx = Math.max(1, Math.floor(height / this.#factor));
    this.#left = Math.max(0, Math.floor((width - this.#widthPx * this.#factor) / 2));
    this.#bottom = Math.max(0, Math.floor((height - this.#heightPx * this.#factor) / 2));
    this.#counts = new Float32Array(this.#widthPx * this.#heightPx);
  }

  /** The rows that are needed, counted from the lowest, in strips of whole squares. */
  *strips(bytesAPixel: number): Generator<{ readonly from: number; readonly until: number }> {
    const squares = Math.max(1, Math.floor(stripBytes / (this.#width * this.#factor * bytesAPixel)));
    for (let row = 0; row < this.#heightPx; row += squares) {
      const from = this.#bottom + row * this.#factor;
      yield { from, until: this.#bottom + Math.min(row + squares, this.#heightPx) * this.#factor };
    }
  }

  /** Adds the rows of a strip up. */
  add(pixels: MrcPixels, from: number, until: number): void {
    for (let y = from; y < until; y++) {
      const row = this.#heightPx - 1 - Math.floor((y - this.#bottom) / this.#factor);
      let at = (y - from) * this.#width + this.#left;
      for (let column = 0; column < this.#widthPx; column++) {
        let sum = 0;
        for (const end = at + this.#factor; at < end; at++) sum += pixels[at] ?? 0;
        const place = row * this.#widthPx + column;
        this.#counts[place] = (this.#counts[place] ?? 0) + sum;
      }
    }
  }

  image(): ReducedImage {
    const pixels = this.#factor ** 2;
    return { widthPx: this.#widthPx, heightPx: this.#heightPx, counts: this.#counts.map((sum) => sum / pixels) };
  }
}

/** Pixels that lie in a file as in memory: int16, float32 and uint16. */
const plainTypes: ReadonlyMap<number, { readonly bytes: number; readonly pixels: (bytes: Uint8Array) => MrcPixels }> =
  new Map([
    [1, { bytes: 2, pixels: ({ buffer, byteOffset, length }) => new Int16Array(buffer, byteOffset, length / 2) }],
    [2, { bytes: 4, pixels: ({ buffer, byteOffset, length }) => new Float32Array(buffer, byteOffset, length / 4) }],
    [6, { bytes: 2, pixels: ({ buffer, byteOffset, length }) => new Uint16Array(buffer, byteOffset, length / 2) }],
  ]);

const isMachineLittle = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
