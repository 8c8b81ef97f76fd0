import type { Duplex } from 'node:stream';
import { type ClientOptions, duplexPair, MessageSplitter, SerialEmClient } from '@pacetomo/serialem-link';

/** What the other end does when a request has come; `near` is the client's end. */
export type Reaction = (end: Duplex, near: Duplex) => void;

/** The other end of a client's connection, which does as it is told and writes down every request. */
export interface ScriptedPeer {
  readonly serialEm: SerialEmClient;
  readonly end: Duplex;
  /** Every whole message that came. */
  readonly requests: readonly Uint8Array[];
}

/** A client and its other end, which reacts to the requests in turn and then falls silent. */
export function scriptedPeer(reactions: readonly Reaction[], options: ClientOptions = {}): ScriptedPeer {
  const [near, end] = duplexPair();
  const splitter = new MessageSplitter(1_048_576);
  const requests: Uint8Array[] = [];
  end.on('data', (chunk: Uint8Array) => {
    splitter.add(chunk);
    for (let split = splitter.message(); split.kind === 'message'; split = splitter.message()) {
      const reaction = reactions[requests.length];
      requests.push(split.bytes);
      reaction?.(end, near);
    }
  });
  return { serialEm: new SerialEmClient(near, options), end, requests };
}

/** Answers with these bytes. */
export const answer =
  (...bytes: readonly Uint8Array[]): Reaction =>
  (end) => {
    for (const part of bytes) end.write(part);
  };

/** Closes the connection without an answer. */
export const hangUp: Reaction = (end) => {
  end.destroy();
};

/** Breaks the connection at the client's end, as a reset does. */
export const resetConnection: Reaction = (_end, near) => {
  near.destroy(new Error('read ECONNRESET'));
};

/** Never answers. */
export const saysNothing: Reaction = () => {};
