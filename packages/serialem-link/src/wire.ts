import type { Duplex } from 'node:stream';
import { MessageSplitter, type Split } from './messageSplitter.ts';

/** How a connection came to its end. */
export interface Closing {
  /** `us`: this end closed it. `them`: the other end closed it. `fault`: the network, or bytes that make no sense. */
  readonly by: 'us' | 'them' | 'fault';
  /** In words, to go after "the connection was closed: ". */
  readonly why: string;
  readonly cause?: unknown;
}

/** What a wait for bytes ends with. */
export type Arrival = Exclude<Split, { kind: 'incomplete' }> | { readonly kind: 'closed'; readonly closing: Closing };

/** More than this is left in the other program's hands until somebody takes it. */
const mostWaitingBytes = 1_048_576;

/** A stream cut into messages. One reader at a time; what has arrived can still be read after the stream has closed. */
export class Wire {
  /** Settles when the connection has ended. Never rejects. */
  readonly closed: Promise<Closing>;
  readonly #stream: Duplex;
  readonly #splitter: MessageSplitter;
  readonly #unasked: (() => void) | undefined;
  #closing: Closing | undefined;
  #settleClosed: (closing: Closing) => void = () => {};
  #reader: { readonly take: () => Arrival | undefined; readonly done: (arrival: Arrival) => void } | undefined;
  #wantedBytes = 0;
  readonly #writers = new Set<() => void>();

  /** @param unasked is told of bytes that come while nobody reads; they wait for the next reader all the same */
  constructor(stream: Duplex, mostMessageBytes: number, unasked?: () => void) {
    this.#stream = stream;
    this.#splitter = new MessageSplitter(mostMessageBytes);
    this.#unasked = unasked;
    this.closed = new Promise((settle) => {
      this.#settleClosed = settle;
    });
    stream.on('data', (chunk: Uint8Array) => this.#arrived(chunk));
    stream.on('end', () => this.close({ by: 'them', why: 'the other program ended it' }));
    stream.on('close', () => this.close({ by: 'them', why: 'the other program ended it' }));
    stream.on('error', (cause: Error) => this.close(closingOf(cause)));
  }

  /** How the connection ended; undefined while it is open. */
  get closing(): Closing | undefined {
    if (this.#stream.destroyed) this.close(closingOf(this.#stream.errored));
    return this.#closing;
  }

  /** How many bytes have come that nobody took yet. */
  get waitingBytes(): number {
    return this.#splitter.waitingBytes;
  }

  /** Waits for a whole message. */
  message(): Promise<Arrival> {
    return this.#read(() => {
      const split = this.#splitter.message();
      return split.kind === 'incomplete' ? undefined : split;
    }, 0);
  }

  /** Waits for that many bytes. */
  pixels(count: number): Promise<Arrival> {
    return this.#read(() => {
      const bytes = this.#splitter.pixels(count);
      return bytes === undefined ? undefined : { kind: 'message', bytes };
    }, count);
  }

  /** Sends bytes; settles when the stream has taken them or has closed. */
  write(bytes: Uint8Array): Promise<void> {
    if (this.closing !== undefined) return Promise.resolve();
    return new Promise((settle) => {
      const taken = (): void => {
        this.#writers.delete(taken);
        settle();
      };
      this.#writers.add(taken);
      this.#stream.write(bytes, taken);
    });
  }

  /** Ends the connection; the first reason given is the one that counts. */
  close(closing: Closing): void {
    if (this.#closing !== undefined) return;
    this.#closing = closing;
    this.#stream.destroy();
    this.#settleClosed(closing);
    for (const settle of this.#writers) settle();
    this.#advance();
  }

  #read(take: () => Arrival | undefined, wantedBytes: number): Promise<Arrival> {
    if (this.#reader !== undefined) throw new Error('Two readers of one connection: an await is missing.');
    return new Promise((done) => {
      this.#reader = { take, done };
      this.#wantedBytes = wantedBytes;
      this.#advance();
    });
  }

  #arrived(chunk: Uint8Array): void {
    this.#splitter.add(chunk);
    if (this.#reader === undefined) this.#unasked?.();
    this.#advance();
  }

  #advance(): void {
    const reader = this.#reader;
    const closed: Arrival | undefined = this.#closing && { kind: 'closed', closing: this.#closing };
    const arrival = reader?.take() ?? closed;
    if (reader !== undefined && arrival !== undefined) {
      this.#reader = undefined;
      this.#wantedBytes = 0;
      reader.done(arrival);
    }
    this.#holdBack();
  }

  /** Lets the other program wait when it sends far more than anybody asked for. */
  #holdBack(): void {
    const tooMuch = this.#splitter.waitingBytes > mostWaitingBytes && this.#wantedBytes === 0;
    if (tooMuch) this.#stream.pause();
    else if (this.#stream.isPaused()) this.#stream.resume();
  }
}

/** How a stream ended that was destroyed from outside. */
function closingOf(cause: Error | null): Closing {
  return cause === null ? { by: 'us', why: 'its stream was closed' } : { by: 'fault', why: cause.message, cause };
}
