import { afterAll, beforeAll, expect, vi } from 'vitest';
import { type Acquisition, acquire, discard, namesIn, type TakenSeries, textIn } from './acquisition.ts';

/** A finished run that the tests of a suite look at. */
export interface Finished {
  readonly run: () => Acquisition;
  /** Checks each of the three series, all of whose nine images were taken. */
  readonly eachSeries: (check: (series: TakenSeries) => void) => void;
  /** Text of a file in the folder `export`. */
  readonly exported: (path: string) => string;
  /** The mdocs for other programs by their names. */
  readonly mdocs: () => ReadonlyMap<string, string>;
  readonly mdocOf: (series: TakenSeries) => string;
  /** Names of the frame files. */
  readonly frameFiles: () => readonly string[];
}

/** Acquires before the tests of a suite, and takes everything away behind them. */
export function finished(root: string, set: readonly string[] = []): Finished {
  let acquisition: Acquisition | null = null;
  beforeAll(async () => {
    for (const stream of ['log', 'warn'] as const) vi.spyOn(console, stream).mockImplementation(() => {});
    acquisition = await acquire(root, set);
  });
  afterAll(() => {
    vi.restoreAllMocks();
    if (acquisition !== null) discard(acquisition);
  });
  const run = (): Acquisition => {
    if (acquisition === null) throw new Error('nothing was acquired');
    return acquisition;
  };
  const exported = (path: string): string => textIn(run(), `export/${path}`);
  return {
    run,
    exported,
    eachSeries: (check) => {
      expect(run().series).toHaveLength(3);
      for (const series of run().series) {
        expect(series.taken).toHaveLength(9);
        check(series);
      }
    },
    mdocs: () => {
      const names = namesIn(run(), 'export/mdoc').filter((name) => name.endsWith('.mdoc'));
      return new Map(names.map((name) => [name, exported(`mdoc/${name}`)]));
    },
    mdocOf: ({ name }) => exported(`mdoc/${name}.mdoc`),
    frameFiles: () => namesIn(run(), 'frames').filter((name) => name.endsWith('.mrc')),
  };
}
