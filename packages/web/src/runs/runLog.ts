import { useEffect, useRef, useState } from 'react';
import { callBytes } from '../server/call.ts';

/** A line of a run's log, counted from the first that this page has read. */
export interface LogLine {
  readonly number: number;
  /** As it stands there: `2026-11-28 10:54:25`; empty for a line that begins otherwise. */
  readonly at: string;
  readonly text: string;
}

/** Reads at most so often, ms. */
const readEveryMs = 1000;
const mostKept = 6000;

/** The end of a run's log, read on whenever its journal has grown. */
export function useRunLog(run: string, lastSeq: number): readonly LogLine[] {
  const [lines, setLines] = useState<readonly LogLine[]>([]);
  const known = useRef<{ end: string | null; count: number; readAtMs: number }>({
    end: null,
    count: 0,
    readAtMs: 0,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: more lines of the journal are what makes it read on
  useEffect(() => {
    const ending = new AbortController();
    const waitMs = Math.max(0, known.current.readAtMs + readEveryMs - performance.now());
    const timer = setTimeout(() => {
      read(run, known.current.end, ending.signal).then(
        ({ text, end }) => {
          const fresh = linesOf(text, known.current.count);
          known.current = { end, count: known.current.count + fresh.length, readAtMs: performance.now() };
          if (fresh.length > 0) setLines((before) => [...before, ...fresh].slice(-mostKept));
        },
        () => {}, // it is read again with the next line
      );
    }, waitMs);
    return () => {
      clearTimeout(timer);
      ending.abort();
    };
  }, [run, lastSeq]);
  return lines;
}

async function read(
  run: string,
  after: string | null,
  signal: AbortSignal,
): Promise<{ readonly text: string; readonly end: string | null }> {
  const reply = await callBytes('runLog', { run }, { signal, query: after === null ? '' : `?after=${after}` });
  return { text: await reply.text(), end: reply.headers.get('x-log-end') };
}

/** The lines of a piece of a log. */
export function linesOf(text: string, count: number): readonly LogLine[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line, i) => {
      const [, at = '', rest = line] = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) +(.*)$/.exec(line) ?? [];
      return { number: count + i, at, text: rest };
    });
}
