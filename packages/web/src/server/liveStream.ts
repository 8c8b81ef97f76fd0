import { EventSource, type FetchLike } from 'eventsource';
import { credentials } from './call.ts';

/** How a stream stands. */
export type StreamState = 'connecting' | 'live' | 'away';

export interface StreamWish {
  readonly address: string;
  /** Number of the last event that is known. */
  readonly after: number;
  /** What is done with each kind of event: its data and its number. */
  readonly on: Readonly<Record<string, (data: string, id: number) => void>>;
  readonly onState?: (state: StreamState) => void;
  /** Goes on while nobody looks at the tab: for alarms. A browser has six connections to a server for all its tabs together. */
  readonly evenHidden?: boolean;
}

/** The server says something at least every 10 s, ms. */
const silenceMs = 25_000;
/** A timer that is so late was asleep: the laptop was closed, ms. */
const asleepMs = 5000;
const tickMs = 1000;
/** A tab that is hidden for so long lets its connection go, ms. */
const hiddenMs = 20_000;
const retryMs = 1000;

/**
 * Listens to server-sent events for as long as it is wanted. Comes back by itself, after a sleep at once, and goes on after
 * the last event that it has heard. Gives what ends it.
 */
export function listen({ address, after, on, onState = () => {}, evenHidden = false }: StreamWish): () => void {
  let last = after;
  let source: EventSource | null = null;
  let heardAt = performance.now();
  let tickedAt = Date.now();
  let retry: ReturnType<typeof setTimeout> | undefined;
  let hiding: ReturnType<typeof setTimeout> | undefined;

  const tapped: FetchLike = async (url, init) => {
    const response = await fetch(url, {
      ...init,
      cache: 'no-store',
      headers: {
        ...init.headers,
        ...credentials(),
        'x-pacetomo': '1',
        ...(last > 0 ? { 'last-event-id': String(last) } : {}),
      },
    });
    return {
      url: response.url,
      status: response.status,
      redirected: response.redirected,
      headers: response.headers,
      body: response.body?.pipeThrough(noting(() => (heardAt = performance.now()))) ?? null,
    };
  };

  const open = (): void => {
    clearTimeout(retry);
    source?.close();
    onState('connecting');
    heardAt = performance.now();
    const opened = new EventSource(new URL(address, location.href), { fetch: tapped });
    source = opened;
    opened.onopen = () => onState('live');
    opened.onerror = () => {
      if (source !== opened) return;
      opened.close();
      onState('away');
      clearTimeout(retry);
      retry = setTimeout(open, retryMs);
    };
    for (const [kind, hear] of Object.entries(on))
      opened.addEventListener(kind, (event) => {
        const id = Number(event.lastEventId);
        if (Number.isFinite(id) && id > last) last = id;
        hear(String(event.data), id);
      });
  };

  const close = (): void => {
    clearTimeout(retry);
    const old = source;
    source = null;
    old?.close();
  };

  const onVisibility = (): void => {
    clearTimeout(hiding);
    if (document.visibilityState === 'visible') {
      if (source === null) open();
    } else if (!evenHidden) hiding = setTimeout(close, hiddenMs);
  };

  const look = (): void => {
    const now = Date.now();
    const wasAsleep = now - tickedAt > tickMs + asleepMs;
    tickedAt = now;
    if (source !== null && (wasAsleep || performance.now() - heardAt > silenceMs)) open();
  };

  const timer = setInterval(look, tickMs);
  window.addEventListener('online', open);
  document.addEventListener('visibilitychange', onVisibility);
  open();
  return () => {
    clearInterval(timer);
    clearTimeout(hiding);
    window.removeEventListener('online', open);
    document.removeEventListener('visibilitychange', onVisibility);
    close();
  };
}

function noting(heard: () => void): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  return new TransformStream({
    transform(chunk, controller) {
      heard();
      controller.enqueue(chunk);
    },
  });
}
