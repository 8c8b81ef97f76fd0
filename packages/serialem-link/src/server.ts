import type { Duplex } from 'node:stream';
import { type CommandName, commandWithCode } from './commands.ts';
import {
  type BufferImage,
  chunkSizes,
  emptyBufferHeader,
  headerFault,
  imageFault,
  imageFromBytes,
  imageHeader,
  isMainBuffer,
  mostImageBytes,
  pixelBytes,
} from './image.ts';
import {
  type CommandArgument,
  decodeRequest,
  encodeReply,
  type ImageHeader,
  type PutImageHeader,
  type Reply,
  type Request,
} from './message.ts';
import { frameErrorText, scriptError, transportError } from './scriptError.ts';
import { machineTimer, type SetTimer } from './timer.ts';
import { type Closing, Wire } from './wire.ts';

/** A command as it came. */
export interface ReceivedCommand {
  /** SerialEM's function code. */
  readonly code: number;
  /** Undefined for a code that the table of commands does not have. */
  readonly name: CommandName | undefined;
  readonly args: readonly CommandArgument[];
}

/** A request that is not answered as SerialEM would: a refusal with a negative return value, or a fault for tests. */
export type NoAnswer =
  | { readonly transport: number }
  /** The connection is closed without an answer. */
  | { readonly drop: 'before-reply' }
  /** The answer never comes; the connection stays open. */
  | { readonly silent: true }
  /** Other bytes than an answer come: half of one, or garbage; then the connection is closed or not. */
  | { readonly garbled: Uint8Array; readonly thenClose: boolean };

/** What became of a command. */
export type CommandOutcome =
  /** Done; up to six values are reported. */
  | { readonly values: readonly (number | string)[] }
  /** A script error with its text, which is empty while SerialEM shows its errors on its own screen. */
  | { readonly failed: string }
  /** The script ended: by `Exit()`, by `Exit` with a code other than 0, or by STOP. */
  | { readonly ended: 'normal' | 'with-code' | 'user-stop' }
  | NoAnswer;

/** What stands behind the server: SerialEM, or something that behaves like it. It is asked one thing at a time. */
export interface ScriptEngine {
  /** Whether external control is granted; SerialEM also refuses it to a client that has it already. */
  askForControl(): boolean | Promise<boolean>;
  /** Carries out a command. Should it throw, the client is told of a failed command. */
  run(command: ReceivedCommand): Promise<CommandOutcome>;
  /** The image of a buffer, counted from 0 for A; null if the buffer is empty. */
  image(bufferIndex: number, fft: boolean): Promise<BufferImage | null | NoAnswer>;
  /** Whether an image may come; called before its pixels are sent. Without this method it always may. */
  beforeImage?(request: PutImageHeader): Promise<undefined | NoAnswer>;
  /** Takes an image into a buffer. The next request waits until this is done. */
  putImage(request: PutImageHeader, image: BufferImage): Promise<void>;
  /** The client is gone. Not called when this end closed the connection, as for a newer client. */
  disconnected(): void;
}

/** How a server is to behave. */
export interface ServeOptions {
  /** Milliseconds between the announcement of an image and its pixels; default 5. See {@link serve}. */
  readonly imagePauseMs?: number;
  /** Images are sent in parts of at most so many bytes (SerialEM: 33 620 000); the default is one part for everything. */
  readonly superchunkBytes?: number;
  /** A larger image is refused with -2; default 536 870 912 bytes. */
  readonly mostImageBytes?: number;
  /** Told, in a sentence, of everything that a well-behaved client does not do. */
  readonly onComplaint?: (sentence: string) => void;
  readonly setTimer?: SetTimer;
}

/** A connection that is being served. */
export interface ServedConnection {
  /** Settles when the connection has ended and the last command is done. Never rejects. */
  readonly closed: Promise<Closing>;
  /** Settles when the engine has nothing to do for this client, at once if it has not. Waiting for the client is idle. */
  idle(): Promise<void>;
  /** Closes the connection without a word, as SerialEM does for a newer client. */
  close(): void;
}

/** SerialEM accepts any length and keeps the memory; here a longer request is not believed. */
const mostRequestBytes = 1_048_576;

/**
 * Serves a client over any stream, as SerialEM's socket does: one request, one reply.
 *
 * The official Python client reads the 32 bytes that announce an image together with whatever came along, and copies
 * pixels from the wrong place, or waits for ever, if some did. So the announcement goes out alone, then a short pause,
 * then the pixels in one part. On a socket, switch off Nagle's algorithm (`setNoDelay`).
 */
export function serve(stream: Duplex, engine: ScriptEngine, options: ServeOptions = {}): ServedConnection {
  const connection = new Connection(stream, engine, options);
  const closed = connection.serveAll();
  return { closed, idle: () => connection.idle(), close: () => connection.close() };
}

/** SerialEM gives a client a fifth of a microsecond per byte for its handshake, and this one a second at least. */
const handshakeMs = (chunkBytes: number): number => Math.max(1000, chunkBytes / 5000);

class Connection {
  readonly #wire: Wire;
  readonly #engine: ScriptEngine;
  readonly #options: ServeOptions;
  #engineAtRest: Promise<void> = Promise.resolve();
  #engineRests = (): void => {};
  #isAnswering = false;
  #closedHere = false;

  constructor(stream: Duplex, engine: ScriptEngine, options: ServeOptions) {
    this.#engine = engine;
    this.#options = options;
    this.#wire = new Wire(stream, mostRequestBytes, () => this.#complainOfHaste());
  }

  async serveAll(): Promise<Closing> {
    let request = await this.#nextRequest();
    while (request !== undefined) {
      this.#isAnswering = true;
      this.#engineWorks();
      await this.#answerOrGiveUp(request);
      this.#engineRests();
      this.#isAnswering = false;
      request = await this.#nextRequest();
    }
    const closing = await this.#wire.closed;
    if (!this.#closedHere) this.#engine.disconnected();
    return closing;
  }

  idle(): Promise<void> {
    return this.#engineAtRest;
  }

  close(): void {
    this.#closedHere = true;
    this.#wire.close({ by: 'us', why: 'the server closed it' });
  }

  #engineWorks(): void {
    this.#engineAtRest = new Promise((rests) => {
      this.#engineRests = rests;
    });
  }

  /** The next request that can be understood; the others are refused here. Undefined at the end of the connection. */
  async #nextRequest(): Promise<Request | undefined> {
    for (;;) {
      if (this.#closedHere) return undefined;
      const arrival = await this.#wire.message();
      if (arrival.kind === 'closed') return undefined;
      if (arrival.kind === 'absurd') {
        await this.#refuseLength(arrival.announcedBytes);
        return undefined;
      }
      const request = decodeRequest(arrival.bytes);
      if (request.kind === 'handshake') {
        await this.#refuse(transportError.unknownFunction, 'a handshake where no image is on its way');
      } else if (request.kind === 'bad') {
        await this.#refuse(request.code, request.why);
      } else {
        return request;
      }
    }
  }

  /** An engine that throws instead of answering costs its client the connection, and the server nothing. */
  async #answerOrGiveUp(request: Request): Promise<void> {
    try {
      await this.#answer(request);
    } catch (error) {
      this.#complain(`A request broke the engine: ${String(error)}`);
      this.#wire.close({ by: 'fault', why: `the engine broke: ${String(error)}`, cause: error });
    }
  }

  async #answer(request: Request): Promise<void> {
    switch (request.kind) {
      case 'askForControl':
        return await this.#reply({ kind: 'control', granted: await this.#engine.askForControl() });
      case 'command':
        return await this.#answerCommand(request.code, request.args);
      case 'getImage':
        return await this.#sendImage(request.buffer, request.fft);
      case 'putImage':
        return await this.#receiveImage(request);
    }
  }

  async #answerCommand(code: number, args: readonly CommandArgument[]): Promise<void> {
    const outcome = await this.#outcomeOf({ code, name: commandWithCode(code)?.name, args });
    if ('values' in outcome) {
      return await this.#reply({ kind: 'command', scriptError: scriptError.none, values: outcome.values });
    }
    if ('failed' in outcome) {
      const values = [frameErrorText(outcome.failed)];
      return await this.#reply({ kind: 'command', scriptError: scriptError.failed, values });
    }
    if ('ended' in outcome) {
      const { normalExit, exitWithCode, userStop } = scriptError;
      const ending = { normal: normalExit, 'with-code': exitWithCode, 'user-stop': userStop }[outcome.ended];
      return await this.#reply({ kind: 'command', scriptError: ending, values: [] });
    }
    await this.#noAnswer(outcome);
  }

  async #outcomeOf(command: ReceivedCommand): Promise<CommandOutcome> {
    const name = command.name ?? `command ${command.code}`;
    try {
      const outcome = await this.#engine.run(command);
      if (!('values' in outcome) || outcome.values.length <= 6) return outcome;
      return { failed: `${name} reported ${outcome.values.length} values; SerialEM has room for 6.` };
    } catch (error) {
      this.#complain(`${name} broke the engine: ${String(error)}`);
      return { failed: `${name} broke the engine: ${String(error)}` };
    }
  }

  async #sendImage(buffer: number, fft: boolean): Promise<void> {
    const found = await this.#engine.image(buffer, fft);
    this.#engineRests();
    if (found === null) return await this.#reply({ kind: 'image', ...emptyBufferHeader });
    if (!('width' in found)) return await this.#noAnswer(found);
    const fault = imageFault(found);
    if (fault !== undefined) throw new Error(fault);
    const { byteCount } = imageHeader(found);
    const chunkCount = Math.max(1, Math.ceil(byteCount / (this.#options.superchunkBytes ?? mostImageBytes)));
    await this.#reply({ kind: 'image', ...imageHeader(found, chunkCount) });
    await this.#pause(this.#options.imagePauseMs ?? 5);
    const pixels = pixelBytes(found);
    let sent = 0;
    for (const size of chunkSizes(byteCount, chunkCount)) {
      if (sent > 0 && !(await this.#handshake(size))) return;
      await this.#wire.write(pixels.subarray(sent, sent + size));
      sent += size;
    }
  }

  /** Waits for the client to ask for the next part of an image; closes the connection if it does not. */
  async #handshake(chunkBytes: number): Promise<boolean> {
    const { setTimer = machineTimer } = this.#options;
    const tooLate = (): void => this.#wire.close({ by: 'us', why: 'no handshake came for the next part of an image' });
    const stopWaiting = setTimer(handshakeMs(chunkBytes), tooLate);
    const arrival = await this.#wire.message().finally(stopWaiting);
    if (arrival.kind === 'message' && decodeRequest(arrival.bytes).kind === 'handshake') return true;
    this.#wire.close({ by: 'us', why: 'something other than a handshake came between the parts of an image' });
    return false;
  }

  async #receiveImage(request: Request & PutImageHeader): Promise<void> {
    const header = receivedHeader(request);
    const fault = isMainBuffer(request.buffer) ? headerFault(header) : `an image for buffer ${request.buffer}`;
    if (fault !== undefined) return await this.#refuse(transportError.wrongLength, fault);
    if (header.byteCount > (this.#options.mostImageBytes ?? 536_870_912)) {
      return await this.#refuse(transportError.noMemory, `an image of ${header.byteCount} bytes`);
    }
    const refusal = await this.#engine.beforeImage?.(request);
    if (refusal !== undefined) return await this.#noAnswer(refusal);
    await this.#reply({ kind: 'readyForImage' });
    const arrival = await this.#wire.pixels(header.byteCount);
    this.#engineWorks();
    if (arrival.kind === 'message') await this.#engine.putImage(request, imageFromBytes(header, arrival.bytes));
  }

  async #noAnswer(why: NoAnswer): Promise<void> {
    if ('transport' in why) await this.#reply({ kind: 'transport', code: why.transport });
    else if ('drop' in why) this.#wire.close({ by: 'fault', why: 'it was dropped before the reply' });
    else if ('garbled' in why) await this.#sendGarbled(why.garbled, why.thenClose);
  }

  /** With its reply on the way the engine is free: a client that never reads does not keep the next one out. */
  #reply(reply: Reply): Promise<void> {
    const taken = this.#wire.write(encodeReply(reply));
    this.#engineRests();
    return taken;
  }

  async #sendGarbled(bytes: Uint8Array, thenClose: boolean): Promise<void> {
    await this.#wire.write(bytes);
    if (thenClose) this.#wire.close({ by: 'fault', why: 'it was dropped in the middle of the reply' });
  }

  async #refuse(code: number, why: string): Promise<void> {
    this.#complain(`A client sent ${why}; it was answered ${code}.`);
    await this.#reply({ kind: 'transport', code });
  }

  async #refuseLength(announcedBytes: number): Promise<void> {
    const code = announcedBytes < 8 ? transportError.tooShort : transportError.tooBig;
    await this.#refuse(code, `a message that says it is ${announcedBytes} bytes long`);
    this.#wire.close({ by: 'fault', why: `a client announced a message of ${announcedBytes} bytes` });
  }

  #complainOfHaste(): void {
    if (this.#isAnswering) this.#complain('A client sent a request before the one before was answered.');
  }

  #complain(sentence: string): void {
    this.#options.onComplaint?.(sentence);
  }

  #pause(forMs: number): Promise<void> {
    const { setTimer = machineTimer } = this.#options;
    return new Promise((goOn) => {
      setTimer(forMs, goOn);
    });
  }
}

function receivedHeader({ type, width, height, byteCount, chunkCount }: PutImageHeader): ImageHeader {
  const rowBytes = height > 0 ? byteCount / height : 0;
  return { type, rowBytes, width, height, byteCount, chunkCount };
}
