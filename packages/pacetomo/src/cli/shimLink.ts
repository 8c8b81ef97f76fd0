import { type Socket, connect as tcpConnect } from 'node:net';
import type { Readable } from 'node:stream';
import {
  type ArgsOf,
  type ClientOptions,
  type ExternalCommand,
  isLinkError,
  LinkError,
  type ReplyOf,
  SerialEmClient,
} from '@pacetomo/serialem-link';

/** SerialEM fails the command in progress and kills the script at STOP; the end of its pipe arrives within this, ms. */
const endArrivesMs = 1000;
/** A command that is not answered within this after STOP waits in a script that is over, and keeps the next one from SerialEM, ms. */
const patienceMs = 5000;
const connectMs = 5000;
/** A script of SerialEM runs on SerialEM's computer. */
const host = '127.0.0.1';

/**
 * The script in SerialEM that has started this program, known by the pipe to our standard input: it ends when SerialEM
 * kills the script, which is what STOP does. From then on nothing may be sent any more (protocol 13.4, rule 3).
 */
export class Shim {
  /** Resolves when the script is over. */
  readonly gone: Promise<void>;
  readonly #port: number;
  #isGone = false;

  constructor(pipe: Readable, port: number) {
    this.#port = port;
    this.gone = new Promise((resolve) => {
      const end = (): void => {
        this.#isGone = true;
        resolve();
      };
      for (const event of ['end', 'close', 'error']) pipe.once(event, end);
    });
    pipe.resume(); // nobody writes there; without a reader its end would not be noticed
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** Does something when the script is over. Gives what takes that back. */
  whenGone(then: () => void): () => void {
    let isOff = false;
    void this.gone.then(() => {
      if (!isOff) then();
    });
    return () => {
      isOff = true;
    };
  }

  /** Whether the script is over, or is so soon. */
  isGoneSoon(): Promise<boolean> {
    const soon = new Promise<void>((resolve) => {
      setTimeout(resolve, endArrivesMs).unref();
    });
    return Promise.race([this.gone, soon]).then(() => this.#isGone);
  }

  /** Connects to the port on which SerialEM listens to its own scripts. Throws LinkError `cannot-connect`. */
  connect(options: ClientOptions): Promise<SerialEmClient> {
    return new Promise((connected, failed) => {
      const socket = tcpConnect({ host, port: this.#port, noDelay: true, timeout: connectMs });
      const giveUp = (why: string): void => {
        socket.destroy();
        failed(nobodyThere(this.#port, why));
      };
      socket.once('error', (error) => giveUp(error.message));
      socket.once('timeout', () => giveUp(`no answer within ${connectMs / 1000} s`));
      socket.once('connect', () => {
        socket.setTimeout(0);
        connected(new ShimClient(socket, options, this));
      });
    });
  }
}

/**
 * A client on the internal port. It stays connected until the script is over, because the script could otherwise not
 * say anything to SerialEM any more (rule 2); and it takes a command that failed while the script ended for the STOP that it is.
 */
class ShimClient extends SerialEmClient {
  readonly #shim: Shim;

  constructor(socket: Socket, options: ClientOptions, shim: Shim) {
    super(socket, { ...options, port: 'internal' });
    this.#shim = shim;
    void shim.gone.then(() => setTimeout(() => super.close(), patienceMs).unref());
  }

  override async call<N extends ExternalCommand>(name: N, ...args: ArgsOf<N>): Promise<ReplyOf<N>> {
    try {
      return await super.call(name, ...args);
    } catch (error) {
      if (isLinkError(error) && error.code === 'command-failed' && (await this.#shim.isGoneSoon()))
        throw stopped(error);
      throw error;
    }
  }

  override close(): void {
    if (this.#shim.isGone) super.close();
    else void this.#shim.gone.then(() => super.close());
  }
}

function stopped(cause: LinkError): LinkError {
  const message = `STOP was pressed in SerialEM, or its script was ended, during ${cause.command || 'a command'}.`;
  return new LinkError({ code: 'user-stop', message, carriedOut: 'begun', repeatable: false, cause });
}

function nobodyThere(port: number, why: string): LinkError {
  const message = `Cannot connect to the port of SerialEM's own scripts at ${host}, port ${port}: ${why}. It is there only while a Python script runs in SerialEM, and 48889 unless SocketServerPort 7 says otherwise: give --port to “pacetomo shim”.`;
  return new LinkError({ code: 'cannot-connect', message, carriedOut: 'no', repeatable: true });
}
