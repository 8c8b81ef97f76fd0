import type { Bytes } from '../api/route.ts';
import type { Failed } from './failure.ts';
import { failed } from './failure.ts';
import type { SentEvent } from './handler.ts';
import { keptForGood, notKept } from './headers.ts';
import type { formFor, PageFile } from './pageFiles.ts';
import type { Reply } from './replays.ts';
import { eventStream, type StreamOf } from './streams.ts';

const json = { 'content-type': 'application/json; charset=utf-8', ...notKept };

/** A reply in JSON. */
export const jsonReply = ({ status, json: text }: Reply): Response => new Response(text, { status, headers: json });

/** Why something cannot be done. */
export const failureReply = ({ status, failure }: Failed): Response =>
  new Response(JSON.stringify(failure), { status, headers: { ...json, ...whatNext[status] } });

const whatNext: Readonly<Partial<Record<Failed['status'], Readonly<Record<string, string>>>>> = {
  413: { connection: 'close' },
  429: { 'retry-after': '1' },
};

/** An image or a file. */
export const bytesReply = ({ bytes, type, isFinal, saveAs, headers }: Bytes): Response =>
  new Response(whole(bytes), {
    headers: {
      ...headers,
      'content-type': /^text\/|json$/.test(type) && !type.includes('charset') ? `${type}; charset=utf-8` : type,
      ...(isFinal ? keptForGood : notKept),
      ...(saveAs === undefined
        ? {}
        : { 'content-disposition': `attachment; filename="${saveAs.replace(/[^\w .+-]/g, '_')}"` }),
    },
  });

/** A file of the page. */
export const pageReply = (file: PageFile, { bytes, encoding }: ReturnType<typeof formFor>): Response =>
  new Response(whole(bytes), {
    headers: {
      'content-type': file.type,
      ...(file.isFinal ? { 'cache-control': 'public, max-age=31536000, immutable' } : notKept),
      ...(encoding === null ? {} : { 'content-encoding': encoding }),
      vary: 'accept-encoding',
    },
  });

/** Bytes as a body can have them. */
const whole = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  bytes.buffer instanceof ArrayBuffer
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);

/** Whether a handler gave server-sent events. */
export const isEvents = (given: unknown): given is AsyncIterable<SentEvent> =>
  typeof given === 'object' && given !== null && Symbol.asyncIterator in given;

/** Whether a handler gave an image or a file. */
export const isBytes = (value: unknown): value is Bytes =>
  typeof value === 'object' &&
  value !== null &&
  'bytes' in value &&
  value.bytes instanceof Uint8Array &&
  'type' in value;

/** So many streams are open at once; each keeps a connection. */
const mostStreams = 48;

/** The open streams. */
export class StreamPlaces {
  #open = 0;

  reply(stream: StreamOf): Response {
    if (this.#open >= mostStreams) {
      stream.leave();
      return failureReply(
        failed(503, 'too-many', `${mostStreams} streams are open already. Close a page that nobody looks at.`),
      );
    }
    this.#open += 1;
    const leave = (): void => {
      this.#open -= 1;
      stream.leave();
    };
    return new Response(eventStream({ ...stream, leave }), {
      headers: { 'content-type': 'text/event-stream; charset=utf-8', ...notKept, 'x-accel-buffering': 'no' },
    });
  }
}
