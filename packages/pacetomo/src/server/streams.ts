import { setTimeout as wait } from 'node:timers/promises';
import type { SentEvent } from './handler.ts';

/** Proxies and pages take a stream that is silent for longer for dead, ms. */
const heartbeatMs = 10_000;
/** So much may wait for a reader who does not read, bytes. */
const mostWaitingBytes = 1024 * 1024;
/** And for so long, ms. */
const longestStallMs = 20_000;

const encoder = new TextEncoder();

/** What a stream needs besides its events. */
export interface StreamOf {
  readonly events: AsyncIterable<SentEvent>;
  /** Ends what the events come from. */
  readonly leave: () => void;
  /** Ends the stream: the reader's token was revoked, or the server closes. */
  readonly signal: AbortSignal;
  /** Ends the connection of a reader who does not read. */
  readonly cutOff: () => void;
  /** What became of it, for the log. */
  readonly onError: (error: unknown) => void;
}

/**
 * Server-sent events as bytes. The next event is asked for only when the reader has taken those before, so that a reader who
 * stalls costs at most what waits for it; then it is sent away, and comes back with the number of the last event that it got.
 */
export function eventStream({ events, leave, signal, cutOff, onError }: StreamOf): ReadableStream<Uint8Array> {
  const iterator = events[Symbol.asyncIterator]();
  let heartbeat: NodeJS.Timeout | undefined;
  let takenAtMs = performance.now();
  let isOver = false;
  let next: Promise<void> | null = null;

  const end = (): void => {
    if (isOver) return;
    isOver = true;
    clearInterval(heartbeat);
    signal.removeEventListener('abort', end);
    leave();
    iterator.return?.()?.then(
      () => {},
      () => {},
    );
    close?.();
  };
  let close: (() => void) | null = null;

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        close = () => {
          try {
            controller.close();
          } catch {
            // its reader has gone before
          }
        };
        controller.enqueue(encoder.encode(': welcome\n\n')); // so that the reader knows at once that it is connected
        heartbeat = setInterval(() => {
          const isStalled = performance.now() - takenAtMs > longestStallMs && (controller.desiredSize ?? 0) <= 0;
          if (!isStalled) return controller.enqueue(encoder.encode(': still here\n\n'));
          end();
          cutOff();
        }, heartbeatMs);
        heartbeat.unref();
        signal.addEventListener('abort', end);
        if (signal.aborted) end();
      },
      pull(controller) {
        takenAtMs = performance.now();
        next ??= iterator
          .next()
          .then(({ done, value }) => {
            next = null;
            if (isOver) return;
            if (done === true) return end();
            controller.enqueue(encoder.encode(lines(value)));
          })
          .catch((error: unknown) => {
            if (!isOver) onError(error);
            end();
          });
        return next;
      },
      cancel() {
        close = null;
        end();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: mostWaitingBytes }),
  );
}

/** So long a stream may take until it says that it cannot be had, ms. */
const patienceMs = 500;

/** Events of which it is known that they can be had: what refuses them at once is thrown here, while it can still be said. */
export async function begun(events: AsyncIterable<SentEvent>): Promise<AsyncIterable<SentEvent>> {
  const iterator = events[Symbol.asyncIterator]();
  let first: Promise<IteratorResult<SentEvent>> | null = iterator.next();
  const patience = new AbortController();
  await Promise.race([first, wait(patienceMs, null, { signal: patience.signal, ref: false }).catch(() => {})]);
  patience.abort();
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => {
        const next = first ?? iterator.next();
        first = null;
        return next;
      },
      return: () => iterator.return?.() ?? Promise.resolve({ done: true, value: undefined }),
    }),
  };
}

function lines({ id, event, data }: SentEvent): string {
  if (/[\r\n]/.test(data) || (event !== undefined && !/^[a-z-]+$/.test(event)))
    throw new Error(`not an event that can be sent: ${event} ${data.slice(0, 100)}`);
  return `id: ${id}\n${event === undefined ? '' : `event: ${event}\n`}data: ${data}\n\n`;
}
