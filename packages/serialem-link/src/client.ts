import type { Duplex } from 'node:stream';
import { packArguments, written } from './arguments.ts';
import {
  type ArgsOf,
  commandNamed,
  type ExternalCommand,
  isRepeatable,
  type ReplyOf,
  waitsForPerson,
} from './commands.ts';
import {
  type BufferImage,
  bufferPlace,
  chunkSizes,
  headerFault,
  imageFault,
  imageFromBytes,
  imageHeader,
  pixelBytes,
  putSuperchunkBytes,
} from './image.ts';
import { LinkError } from './linkError.ts';
import { decodeReply, encodeRequest, type ImageHeader, type Reply, type Request } from './message.ts';
import { commandFailure, type Deed, lost, nonsense, notSent, transportFailure } from './outcome.ts';
import { shapeReply } from './replyShape.ts';
import { machineTimer, type SetTimer } from './timer.ts';
import { type Arrival, type Closing, Wire } from './wire.ts';

/** How a {@link SerialEmClient} is to behave. */
export interface ClientOptions {
  /**
   * `external` (the default): SerialEM's port for other programs, 48888. `internal`: the port of a Python script that
   * SerialEM itself runs, 48889; there the question for control would disturb that script and is never sent.
   */
  readonly port?: 'external' | 'internal';
  /**
   * Milliseconds to wait for an answer. The default is to wait for ever: a command can take many minutes. A box that a person
   * has to answer is always waited for.
   */
  readonly replyTimeoutMs?: number;
  /** Told again and again, every `slowAfterMs`, while an answer is still missing; gives the call and its age. */
  readonly onSlow?: (command: string, seconds: number) => void;
  /** Default 10 000 ms. */
  readonly slowAfterMs?: number;
  readonly setTimer?: SetTimer;
}

/** What goes with an image that is put into a buffer. */
export interface PutImageOptions {
  /** The buffer that lends its magnification, stage position and so on; default: the one that is written to. */
  readonly baseBuffer?: string;
  /** How many times the image is binned more than the base; default 1. */
  readonly extraBinning?: number;
  /** -1 processed (the default), -16 cropped at the centre, 1 captured, and so on. */
  readonly captureFlag?: number;
}

/** SerialEM's receive buffer loses the head of a longer message when it has to grow (found in `BaseServer.cpp`). */
const mostRequestBytes = 1019;
/** Far more than any list that SerialEM reports; whatever answers and announces more is not SerialEM. */
const mostReplyBytes = 1_048_576;

/**
 * A connection to SerialEM, over any stream. One command at a time; nothing is ever sent twice.
 *
 * Failures are {@link LinkError}s. Where one leaves doubt about the stream, and after a person pressed STOP, the client is
 * closed, and every later call is `not-sent`.
 */
export class SerialEmClient {
  /** Settles when the connection has ended. Never rejects. */
  readonly closed: Promise<Closing>;
  readonly #wire: Wire;
  readonly #options: ClientOptions;
  #unanswered: Deed | undefined;

  constructor(stream: Duplex, options: ClientOptions = {}) {
    this.#options = options;
    this.#wire = new Wire(stream, mostReplyBytes, () => this.#refuseUnasked());
    this.closed = this.#wire.closed;
  }

  /**
   * Asks SerialEM for external control; false if it is busy, or if this or another program has control already. Commands
   * ask for it by themselves. Never ask on the internal port: that is an Error.
   */
  askForControl(): Promise<boolean> {
    if (this.#options.port === 'internal') {
      throw new Error('Asking for control on the internal port would disturb the script that SerialEM runs there.');
    }
    const deed: Deed = { written: 'askForControl()', repeatable: false };
    return this.#alone(deed, async () => {
      const reply = await this.#exchange(deed, { kind: 'askForControl' });
      return reply.kind === 'control' && reply.granted;
    });
  }

  /**
   * Has SerialEM carry out a command and gives what it reports.
   *
   * @throws Error at once, with nothing sent: wrong arguments, a request that is too long, or a call before the last was answered.
   */
  call<N extends ExternalCommand>(name: N, ...args: ArgsOf<N>): Promise<ReplyOf<N>> {
    const command = commandNamed(name);
    if (command === undefined) throw new Error(`SerialEM has no command ${name}.`);
    const deed: Deed = {
      written: written(name, args),
      repeatable: isRepeatable(name),
      waitsForPerson: waitsForPerson(name),
    };
    const request: Request = { kind: 'command', code: command.code, args: packArguments(command, args) };
    refuseTooLong(deed, encodeRequest(request).length);
    return this.#alone(deed, async () => {
      const reply = await this.#exchange(deed, request);
      if (reply.kind !== 'command') throw this.#giveUp(deed, 'an answer to something else');
      const failure = commandFailure(deed, name, reply.scriptError, reply.values);
      if (failure?.code === 'user-stop') this.#wire.close({ by: 'us', why: 'STOP was pressed in SerialEM' });
      if (failure !== undefined) throw failure;
      const shaped = shapeReply<N>(command, reply.scriptError === 0 ? reply.values : []);
      if (!shaped.fits) throw unexpectedValues(deed, shaped.why);
      return shaped.reply;
    });
  }

  /** The image in a buffer, `A` to `V`, or `AF` to `HF` of the FFT window; null if it is empty. */
  bufferImage(buffer: string): Promise<BufferImage | null> {
    const deed: Deed = { written: written('bufferImage', [buffer]), repeatable: true };
    const request: Request = { kind: 'getImage', ...bufferPlace(buffer) };
    return this.#alone(deed, async () => {
      const header = await this.#exchange(deed, request);
      if (header.kind !== 'image') throw this.#giveUp(deed, 'an answer to something else');
      if (header.byteCount === 0) return null;
      const fault = headerFault(header);
      if (fault !== undefined) throw this.#giveUp(deed, fault);
      return imageFromBytes(header, await this.#receivePixels(deed, header));
    });
  }

  /** Puts an image into one of the buffers `A` to `V`. Into A, the other buffers roll as after an acquisition. */
  putImage(buffer: string, image: BufferImage, options: PutImageOptions = {}): Promise<void> {
    const deed: Deed = { written: written('putImage', [buffer]), repeatable: false };
    const request = putImageRequest(buffer, image, options);
    return this.#alone(deed, async () => {
      await this.#exchange(deed, request);
      await this.#watched(deed, () => this.#wire.write(pixelBytes(image)));
      if (this.#wire.closing !== undefined) throw lost(deed, this.#wire.closing);
    });
  }

  /** Ends the connection. SerialEM then ends external control and puts back what was changed for the script only. */
  close(): void {
    this.#wire.close({ by: 'us', why: 'this program closed it' });
  }

  /** Does one thing while nothing else is unanswered. */
  #alone<T>(deed: Deed, work: () => Promise<T>): Promise<T> {
    if (this.#unanswered !== undefined) {
      throw new Error(
        `${deed.written} was called before ${this.#unanswered.written} was answered: an await is missing`,
      );
    }
    if (this.#wire.closing !== undefined) return Promise.reject(notSent(deed, this.#wire.closing));
    this.#unanswered = deed;
    return work().finally(() => {
      this.#unanswered = undefined;
      this.#refuseUnasked();
    });
  }

  async #exchange(deed: Deed, request: Exclude<Request, { kind: 'handshake' }>): Promise<Reply> {
    const bytes = await this.#receive(deed, () => {
      void this.#wire.write(encodeRequest(request));
      return this.#wire.message();
    });
    const reply = decodeReply(request.kind, bytes);
    if (reply.kind === 'bad') throw this.#giveUp(deed, reply.why);
    if (reply.kind !== 'transport') return reply;
    this.#wire.close({ by: 'us', why: `SerialEM answered with the return value ${reply.code}` });
    throw transportFailure(deed, reply.code);
  }

  async #receivePixels(deed: Deed, header: ImageHeader): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for (const size of chunkSizes(header.byteCount, header.chunkCount)) {
      if (parts.length > 0) void this.#wire.write(encodeRequest({ kind: 'handshake' }));
      parts.push(await this.#receive(deed, () => this.#wire.pixels(size)));
    }
    return joined(parts, header.byteCount);
  }

  async #receive(deed: Deed, arrive: () => Promise<Arrival>): Promise<Uint8Array> {
    const arrival = await this.#watched(deed, arrive);
    switch (arrival.kind) {
      case 'message':
        return arrival.bytes;
      case 'absurd':
        throw this.#giveUp(deed, `a message that says it is ${arrival.announcedBytes} bytes long`);
      case 'closed':
        throw lost(deed, arrival.closing);
    }
  }

  /** Waits as long as the options allow, and says now and then that it still waits. */
  async #watched<T>(deed: Deed, wait: () => Promise<T>): Promise<T> {
    const stopWatches = this.#watch(deed);
    return await wait().finally(stopWatches);
  }

  #watch(deed: Deed): () => void {
    const { replyTimeoutMs, onSlow, slowAfterMs = 10_000, setTimer = machineTimer } = this.#options;
    let stopSlow = (): void => {};
    const sayWhenSlow = (times: number): void => {
      stopSlow = setTimer(slowAfterMs, () => {
        sayWhenSlow(times + 1);
        onSlow?.(deed.written, (times * slowAfterMs) / 1000);
      });
    };
    if (onSlow !== undefined) sayWhenSlow(1);
    const why = `no answer came within ${(replyTimeoutMs ?? 0) / 1000} s`;
    const tooLate = (): void => this.#wire.close({ by: 'us', why });
    const isPatient = replyTimeoutMs === undefined || deed.waitsForPerson;
    const stopTimeout = isPatient ? (): void => {} : setTimer(replyTimeoutMs, tooLate);
    return () => {
      stopSlow();
      stopTimeout();
    };
  }

  #giveUp(deed: Deed, found: string): LinkError {
    this.#wire.close({ by: 'us', why: 'what came was not SerialEM’s protocol' });
    return nonsense(deed, found);
  }

  /** After bytes that nobody asked for, the next reply could belong to anything. */
  #refuseUnasked(): void {
    if (this.#unanswered !== undefined || this.#wire.waitingBytes === 0) return;
    this.#wire.close({ by: 'fault', why: `${this.#wire.waitingBytes} bytes came that nobody had asked for` });
  }
}

function putImageRequest(buffer: string, image: BufferImage, options: PutImageOptions): Request & { kind: 'putImage' } {
  const fault = imageFault(image);
  if (fault !== undefined) throw new Error(`Cannot put this image into buffer ${buffer}: ${fault}.`);
  const place = bufferPlace(buffer);
  const base = bufferPlace(options.baseBuffer ?? buffer);
  if (place.fft || base.fft) throw new Error('Images cannot be put into the buffers of the FFT window.');
  const { type, width, height, byteCount } = imageHeader(image);
  const { extraBinning = 1, captureFlag = -1 } = options;
  const chunkCount = Math.ceil(byteCount / putSuperchunkBytes);
  const about = { type, width, height, byteCount, extraBinning, captureFlag, chunkCount };
  return { kind: 'putImage', ...about, buffer: place.buffer, baseBuffer: base.buffer };
}

function refuseTooLong(deed: Deed, bytes: number): void {
  if (bytes <= mostRequestBytes) return;
  const limit = `SerialEM loses the beginning of messages over ${mostRequestBytes} bytes`;
  throw new Error(`${deed.written} would be a message of ${bytes} bytes; ${limit}. Send shorter texts.`);
}

function joined(parts: readonly Uint8Array[], byteCount: number): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const all = new Uint8Array(byteCount);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function unexpectedValues(deed: Deed, why: string): LinkError {
  const message = `SerialEM carried out ${deed.written}, but its answer is not as expected: ${why}.`;
  const known = { carriedOut: 'yes', repeatable: deed.repeatable } as const;
  return new LinkError({ code: 'unexpected-values', message, command: deed.written, ...known });
}
