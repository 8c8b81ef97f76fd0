/** What the splitter can say about the bytes that have come so far. */
export type Split =
  | { readonly kind: 'message'; readonly bytes: Uint8Array }
  | { readonly kind: 'incomplete' }
  /** The length that a message announces is impossible; nothing can be told apart any more. */
  | { readonly kind: 'absurd'; readonly announcedBytes: number };

/** A piece of a stream costs some hundred bytes beside its own; so many small ones are made into one. */
const mostSmallChunks = 256;
const smallChunkBytes = 1024;

/**
 * Puts the bytes of a stream together again, in whatever pieces they arrive: whole messages by their length word, and
 * pixels by a number of bytes that was announced before.
 *
 * Keeps what arrived and nothing more: an announced length alone never makes it allocate anything.
 */
export class MessageSplitter {
  readonly #mostBytes: number;
  #chunks: Uint8Array[] = [];
  #waitingBytes = 0;
  /** How many chunks at the end of the list are small. */
  #smallChunks = 0;

  /** @param mostBytes longest message that is believed, its length word included */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** How many bytes have come that nobody took yet. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** Takes the next bytes of the stream. */
  add(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#waitingBytes += chunk.length;
    this.#smallChunks = chunk.length < smallChunkBytes ? this.#smallChunks + 1 : 0;
    if (this.#smallChunks >= mostSmallChunks) this.#joinSmallChunks();
  }

  /** The next whole message, its length word included. */
  message(): Split {
    if (this.#waitingBytes < 4) return { kind: 'incomplete' };
    const length = this.#lengthWord();
    if (length < 8 || length > this.#mostBytes) return { kind: 'absurd', announcedBytes: length };
    const bytes = this.pixels(length);
    return bytes === undefined ? { kind: 'incomplete' } : { kind: 'message', bytes };
  }

  /** The next bytes, just so many, in a buffer of their own; undefined while there are fewer. */
  pixels(count: number): Uint8Array | undefined {
    if (this.#waitingBytes < count) return undefined;
    const taken = new Uint8Array(count);
    let at = 0;
    let used = 0;
    for (const chunk of this.#chunks) {
      if (at === count) break;
      const part = chunk.subarray(0, count - at);
      taken.set(part, at);
      at += part.length;
      if (part.length < chunk.length) this.#chunks[used] = chunk.subarray(part.length);
      else used += 1;
    }
    this.#chunks = this.#chunks.slice(used);
    this.#smallChunks = Math.min(this.#smallChunks, this.#chunks.length);
    this.#waitingBytes -= count;
    return taken;
  }

  #joinSmallChunks(): void {
    const small = this.#chunks.splice(-this.#smallChunks);
    const joined = new Uint8Array(small.reduce((sum, chunk) => sum + chunk.length, 0));
    let at = 0;
    for (const chunk of small) {
      joined.set(chunk, at);
      at += chunk.length;
    }
    this.#chunks.push(joined);
    this.#smallChunks = 0;
  }

  #lengthWord(): number {
    const first = new Uint8Array(4);
    let at = 0;
    for (const chunk of this.#chunks) {
      const part = chunk.subarray(0, 4 - at);
      first.set(part, at);
      at += part.length;
      if (at === 4) break;
    }
    return new DataView(first.buffer).getInt32(0, true);
  }
}
