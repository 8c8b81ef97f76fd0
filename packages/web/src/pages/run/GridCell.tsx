// biome-ignore-all lint/a11y/useSemanticElements: it belongs to a grid of which only what is in sight is there
import { memo } from 'react';
import { type CellKind, cellMarks, cellWords } from '../../runs/cells.ts';
import { Thumb } from '../../runs/Thumb.tsx';
import type { Shown } from './ImageViewer.tsx';
import styles from './Run.module.css';

export interface GridCellProps {
  readonly id: string;
  readonly run: string;
  readonly target: string;
  readonly step: number;
  readonly deg: number;
  readonly kind: CellKind;
  readonly section: number | null;
  readonly why: string | null;
  readonly leftPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly showsImage: boolean;
  readonly isActive: boolean;
  readonly columnIndex: number;
  readonly onOpen: (shown: Shown) => void;
}

/** One image of one target at one tilt, or the mark of why there is none. */
export const GridCell = memo(function GridCell(props: GridCellProps) {
  const { run, target, step, deg, kind, section, why, widthPx, heightPx, showsImage } = props;
  const words = `Target ${target} at ${deg}°: ${cellWords[kind]}${why === null ? '' : `, ${why}`}`;
  return (
    // The grid has the keyboard; its arrow keys lead here.
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the grid
    <div
      id={props.id}
      role="gridcell"
      tabIndex={-1}
      aria-colindex={props.columnIndex}
      aria-label={words}
      title={why === null ? undefined : words}
      className={styles.cell}
      data-kind={kind}
      data-active={props.isActive || undefined}
      style={{ left: props.leftPx, width: widthPx, height: heightPx, lineHeight: `${heightPx - 2}px` }}
      onClick={() => props.onOpen({ target, step })}
    >
      {kind === 'taken' && showsImage ? (
        <Thumb run={run} target={target} step={step} section={section} size={widthPx > 96 ? 'view' : 'thumb'} />
      ) : (
        cellMarks[kind]
      )}
    </div>
  );
});
