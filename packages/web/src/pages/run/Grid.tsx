// biome-ignore-all lint/a11y/useSemanticElements: only what is in sight is there, which no table can do
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid as a whole has the keyboard, as the pattern for grids allows
import type { RunView } from 'pacetomo/page';
import { type KeyboardEvent, startTransition, useEffect, useMemo, useRef, useState } from 'react';
import { columnsOf, inSight, neighbour, type Order } from '../../runs/cells.ts';
import type { RunStory } from '../../runs/runStory.ts';
import type { CellSize } from './GridBar.tsx';
import { cellId, drawnOf, GridRow } from './GridRow.tsx';
import { headPx, labelEvery, namePx, sizeOf } from './gridSizes.ts';
import type { Shown } from './ImageViewer.tsx';
import styles from './Run.module.css';
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
  const [isReady, setReady] = useState(false);
  // Hundreds of cells are made in slices, and not before it is known what they show.
  useEffect(() => {
    if (story.isCaughtUp) startTransition(() => setReady(true));
  }, [story.isCaughtUp]);
  const [active, setActive] = useState({ row: 0, column: 0 });
  const [firstRow, endRow] = inSight(sight.top, sight.height - headPx, cell.height, targets.length);
  const [firstColumn, endColumn] = inSight(sight.left, sight.width - namePx, cell.width, columns.length);
  const inColumns = useMemo(() => columns.slice(firstColumn, endColumn), [columns, firstColumn, endColumn]);
  const current =
    figures.current ?? (state.stage === null || state.complete ? null : { target: '', step: state.stage.step });

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
      aria-activedescendant={isActiveInSight ? cellId(active.row, active.column) : undefined}
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
          {inColumns.map(({ step, deg }, i) => {
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
        {(isReady ? targets.slice(firstRow, endRow) : []).map(({ id }, i) => (
          <GridRow
            key={id}
            story={story}
            target={id}
            row={firstRow + i}
            columns={inColumns}
            firstColumn={firstColumn}
            widthPx={cell.width}
            heightPx={cell.height}
            canShowImages={view.images.canBeRead}
            activeColumn={active.row === firstRow + i ? active.column : null}
            isSelected={selected === id}
            acts={acts.acts}
            onSelect={onSelect}
            onOpen={onOpen}
            drawn={drawnOf(story, id)}
          />
        ))}
      </div>
      {acts.dialog}
    </div>
  );
}
