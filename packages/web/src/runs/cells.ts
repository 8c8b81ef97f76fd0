import { isDue, type RunPlan, type RunState, slotKey } from 'pacetomo/page';
import type { RunFigures } from './figures.ts';

/** How the turns of the stage are laid out beside each other. */
export type Order = 'angle' | 'acquisition';

/** One turn of the stage. */
export interface Column {
  readonly step: number;
  readonly deg: number;
}

/** The turns of the stage from the lowest angle to the highest, or as they are made. */
export function columnsOf({ schedule }: Pick<RunState, 'schedule'>, order: Order): readonly Column[] {
  const columns = schedule.map(({ deg }, step) => ({ step, deg }));
  return order === 'angle' ? columns.toSorted((a, b) => a.deg - b.deg || a.step - b.step) : columns;
}

/**
 * How a slot stands. `now`: it is being exposed. `due`: it is still to be taken. `out`: nobody wants it any more, or the
 * stage or the beam cannot go there.
 */
export type CellKind = 'taken' | 'lost' | 'skipped' | 'now' | 'due' | 'out';

/** How a slot stands. */
export function cellKind(plan: RunPlan, state: RunState, figures: RunFigures, target: string, step: number): CellKind {
  const known = figures.slots.get(slotKey({ target, step }));
  if (known !== undefined) return known.kind;
  const { current } = figures;
  if (current?.target === target && current.step === step) return 'now';
  const tilt = state.schedule[step];
  return tilt !== undefined && !state.complete && isDue(plan, state, { target, step }, tilt) ? 'due' : 'out';
}

/** What each kind is called. */
export const cellWords: Readonly<Record<CellKind, string>> = {
  taken: 'taken',
  lost: 'exposed, but no image was kept',
  skipped: 'left out',
  now: 'being taken',
  due: 'due',
  out: 'not taken',
};

/** A mark beside the colour, so that it is not the colour alone that says it. */
export const cellMarks: Readonly<Record<CellKind, string>> = {
  taken: '■',
  lost: '✕',
  skipped: '–',
  now: '●',
  due: '·',
  out: '',
};

/** Which rows or columns of a grid are in sight, with a few around them. */
export function inSight(fromPx: number, roomPx: number, sizePx: number, count: number): readonly [number, number] {
  const first = Math.max(0, Math.floor(fromPx / sizePx) - 2);
  const end = Math.min(count, Math.ceil((fromPx + roomPx) / sizePx) + 2);
  return [Math.min(first, count), Math.max(end, 0)];
}

/** The slot beside another one; the same one at the edge. */
export function neighbour(
  { row, column }: { readonly row: number; readonly column: number },
  key: string,
  rows: number,
  columns: number,
): { readonly row: number; readonly column: number } | null {
  const clamp = (value: number, count: number): number => Math.min(Math.max(value, 0), Math.max(count - 1, 0));
  switch (key) {
    case 'ArrowLeft':
      return { row, column: clamp(column - 1, columns) };
    case 'ArrowRight':
      return { row, column: clamp(column + 1, columns) };
    case 'ArrowUp':
      return { row: clamp(row - 1, rows), column };
    case 'ArrowDown':
      return { row: clamp(row + 1, rows), column };
    case 'Home':
      return { row, column: 0 };
    case 'End':
      return { row, column: columns - 1 };
    case 'PageUp':
      return { row: clamp(row - 10, rows), column };
    case 'PageDown':
      return { row: clamp(row + 10, rows), column };
    default:
      return null;
  }
}
