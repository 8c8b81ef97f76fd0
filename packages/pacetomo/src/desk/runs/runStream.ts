import { setTimeout as wait } from 'node:timers/promises';
import type { RunLive } from '../../api/runs.ts';
import { JournalReader } from './journalReader.ts';

/** A server-sent event of a run; its number is that of the last line of the journal that was sent. */
export interface RunStreamEvent {
  readonly id: number;
  readonly event: 'lines' | 'live';
  readonly data: string;
}

/** So many lines are sent at once. */
const mostLines = 500;
/** How often a page is told what the process that works on a run is doing, ms. */
const tellEveryMs = 1000;

/** A place where a stream waits for news of its run. */
export class News {
  readonly #waiting = new Set<() => void>();
  #count = 0;

  /** How often there was news. */
  get count(): number {
    return this.#count;
  }

  tell(): void {
    this.#count += 1;
    for (const wake of this.#waiting) wake();
  }

  /** Resolves when there was news beyond a count, after some time, or when the signal says so. */
  async beyond(count: number, longestMs: number, signal: AbortSignal): Promise<void> {
    if (this.#count > count) return;
    const awake = new AbortController();
    const wake = (): void => awake.abort();
    this.#waiting.add(wake);
    signal.addEventListener('abort', wake);
    try {
      if (!signal.aborted) await wait(longestMs, undefined, { signal: awake.signal, ref: false }).catch(() => {});
    } finally {
      this.#waiting.delete(wake);
      signal.removeEventListener('abort', wake);
    }
  }
}

/** What a stream of a run reads. */
export interface StreamOf {
  readonly journal: string;
  readonly afterSeq: number;
  readonly news: News;
  /** What the process that works on it does; null when none does. */
  readonly live: () => RunLive | null;
  readonly signal: AbortSignal;
}

/** The lines of a journal after one of them, in pieces, then each as it comes; in between, what the run is doing. */
export async function* runStream({ journal, afterSeq, news, live, signal }: StreamOf): AsyncGenerator<RunStreamEvent> {
  const reader = new JournalReader(journal);
  let sent: string | null = null;
  let saidAtMs = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    const { count } = news;
    for (let lines = await reader.next(); lines.length > 0; lines = await reader.next()) {
      const wanted = lines.filter(({ seq }) => seq > afterSeq);
      for (let at = 0; at < wanted.length; at += mostLines) {
        const piece = wanted.slice(at, at + mostLines);
        yield { id: piece.at(-1)?.seq ?? afterSeq, event: 'lines', data: `[${piece.map(({ json }) => json).join()}]` };
        if (signal.aborted) return;
      }
    }
    const now = JSON.stringify(live());
    if (now !== sent || (now !== 'null' && performance.now() - saidAtMs >= tellEveryMs)) {
      yield { id: reader.seq, event: 'live', data: now };
      sent = now;
      saidAtMs = performance.now();
    }
    await news.beyond(count, tellEveryMs, signal);
  }
}
