import { diagonalOrder, type HuffmanTable, meanTable, otherTable, quantisation } from './jpegTables.ts';

/** Side of a block, px. */
const side = 8;

/** A picture of one byte per pixel as a JPEG file (baseline, grey; ITU-T T.81). Quality from 1 to 100 as usual. */
export function greyJpeg(pixels: Uint8Array, widthPx: number, heightPx: number, quality = 90): Uint8Array {
  const steps = stepsFor(quality);
  const writer = new BitWriter();
  const [means, others] = [codesOf(meanTable), codesOf(otherTable)];
  let lastMean = 0;
  for (let top = 0; top < heightPx; top += side) {
    for (let left = 0; left < widthPx; left += side) {
      const block = quantised(blockAt(pixels, widthPx, heightPx, left, top), steps);
      writeBlock(writer, block, lastMean, means, others);
      lastMean = block[0] ?? 0;
    }
  }
  return joined([...header(widthPx, heightPx, steps), writer.finished(), Uint8Array.of(0xff, 0xd9)]);
}

interface Code {
  readonly bits: number;
  readonly length: number;
}

/** The codes of a table: counted up within a length, doubled for the next (T.81, annex C). */
function codesOf({ counts, symbols }: HuffmanTable): ReadonlyMap<number, Code> {
  const codes = new Map<number, Code>();
  let [bits, at] = [0, 0];
  counts.forEach((count, index) => {
    for (let i = 0; i < count; i++) {
      codes.set(symbols[at] ?? 0, { bits, length: index + 1 });
      bits += 1;
      at += 1;
    }
    bits *= 2;
  });
  return codes;
}

/** Quantisation steps of a quality, after the rule of the Independent JPEG Group. */
function stepsFor(quality: number): readonly number[] {
  const percent = quality < 50 ? 5000 / Math.max(1, quality) : 200 - 2 * Math.min(100, quality);
  return quantisation.map((step) => Math.min(255, Math.max(1, Math.floor((step * percent + 50) / 100))));
}

/** The pixels of a block around 0; the border of the picture is repeated. */
function blockAt(pixels: Uint8Array, widthPx: number, heightPx: number, left: number, top: number): Float64Array {
  return Float64Array.from({ length: side * side }, (_, at) => {
    const y = Math.min(heightPx - 1, top + Math.floor(at / side));
    const x = Math.min(widthPx - 1, left + (at % side));
    return (pixels[y * widthPx + x] ?? 0) - 128;
  });
}

/** The cosines of the transform: frequency by position, scaled. */
const cosines = Array.from({ length: side }, (_, frequency) =>
  Array.from({ length: side }, (_, position) => {
    const scale = frequency === 0 ? Math.SQRT1_2 : 1;
    return (scale / 2) * Math.cos(((2 * position + 1) * frequency * Math.PI) / (2 * side));
  }),
);

function quantised(block: Float64Array, steps: readonly number[]): readonly number[] {
  const transformed = alongColumns(alongRows(block));
  const natural = Array.from(transformed, (value, at) => Math.round(value / (steps[at] ?? 1)));
  return diagonalOrder.map((at) => natural[at] ?? 0);
}

function alongRows(block: Float64Array): Float64Array {
  return Float64Array.from(block, (_, at) => {
    const [row, frequency] = [Math.floor(at / side), at % side];
    return (cosines[frequency] ?? []).reduce((sum, cosine, x) => sum + cosine * (block[row * side + x] ?? 0), 0);
  });
}

function alongColumns(block: Float64Array): Float64Array {
  return Float64Array.from(block, (_, at) => {
    const [frequency, column] = [Math.floor(at / side), at % side];
    return (cosines[frequency] ?? []).reduce((sum, cosine, y) => sum + cosine * (block[y * side + column] ?? 0), 0);
  });
}

function writeBlock(
  writer: BitWriter,
  block: readonly number[],
  lastMean: number,
  means: ReadonlyMap<number, Code>,
  others: ReadonlyMap<number, Code>,
): void {
  const difference = (block[0] ?? 0) - lastMean;
  writer.code(means.get(sizeOf(difference)));
  writer.value(difference);
  let zeros = 0;
  for (const value of block.slice(1)) {
    if (value === 0) {
      zeros += 1;
      continue;
    }
    for (; zeros > 15; zeros -= 16) writer.code(others.get(0xf0));
    writer.code(others.get(zeros * 16 + sizeOf(value)));
    writer.value(value);
    zeros = 0;
  }
  if (zeros > 0) writer.code(others.get(0));
}

/** Bits that a value needs without its sign. */
function sizeOf(value: number): number {
  return value === 0 ? 0 : Math.floor(Math.log2(Math.abs(value))) + 1;
}

/** Collects bits, the highest first; a byte of ones is followed by an empty one. */
class BitWriter {
  readonly #bytes: number[] = [];
  #byte = 0;
  #filled = 0;

  code(code: Code | undefined): void {
    if (code) this.#put(code.bits, code.length);
  }

  /** A value after its size: negative ones with the bits of one less. */
  value(value: number): void {
    const size = sizeOf(value);
    this.#put(value < 0 ? value + 2 ** size - 1 : value, size);
  }

  finished(): Uint8Array {
    while (this.#filled > 0) this.#put(1, 1);
    return Uint8Array.from(this.#bytes);
  }

  #put(bits: number, length: number): void {
    for (let at = length - 1; at >= 0; at--) {
      this.#byte = this.#byte * 2 + ((bits >> at) & 1);
      this.#filled += 1;
      if (this.#filled < 8) continue;
      this.#bytes.push(this.#byte);
      if (this.#byte === 0xff) this.#bytes.push(0);
      this.#byte = 0;
      this.#filled = 0;
    }
  }
}

function header(widthPx: number, heightPx: number, steps: readonly number[]): readonly Uint8Array[] {
  const two = (value: number): readonly [number, number] => [value >> 8, value & 0xff];
  const segment = (marker: number, body: readonly number[]): Uint8Array =>
    Uint8Array.of(0xff, marker, ...two(body.length + 2), ...body);
  const table = (kind: number, { counts, symbols }: HuffmanTable): Uint8Array =>
    segment(0xc4, [kind, ...counts, ...symbols]);
  return [
    Uint8Array.of(0xff, 0xd8),
    segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    segment(0xdb, [0, ...diagonalOrder.map((at) => steps[at] ?? 1)]),
    segment(0xc0, [8, ...two(heightPx), ...two(widthPx), 1, 1, 0x11, 0]),
    table(0x00, meanTable),
    table(0x10, otherTable),
    segment(0xda, [1, 1, 0x00, 0, 63, 0]),
  ];
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
