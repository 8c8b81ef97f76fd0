import type { RunFigures } from '../../runs/figures.ts';

/** How many slots stand how. */
export interface Tally {
  readonly taken: number;
  readonly lost: number;
  readonly skipped: number;
  readonly due: number;
  readonly all: number;
  /** Of all, per cent. */
  share(kind: 'taken' | 'lost' | 'skipped'): number;
}

/** Counts the slots of a run. */
export function tallyOf({ slots }: RunFigures, due: number): Tally {
  const counts = { taken: 0, lost: 0, skipped: 0 };
  for (const { kind } of slots.values()) counts[kind] += 1;
  const all = slots.size + due;
  return { ...counts, due, all, share: (kind) => (all === 0 ? 0 : (counts[kind] / all) * 100) };
}
