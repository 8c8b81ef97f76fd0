import { slotKey } from 'pacetomo/page';
import type { Column } from './cells.ts';
import type { RunFigures, SlotFigures } from './figures.ts';

/** A number for each turn of the stage; null where there is none. With many targets the middle one, and most of the others. */
export interface Curve {
  readonly middle: readonly (number | null)[];
  /** A tenth lie below. */
  readonly low: readonly (number | null)[];
  /** A tenth lie above. */
  readonly high: readonly (number | null)[];
}

/** What is drawn of a slot. */
export type Pick = (slot: SlotFigures) => number | null;

/** What is drawn, by name. Shifts in nm, defocus in µm, dose in e/Å². */
export const picks = {
  offX: ({ offUm }) => nm(offUm?.x),
  offY: ({ offUm }) => nm(offUm?.y),
  driftX: ({ driftUm }) => nm(driftUm?.x),
  driftY: ({ driftUm }) => nm(driftUm?.y),
  aimDefocus: ({ aimDefocusUm }) => aimDefocusUm,
  foundDefocus: ({ defocusUm }) => defocusUm,
  counts: ({ meanCounts }) => meanCounts,
  dose: ({ kind, accumulatedEPerA2 }) => (kind === 'skipped' ? null : accumulatedEPerA2),
} as const satisfies Readonly<Record<string, Pick>>;

const nm = (um: number | undefined): number | null => (um === undefined ? null : um * 1000);

/** What targets show at each turn of the stage. */
export function curveOf(
  figures: RunFigures,
  targets: readonly string[],
  columns: readonly Column[],
  pick: Pick,
): Curve {
  const at = columns.map(({ step }) => {
    const values: number[] = [];
    for (const target of targets) {
      const slot = figures.slots.get(slotKey({ target, step }));
      const value = slot === undefined ? null : pick(slot);
      if (value !== null) values.push(value);
    }
    return values.sort((a, b) => a - b);
  });
  return {
    middle: at.map((values) => quantile(values, 0.5)),
    low: at.map((values) => quantile(values, 0.1)),
    high: at.map((values) => quantile(values, 0.9)),
  };
}

/** The value that a share of sorted values lies below. */
export function quantile(sorted: readonly number[], share: number): number | null {
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low === undefined || high === undefined ? null : low + (high - low) * (at - Math.floor(at));
}
