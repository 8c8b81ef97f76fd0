/** Codes have at most so many bits; a full table is begun anew. */
const longestBits = 12;

/** Pixels of so many bits (2 to 8) in the code of Lempel, Ziv and Welch as GIF has it (GIF89a specification, appendix F). */
export function lzw(pixels: Uint8Array, bitsAPixel: number): Uint8Array {
  const [clear, end] = [1 << bitsAPixel, (1 << bitsAPixel) + 1];
  const out = new BitWriter(2 * pixels.length + 16);
  // behind which code which pixel makes which other code; 0 is none, for no pair has a code below `end`
  const followed = new Uint16Array(clear << longestBits);
  let next = end + 1;
  let bits = bitsAPixel + 1;
  out.write(clear, bits);
  let code = -1;
  for (const pixel of pixels) {
    if (code < 0) {
      code = pixel;
      continue;
    }
    const at = (code << bitsAPixel) | pixel;
    const longer = followed[at] ?? 0;
    if (longer > 0) {
      code = longer;
      continue;
    }
    out.write(code, bits);
    code = pixel;
    if (next < 1 << longestBits) {
      if (next === 1 << bits) bits += 1; // the code that is made now is the first that needs one more
      followed[at] = next++;
    } else {
      out.write(clear, bits);
      followed.fill(0);
      next = end + 1;
      bits = bitsAPixel + 1;
    }
  }
  if (code >= 0) out.write(code, bits);
  if (next === 1 << bits && bits < longestBits) bits += 1; // who reads makes a last code of what it was just given
  out.write(end, bits);
  return out.bytes();
}

/** Numbers of some bits behind one another, the lowest bits first. */
class BitWriter {
  readonly #bytes: Uint8Array;
  #at = 0;
  #held = 0;
  #heldBits = 0;

  constructor(mostBytes: number) {
    this.#bytes = new Uint8Array(mostBytes);
  }

  write(value: number, bits: number): void {
    this.#held |= value << this.#heldBits;
    this.#heldBits += bits;
    while (this.#heldBits >= 8) {
      this.#bytes[this.#at++] = this.#held & 255;
      this.#held >>>= 8;
      this.#heldBits -= 8;
    }
  }

  bytes(): Uint8Array {
    if (this.#heldBits === 0) return this.#bytes.slice(0, this.#at);
    this.#bytes[this.#at] = this.#held;
    return this.#bytes.slice(0, this.#at + 1);
  }
}
