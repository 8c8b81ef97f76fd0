import { Text } from '@mantine/core';
import { useCallback } from 'react';
import { viridis } from '../../../scene/viridis.ts';
import { useTargets } from '../targetsState.ts';
import type { Editing } from '../useEditing.ts';
import { SortableList } from './SortableList.tsx';
import styles from './TargetList.module.css';
import { TargetRow } from './TargetRow.tsx';

interface TargetListProps {
  readonly editing: Editing;
  readonly onOpen: (index: number) => void;
}

/** All targets in the order in which they are acquired. */
export function TargetList({ editing, onOpen }: TargetListProps) {
  const { area, edit, why } = editing;
  const selected = useTargets((state) => state.selected);
  const isColoured = useTargets((state) => state.shown.scores);
  const { targets } = area;
  const highest = Math.max(0, ...targets.map(({ score }) => score ?? 0));
  const hasScores = targets.some(({ score }) => score !== null);
  const fixedBecause = why('reorder');
  const skip = useCallback((index: number, to: boolean) => void edit({ kind: 'skip', index, skip: to }), [edit]);
  return (
    <div className={styles.scroll}>
      <SortableList
        ids={targets.map(({ stack }) => stack)}
        fixed={1}
        isDisabled={fixedBecause !== null}
        onOrder={(order) => {
          useTargets.setState(({ selected: old }) => ({ selected: old === null ? null : order.indexOf(old) }));
          void edit({ kind: 'reorder', order: [...order] });
        }}
      >
        <table className={styles.table} {...gridOf(`Targets of ${area.area}`)}>
          <thead>
            <tr>
              <th aria-label="Order" title={fixedBecause ?? 'Drag rows into the order of acquisition'} />
              <th>No.</th>
              <th>Image</th>
              <th>Tilt series</th>
              <th className={styles.figure}>x, µm</th>
              <th className={styles.figure}>y, µm</th>
              {hasScores && <th className={styles.figure}>Score</th>}
              <th>Skip</th>
            </tr>
          </thead>
          <tbody>
            {targets.map((target, index) => (
              <TargetRow
                key={target.stack}
                target={target}
                index={index}
                isSelected={selected === index}
                isFixed={index === 0 || fixedBecause !== null}
                hasScores={hasScores}
                colour={isColoured && target.score !== null && highest > 0 ? viridis(target.score / highest) : null}
                onSkip={skip}
                onOpen={onOpen}
              />
            ))}
          </tbody>
        </table>
      </SortableList>
      {targets.length === 0 && (
        <Text size="sm" c="dimmed" p="sm">
          No targets yet. Press A and click them on the map.
        </Text>
      )}
    </div>
  );
}

/** Rows of a grid can be chosen, those of a mere table cannot. */
const gridOf = (label: string) => ({ role: 'grid', 'aria-label': label }) as const;
