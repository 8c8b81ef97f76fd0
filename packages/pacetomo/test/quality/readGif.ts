/** A GIF file as another program would read it. */
export interface ReadGif {
  readonly widthPx: number;
  readonly heightPx: number;
  /** The grey of each pixel value. */
  readonly palette: readonly number[];
  readonly isRepeated: boolean;
  /** In the order in which they are shown. */
  readonly frames: readonly { readonly delayCs: number; readonly pixels: Uint8Array }[];
}

/** Reads a GIF file by its specification of 1989; throws where it is none. */
export function readGif(bytes: Uint8Array): ReadGif {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const short = (at: number) => view.getUint16(at, true);
  if (Buffer.from(bytes.subarray(0, 6)).toString('latin1') !== 'GIF89a') throw new Error('no GIF');
  const flags = bytes[10]!;
  const colours = 2 << (flags & 7);
  const palette = Array.from({ length: colours }, (_, at) => bytes[13 + 3 * at]!);
  const frames: { delayCs: number; pixels: Uint8Array }[] = [];
  let at = 13 + 3 * colours;
  let delayCs = 0;
  let isRepeated = false;
  const blocks = (): Uint8Array => {
    const parts: Uint8Array[] = [];
    for (; bytes[at] !== 0; at += bytes[at]! + 1) parts.push(bytes.subarray(at + 1, at + 1 + bytes[at]!));
    at += 1;
    return Buffer.concat(parts);
  };
  while (bytes[at] !== 0x3b) {
    const kind = bytes[at];
    if (kind === 0x21) {
      const label = bytes[at + 1];
      at += 2;
      const content = blocks();
      if (label === 0xf9) delayCs = content[1]! + 256 * content[2]!;
      if (label === 0xff) isRepeated = Buffer.from(content).toString('latin1').startsWith('NETSCAPE2.0');
    } else if (kind === 0x2c) {
      const pixels = short(at + 5) * short(at + 7);
      const bits = bytes[at + 10]!;
      at += 11;
      frames.push({ delayCs, pixels: unpacked(blocks(), bits, pixels) });
    } else throw new Error(`block ${kind} at ${at}`);
  }
  if (at !== bytes.length - 1) throw new Error('more after the end');
  return { widthPx: short(6), heightPx: short(8), palette, isRepeated, frames };
}

/** What Lempel, Ziv and Welch's code of so many bits a pixel stands for. */
export function unpacked(code: Uint8Array, bitsAPixel: number, pixels: number): Uint8Array {
  const [clear, end] = [1 << bitsAPixel, (1 << bitsAPixel) + 1];
  const out: number[] = [];
  let table: (readonly number[])[] = [];
  let bits = 0;
  let before: readonly number[] | null = null;
  let bitAt = 0;
  const begin = () => {
    table = Array.from({ length: end + 1 }, (_, value) => [value]);
    bits = bitsAPixel + 1;
    before = null;
  };
  begin();
  for (;;) {
    let next = 0;
    for (let bit = 0; bit < bits; bit++, bitAt++) {
      if (bitAt >> 3 >= code.length) throw new Error('no end');
      next |= ((code[bitAt >> 3]! >> (bitAt & 7)) & 1) << bit;
    }
    if (next === clear) begin();
    else if (next === end) break;
    else {
      const last: readonly number[] | null = before;
      const entry: readonly number[] | undefined = table[next] ?? (last === null ? undefined : [...last, last[0]!]);
      if (!entry || next > table.length) throw new Error(`code ${next} of ${table.length}`);
      if (last !== null && table.length < 4096) table.push([...last, entry[0]!]);
      if (table.length === 1 << bits && bits < 12) bits += 1;
      out.push(...entry);
      before = entry;
    }
  }
  if (out.length !== pixels || code.length !== Math.ceil(bitAt / 8))
    throw new Error(`${out.length} of ${pixels} pixels`);
  return Uint8Array.from(out);
}
