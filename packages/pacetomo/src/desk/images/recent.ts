/** Bytes that were used last, within a bound. What is asked for twice at once is made once. */
export class Recent {
  readonly #mostBytes: number;
  readonly #kept = new Map<string, Uint8Array>();
  readonly #making = new Map<string, Promise<Uint8Array>>();
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** What is kept under a name, or else what `make` gives, which is kept from now on. */
  async get(name: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const kept = this.#kept.get(name);
    if (kept !== undefined) {
      this.#kept.delete(name); // the most recent ones are the last of a map
      this.#kept.set(name, kept);
      return kept;
    }
    const making = this.#making.get(name) ?? make();
    this.#making.set(name, making);
    try {
      const made = await making;
      if (this.#making.get(name) === making) this.#keep(name, made);
      return made;
    } finally {
      if (this.#making.get(name) === making) this.#making.delete(name);
    }
  }

  /** Keeps something, and forgets what was used longest ago. */
  #keep(name: string, bytes: Uint8Array): void {
    if (bytes.length > this.#mostBytes || this.#kept.has(name)) return;
    this.#kept.set(name, bytes);
    this.#bytes += bytes.length;
    for (const [oldest, { length }] of this.#kept) {
      if (this.#bytes <= this.#mostBytes) break;
      this.#kept.delete(oldest);
      this.#bytes -= length;
    }
  }
}
