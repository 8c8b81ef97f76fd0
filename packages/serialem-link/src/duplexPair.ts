import { Duplex } from 'node:stream';

/** Two ends of a connection in memory: what is written to one comes out of the other, in the same pieces. */
export function duplexPair(): readonly [Duplex, Duplex] {
  const ends: { first?: End; second?: End } = {};
  ends.first = new End(() => ends.second);
  ends.second = new End(() => ends.first);
  return [ends.first, ends.second];
}

class End extends Duplex {
  readonly #otherEnd: () => End | undefined;
  #resumeWriter: (() => void) | undefined;

  constructor(otherEnd: () => End | undefined) {
    super({ allowHalfOpen: false });
    this.#otherEnd = otherEnd;
  }

  override _read(): void {
    const resume = this.#resumeWriter;
    this.#resumeWriter = undefined;
    resume?.();
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const other = this.#otherEnd();
    if (other === undefined || other.destroyed) done(new Error('The other end of the connection is closed.'));
    else if (other.push(chunk)) done();
    else other.#resumeWriter = done;
  }

  override _final(done: (error?: Error | null) => void): void {
    const other = this.#otherEnd();
    if (other?.destroyed === false) other.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const other = this.#otherEnd();
    if (other?.destroyed === false && !other.readableEnded) other.push(null);
    this.#resumeWriter?.();
    done(error);
  }
}
