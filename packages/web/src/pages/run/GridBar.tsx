import { Group, SegmentedControl, Select, Text } from '@mantine/core';
import type { RunPlan } from 'pacetomo/page';
import { memo } from 'react';
import { type CellKind, cellMarks, cellWords, type Order } from '../../runs/cells.ts';
import styles from './Run.module.css';

/** How large the cells of the grid are. */
export type CellSize = 'fit' | 'images' | 'large';

export interface GridBarProps {
  readonly plan: RunPlan;
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
  readonly size: CellSize;
  readonly onSize: (size: CellSize) => void;
  readonly selected: string | null;
  readonly onSelect: (target: string | null) => void;
}

const legend: readonly CellKind[] = ['taken', 'now', 'due', 'lost', 'skipped', 'out'];

const shortWords: Readonly<Record<CellKind, string>> = { ...cellWords, lost: 'no image kept', now: 'now' };

/** How the grid is laid out, which target the plots are about, and what the marks mean. */
export const GridBar = memo(function GridBar({ plan, order, onOrder, size, onSize, selected, onSelect }: GridBarProps) {
  return (
    <Group gap="xs" wrap="nowrap" className={styles.bar}>
      <SegmentedControl
        aria-label="Order of the tilts"
        value={order}
        onChange={(value) => onOrder(value === 'angle' ? 'angle' : 'acquisition')}
        data={[
          { value: 'angle', label: 'By angle' },
          { value: 'acquisition', label: 'As taken' },
        ]}
      />
      <SegmentedControl
        aria-label="Size of the cells"
        value={size}
        onChange={(value) => onSize(value === 'fit' ? 'fit' : value === 'large' ? 'large' : 'images')}
        data={[
          { value: 'fit', label: 'All tilts' },
          { value: 'images', label: 'Larger' },
          { value: 'large', label: 'Largest' },
        ]}
      />
      <Select
        aria-label="Target of the plots"
        value={selected ?? ''}
        onChange={(value) => onSelect(value === '' ? null : value)}
        allowDeselect={false}
        searchable
        w={150}
        data={[
          { value: '', label: 'All targets' },
          ...plan.targets.map(({ id }, i) => ({ value: id, label: i === 0 ? `${id} tracking` : id })),
        ]}
      />
      <Group gap={10} wrap="nowrap" className={styles.legend}>
        {legend.map((kind) => (
          <Text key={kind} size="xs" c="dimmed" span className={styles.legendItem}>
            <span className={styles.swatch} data-kind={kind} aria-hidden="true">
              {cellMarks[kind]}
            </span>
            {shortWords[kind]}
          </Text>
        ))}
      </Group>
    </Group>
  );
});
