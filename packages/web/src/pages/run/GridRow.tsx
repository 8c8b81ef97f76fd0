// biome-ignore-all lint/a11y/useSemanticElements: only what is in sight is there, which no table can do
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid as a whole has the keyboard, as the pattern for grids allows
import { slotKey } from 'pacetomo/page';
import { memo } from 'react';
import { type Column, cellKind } from '../../runs/cells.ts';
import type { RunStory } from '../../runs/runStory.ts';
import { GridCell } from './GridCell.tsx';
import { headPx, namePx, smallestImagePx } from './gridSizes.ts';
import type { Shown } from './ImageViewer.tsx';
import styles from './Run.module.css';
import { TargetMenu } from './TargetMenu.tsx';
import type { TargetActs } from './useTargetActs.tsx';

export interface GridRowProps {
  readonly story: RunStory;
  readonly target: string;
  readonly row: number;
  /** Those in sight, and how many lie before them. */
  readonly columns: readonly Column[];
  readonly firstColumn: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly canShowImages: boolean;
  /** The cell that the arrow keys have led to; null when it is in another row. */
  readonly activeColumn: number | null;
  readonly isSelected: boolean;
  readonly acts: TargetActs;
  readonly onSelect: (target: string | null) => void;
  readonly onOpen: (shown: Shown) => void;
  /** Changes with everything that is drawn of this row. */
  readonly drawn: string;
}

/** What is drawn of a target, as a text to compare: figures grow in place, so React cannot see that they have changed. */
export function drawnOf({ state, figures }: RunStory, target: string): string {
  const { minDeg, maxDeg } = state.range;
  return [figures.changes.get(target), state.ended.size, minDeg, maxDeg, state.complete, state.area === null].join(' ');
}

/** One target: its images and marks. Drawn again only when something of it has changed. */
export const GridRow = memo(
  function GridRow(props: GridRowProps) {
    const { story, target, row, widthPx, heightPx } = props;
    const { plan, state, figures } = story;
    return (
      <div
        className={styles.row}
        data-selected={props.isSelected || undefined}
        style={{ top: headPx + row * heightPx, height: heightPx }}
        role="row"
        aria-rowindex={row + 2}
      >
        <div className={styles.rowHead} style={{ width: namePx, height: heightPx }} role="rowheader">
          <TargetMenu
            story={story}
            target={target}
            isTracking={row === 0}
            isSelected={props.isSelected}
            onSelect={props.onSelect}
            acts={props.acts}
          />
        </div>
        {props.columns.map(({ step, deg }, i) => {
          const column = props.firstColumn + i;
          const slot = figures.slots.get(slotKey({ target, step }));
          return (
            <GridCell
              key={step}
              id={cellId(row, column)}
              run={story.run}
              target={target}
              step={step}
              deg={deg}
              kind={cellKind(plan, state, figures, target, step)}
              section={slot?.section ?? null}
              why={slot?.why ?? null}
              leftPx={namePx + column * widthPx}
              widthPx={widthPx}
              heightPx={heightPx}
              showsImage={widthPx >= smallestImagePx && props.canShowImages}
              isActive={props.activeColumn === column}
              columnIndex={column + 2}
              onOpen={props.onOpen}
            />
          );
        })}
      </div>
    );
  },
  (before, after) =>
    before.drawn === after.drawn &&
    before.story.run === after.story.run &&
    before.columns === after.columns &&
    before.widthPx === after.widthPx &&
    before.heightPx === after.heightPx &&
    before.canShowImages === after.canShowImages &&
    before.activeColumn === after.activeColumn &&
    before.isSelected === after.isSelected &&
    before.acts === after.acts,
);

/** The grid says by this which cell its keys have led to. */
export const cellId = (row: number, column: number): string => `cell-${row}-${column}`;
