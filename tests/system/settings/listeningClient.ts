import { type ArgsOf, type ExternalCommand, type ReplyOf, SerialEmClient } from '@pacetomo/serialem-link';
import type { VirtualSerialEm } from '@pacetomo/virtual-serialem';

/** A command as SerialEM received it. */
export interface SentCommand {
  readonly name: string;
  readonly args: readonly unknown[];
  /** SerialEM's answer; null when it was an error. */
  readonly reply: unknown;
  /** When it was sent, virtual seconds. */
  readonly atS: number;
  /** Exposures that the specimen had received by then. */
  readonly exposuresBefore: number;
}

/** A client that writes down what is sent. */
export class ListeningClient extends SerialEmClient {
  readonly #scope: VirtualSerialEm;
  readonly #sent: SentCommand[];

  constructor(scope: VirtualSerialEm, sent: SentCommand[]) {
    super(scope.connect());
    this.#scope = scope;
    this.#sent = sent;
  }

  override async call<N extends ExternalCommand>(name: N, ...args: ArgsOf<N>): Promise<ReplyOf<N>> {
    const command = { name, args, atS: this.#scope.nowS, exposuresBefore: this.#scope.exposures.length };
    const answer = super.call(name, ...args); // nothing may be awaited before: commands keep their order
    try {
      const reply = await answer;
      this.#sent.push({ ...command, reply });
      return reply;
    } catch (error) {
      this.#sent.push({ ...command, reply: null });
      throw error;
    }
  }
}
