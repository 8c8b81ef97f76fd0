import { EmFileError, type MrcPixels, type MrcStack } from '@pacetomo/em-files';

/** An image in which each pixel is the mean of a square of pixels, rows from the top. */
export interface ReducedImage {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly counts: Float32Array;
}

/** So many bytes are read and added up at once, which takes less than a millisecond. */
const stripBytes = 256 * 1024;
/** Bytes of a pixel, where they are not two. */
const bytesOf: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [2, 4],
]);

/**
 * A section of a stack with its longest side reduced to so many pixels at most. It is read strip by strip, so that images
 * of any size need little memory, and others are served in between. Throws `mrc-section` for a section that is not there,
 * `mrc-mode` for colours and complex numbers, `mrc-size` where the file ends in it, and what `signal` says.
 */
export async function reducedSection(
  stack: MrcStack,
  section: number,
  longestPx: number,
  signal?: AbortSignal,
): Promise<ReducedImage> {
  const { width, height, mode } = stack.header;
  if (mode === 4 || mode === 16)
    throw new EmFileError('mrc-mode', null, `Pixels of type ${mode}, colours or complex numbers, cannot be shown.`);
  const reducing = new Reducing(width, height, longestPx);
  const rowBytes = width * (bytesOf.get(mode) ?? 2);
  const memory = new Uint8Array(reducing.rowsAtOnce(rowBytes) * rowBytes);
  for (const { from, until } of reducing.strips(rowBytes)) {
    signal?.throwIfAborted();
    reducing.add(await stack.readRows(section, from, until - from, memory), from, until);
  }
  return reducing.image();
}

/** The sums of squares of pixels, of the part in the middle that can be divided into such. */
class Reducing {
  readonly #width: number;
  /** Pixels that become one, along rows and columns: an image may be narrower than a square. */
  readonly #across: number;
  readonly #down: number;
  readonly #widthPx: number;
  readonly #heightPx: number;
  readonly #left: number;
  readonly #bottom: number;
  readonly #counts: Float32Array;

  constructor(width: number, height: number, longestPx: number) {
    const factor = Math.max(1, Math.ceil(Math.max(width, height) / longestPx));
    this.#width = width;
    this.#across = Math.min(factor, width);
    this.#down = Math.min(factor, height);
    this.#widthPx = Math.floor(width / this.#across);
    this.#heightPx = Math.floor(height / this.#down);
    this.#left = Math.floor((width - this.#widthPx * this.#across) / 2);
    this.#bottom = Math.floor((height - this.#heightPx * this.#down) / 2);
    this.#counts = new Float32Array(this.#widthPx * this.#heightPx);
  }

  /** How many rows of so many bytes are in a strip: whole squares. */
  rowsAtOnce(rowBytes: number): number {
    return this.#down * Math.max(1, Math.floor(stripBytes / (this.#down * rowBytes)));
  }

  /** The rows that are needed, counted from the lowest, in strips. */
  *strips(rowBytes: number): Generator<{ readonly from: number; readonly until: number }> {
    const squares = this.rowsAtOnce(rowBytes) / this.#down;
    for (let row = 0; row < this.#heightPx; row += squares) {
      const from = this.#bottom + row * this.#down;
      yield { from, until: this.#bottom + Math.min(row + squares, this.#heightPx) * this.#down };
    }
  }

  /** Adds the rows of a strip up. */
  add(pixels: MrcPixels, from: number, until: number): void {
    for (let y = from; y < until; y++) {
      const row = this.#heightPx - 1 - Math.floor((y - this.#bottom) / this.#down);
      let at = (y - from) * this.#width + this.#left;
      for (let column = 0; column < this.#widthPx; column++) {
        let sum = 0;
        for (const end = at + this.#across; at < end; at++) sum += pixels[at] ?? 0;
        const place = row * this.#widthPx + column;
        this.#counts[place] = (this.#counts[place] ?? 0) + sum;
      }
    }
  }

  image(): ReducedImage {
    const pixels = this.#across * this.#down;
    return { widthPx: this.#widthPx, heightPx: this.#heightPx, counts: this.#counts.map((sum) => sum / pixels) };
  }
}
