// biome-ignore-all lint/a11y/useSemanticElements: only what is in sight is there, which no table can do
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid as a whole has the keyboard, as the pattern for grids allows
import type { RunView } from 'pacetomo/page';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { cellKind, columnsOf, inSight, neighbour, type Order } from '../../runs/cells.ts';
import type { RunStory } from '../../runs/runStory.ts';
import type { CellSize } from './GridBar.tsx';
import { GridCell } from './GridCell.tsx';
import { headPx, labelEvery, namePx, sizeOf, smallestImagePx } from './gridSizes.ts';
import type { Shown } from './ImageViewer.tsx';
import styles from './Run.module.css';
import { TargetMenu } from './TargetMenu.tsx';
import { useSight } from './useSight.ts';
import { useTargetActs } from './useTargetActs.tsx';

export interface GridProps {
  readonly story: RunStory;
  readonly view: RunView;
  readonly order: Order;
  readonly size: CellSize;
  readonly selected: string | null;
  readonly onSelect: (target: string | null) => void;
  readonly onOpen: (shown: Shown) => void;
}

/**
 * Targets by tilts: a small image of each that has come, a mark for each that has not. Only what is in sight is drawn, so that
 * thousands of images cost no more than a hundred.
 */
export function Grid({ story, view, order, size, selected, onSelect, onOpen }: GridProps) {
  const { plan, state, figures } = story;
  const { schedule } = state;
  const place = useRef<HTMLDivElement>(null);
  const sight = useSight(place);
  const acts = useTargetActs(story);
  const columns = useMemo(() => columnsOf({ schedule }, order), [schedule, order]);
  const { targets } = plan;
  const cell = sizeOf(size, sight.width, columns.length);
  const [active, setActive] = useState({ row: 0, column: 0 });
  const [firstRow, endRow] = inSight(sight.top, sight.height - headPx, cell.height, targets.length);
  const [firstColumn, endColumn] = inSight(sight.left, sight.width - namePx, cell.width, columns.length);
  const current = figures.current ?? (state.stage === null ? null : { target: '', step: state.stage.step });

  const startColumn = columns.findIndex(({ step }) => step === 0);
  const every = labelEvery(cell.width);

  // A grid that is laid out anew shows the start tilt first.
  useEffect(() => {
    setActive({ row: 0, column: startColumn });
    place.current?.scrollTo({ left: startColumn * cell.width - (place.current.clientWidth - namePx - cell.width) / 2 });
  }, [startColumn, cell.width]);

  const goTo = (next: typeof active): void => {
    setActive(next);
    const element = place.current;
    if (element === null) return;
    const [x, y] = [next.column * cell.width, next.row * cell.height];
    const room = { x: element.clientWidth - namePx - cell.width, y: element.clientHeight - headPx - cell.height };
    element.scrollTo({
      left: Math.min(Math.max(element.scrollLeft, x - room.x), x),
      top: Math.min(Math.max(element.scrollTop, y - room.y), y),
    });
  };
  const open = ({ row, column }: typeof active): void => {
    const [target, turn] = [targets[row], columns[column]];
    if (target !== undefined && turn !== undefined) onOpen({ target: target.id, step: turn.step });
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.target !== place.current) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      open(active);
      return;
    }
    const next = neighbour(active, event.key, targets.length, columns.length);
    if (next === null) return;
    event.preventDefault();
    goTo(next);
  };
  const id = (row: number, column: number): string => `cell-${row}-${column}`;
  const isActiveInSight =
    active.row >= firstRow && active.row < endRow && active.column >= firstColumn && active.column < endColumn;

  return (
    <div
      ref={place}
      className={styles.grid}
      role="grid"
      tabIndex={0}
      aria-label="Images by target and tilt. Arrow keys move, Enter opens."
      aria-rowcount={targets.length + 1}
      aria-colcount={columns.length + 1}
      aria-activedescendant={isActiveInSight ? id(active.row, active.column) : undefined}
      onKeyDown={onKey}
    >
      <div
        className={styles.inner}
        style={{ width: namePx + columns.length * cell.width, height: headPx + targets.length * cell.height }}
        role="presentation"
      >
        <div className={styles.head} style={{ height: headPx }} role="row" aria-rowindex={1}>
          <div
            className={styles.corner}
            style={{ width: namePx, height: headPx }}
            role="columnheader"
            aria-colindex={1}
          >
            Target
          </div>
          {columns.slice(firstColumn, endColumn).map(({ step, deg }, i) => {
            const column = firstColumn + i;
            return (
              <div
                key={step}
                className={styles.tilt}
                data-current={current?.step === step || undefined}
                style={{ left: namePx + column * cell.width, width: cell.width }}
                role="columnheader"
                aria-colindex={column + 2}
              >
                {(column - startColumn) % every === 0 ? `${deg}°` : ''}
              </div>
            );
          })}
        </div>
        {targets.slice(firstRow, endRow).map((target, i) => {
          const row = firstRow + i;
          return (
            <div
              key={target.id}
              className={styles.row}
              data-selected={selected === target.id || undefined}
              style={{ top: headPx + row * cell.height, height: cell.height }}
              role="row"
              aria-rowindex={row + 2}
            >
              <div className={styles.rowHead} style={{ width: namePx, height: cell.height }} role="rowheader">
                <TargetMenu
                  story={story}
                  target={target.id}
                  isTracking={row === 0}
                  isSelected={selected === target.id}
                  onSelect={onSelect}
                  acts={acts}
                />
              </div>
              {columns.slice(firstColumn, endColumn).map(({ step, deg }, j) => {
                const column = firstColumn + j;
                const slot = figures.slots.get(`${target.id}@${step}`);
                return (
                  <GridCell
                    key={step}
                    id={id(row, column)}
                    run={story.run}
                    target={target.id}
                    step={step}
                    deg={deg}
                    kind={cellKind(plan, state, figures, target.id, step)}
                    section={slot?.section ?? null}
                    why={slot?.why ?? null}
                    leftPx={namePx + column * cell.width}
                    widthPx={cell.width}
                    heightPx={cell.height}
                    showsImage={cell.width >= smallestImagePx && view.images.canBeRead}
                    isActive={active.row === row && active.column === column}
                    columnIndex={column + 2}
                    onOpen={onOpen}
                  />
                );
              })}
            </div>
          );
        })}
      </div>
      {acts.dialog}
    </div>
  );
}
