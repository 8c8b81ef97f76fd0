import type { SerialEmClient } from '@pacetomo/serialem-link';
import { Trouble, type TroubleCode } from '../../run/errors.ts';
import { troubleOf } from '../../serialem/gate.ts';
import { type OpenSerialEm, openSerialEm } from '../../session/openSerialEm.ts';

/** What is asked here is answered at once, unless a box is open in SerialEM; then the page should know soon, ms. */
const replyTimeoutMs = 30_000;

/** Troubles with which a connection ends. */
const ends: ReadonlySet<TroubleCode> = new Set(['user-stop', 'reply-lost', 'cannot-connect']);

/** A connection that several parts of the desk ask things over: one after the other. */
export class Connection {
  readonly #serialem: OpenSerialEm;
  #turn: Promise<unknown> = Promise.resolve();
  #isClosed = false;
  /** What it has ended with. */
  #trouble: Trouble | null = null;

  private constructor(serialem: OpenSerialEm) {
    this.#serialem = serialem;
  }

  /** Throws Trouble, as `openSerialEm`. */
  static async open(address: string): Promise<Connection> {
    return new Connection(await openSerialEm(address, replyTimeoutMs));
  }

  /** Settles when the connection has ended: with why, or null when this side has closed it. */
  async lost(): Promise<Trouble | null> {
    await this.#serialem.client.closed;
    await this.#turn; // what was being asked knows more of it
    if (this.#isClosed) return null;
    return this.#trouble ?? new Trouble('cannot-connect', 'It has ended the connection.');
  }

  /** Asks something when whatever was asked before is answered. Throws Trouble. */
  async ask<T>(work: (client: SerialEmClient) => Promise<T>): Promise<T> {
    const mine = this.#turn.then(() => work(this.#serialem.client));
    this.#turn = mine.catch(() => {});
    try {
      return await mine;
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble instanceof Trouble && ends.has(trouble.code)) this.#trouble ??= trouble;
      throw this.#trouble ?? trouble; // whatever is asked after the end fails for the same reason
    }
  }

  /** Ends it when what was asked is answered; others may connect then. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#turn;
    await this.#serialem.close();
  }
}
