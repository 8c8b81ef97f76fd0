import { Checkbox, VisuallyHidden } from '@mantine/core';
import { IconGripVertical } from '@tabler/icons-react';
import { numberText, type TargetView } from 'pacetomo/page';
import { memo, useEffect, useRef } from 'react';
import { roleColours, roleOf, roleWords } from '../../../scene/roles.ts';
import { Mark } from '../overlay/Targets.tsx';
import { choose } from '../targetsState.ts';
import { useSortableRow } from './SortableList.tsx';
import styles from './TargetList.module.css';

export interface TargetRowProps {
  readonly target: TargetView;
  readonly index: number;
  readonly isSelected: boolean;
  readonly isFixed: boolean;
  readonly hasScores: boolean;
  readonly colour: string | null;
  readonly onSkip: (index: number, skip: boolean) => void;
  readonly onOpen: (index: number) => void;
}

/** One target in the list. */
export const TargetRow = memo(function TargetRow(props: TargetRowProps) {
  const { target, index, isSelected, isFixed, hasScores, colour, onSkip, onOpen } = props;
  const { rowRef, style, handle, isDragged } = useSortableRow(target.stack, isFixed);
  const row = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (isSelected) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isSelected]);
  const number = numberText(index + 1);
  const role = roleOf(index, target.skip);
  return (
    <tr
      ref={(element) => {
        row.current = element;
        if (typeof rowRef === 'function') rowRef(element);
      }}
      style={style}
      className={`${styles.row} ${isDragged ? styles.dragged : ''}`}
      aria-selected={isSelected}
      data-skipped={target.skip || undefined}
      onClick={() => choose(index)}
      onDoubleClick={() => onOpen(index)}
    >
      <td>
        <button
          type="button"
          className={styles.handle}
          {...handle}
          aria-disabled={isFixed}
          aria-label={`Move target ${number}`}
        >
          <IconGripVertical size={14} />
        </button>
      </td>
      <td>
        <button type="button" className={styles.number} aria-pressed={isSelected}>
          <svg width={16} height={14} viewBox="-8 -8 16 16" aria-hidden="true">
            <Mark role={role} colour={colour ?? roleColours[role]} />
          </svg>
          {number}
          <VisuallyHidden>{roleWords[role]}</VisuallyHidden>
        </button>
      </td>
      <FileCell file={target.previewMap ?? target.viewMap} />
      <FileCell file={target.stack} />
      <td className={styles.figure}>{target.position?.x.toFixed(2) ?? '–'}</td>
      <td className={styles.figure}>{target.position?.y.toFixed(2) ?? '–'}</td>
      {hasScores && <td className={styles.figure}>{target.score?.toFixed(2) ?? '–'}</td>}
      <td>
        <Checkbox
          size="xs"
          aria-label={`Skip target ${number}`}
          checked={target.skip}
          disabled={index === 0}
          onClick={(event) => event.stopPropagation()}
          onChange={({ currentTarget: { checked } }) => onSkip(index, checked)}
        />
      </td>
    </tr>
  );
});

const FileCell = ({ file }: { readonly file: string | null }) => (
  <td className={styles.file} title={file ?? 'there is none'}>
    <bdi>{file ?? '–'}</bdi>
  </td>
);
