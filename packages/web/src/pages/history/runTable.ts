import type { RunSummary } from 'pacetomo/page';
import { standingWords } from '../../runs/standing.ts';

/** By what the table of runs is sorted. */
export type RunColumn = 'run' | 'standing' | 'beganAt' | 'taken' | 'lost' | 'skipped' | 'minutes';

export interface RunOrder {
  readonly column: RunColumn;
  readonly isUp: boolean;
}

/** The newest first. */
export const usualOrder: RunOrder = { column: 'beganAt', isUp: false };

/** How long a run has gone on from its first line to its last, breaks included, minutes; null when it has not begun. */
export function minutesOf({ beganAt, lastAt }: Pick<RunSummary, 'beganAt' | 'lastAt'>): number | null {
  return beganAt === null || lastAt === null ? null : (Date.parse(lastAt) - Date.parse(beganAt)) / 60_000;
}

/** Runs in whose name, area, standing or day all words are found. */
export function foundRuns(runs: readonly RunSummary[], search: string): readonly RunSummary[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return runs.filter(({ run, area, standing, beganAt, reason }) => {
    const text = `${run} ${area} ${standingWords[standing]} ${beganAt ?? ''} ${reason ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Runs in an order; those that have no value come last. */
export function sortedRuns(runs: readonly RunSummary[], { column, isUp }: RunOrder): readonly RunSummary[] {
  return runs.toSorted((one, other) => {
    const [a, b] = [keyOf(one, column), keyOf(other, column)];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    const order = typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'en');
    return (isUp ? order : -order) || one.run.localeCompare(other.run, 'en');
  });
}

/** The order after a click on the head of a column: turned round where it is sorted by that already. */
export const clicked = (order: RunOrder, column: RunColumn): RunOrder =>
  order.column === column ? { column, isUp: !order.isUp } : { column, isUp: column === 'run' || column === 'standing' };

function keyOf(run: RunSummary, column: RunColumn): string | number | null {
  return column === 'minutes' ? minutesOf(run) : column === 'standing' ? standingWords[run.standing] : run[column];
}
