import { Group, NumberInput, Text } from '@mantine/core';
import { useState } from 'react';
import { Act } from '../../../parts/Act.tsx';
import { useReply } from '../../../server/replies.ts';
import type { StartJob } from '../jobs/useStartJob.tsx';
import styles from '../panel/Panel.module.css';
import type { Editing } from '../useEditing.ts';
import { GeometryDialog } from './GeometryDialog.tsx';

interface GeometryPanelProps {
  readonly editing: Editing;
  readonly jobs: StartJob;
}

/** Points at which the slope of the sample is measured, and the measurement. */
export function GeometryPanel({ editing, jobs }: GeometryPanelProps) {
  const { area, edit, why } = editing;
  const [count, setCount] = useState(5);
  const [isOpen, setOpen] = useState(false);
  const { data: all = [] } = useReply('jobs', {});
  const measured = all
    .filter((job) => job.kind === 'measure-geometry' && job.area === area.area && job.result !== null)
    .toSorted((a, b) => a.startedAt.localeCompare(b.startedAt))
    .at(-1);
  const result = measured?.result ?? null;
  const points = area.geometryPoints.length;
  const none = points === 0 ? 'There are no geometry points.' : null;
  return (
    <section className={styles.section} aria-label="Slope of the sample">
      <Group gap={6} justify="space-between" mb={5}>
        <Text className={styles.title}>
          Slope · {points} geometry {points === 1 ? 'point' : 'points'}
        </Text>
        {result !== null && (
          <Act size="compact-xs" variant="subtle" always onClick={() => setOpen(true)}>
            {`${result.pretiltDeg.toFixed(1)}°, ${result.rotationDeg.toFixed(1)}°: show`}
          </Act>
        )}
      </Group>
      <Group gap={6} wrap="nowrap">
        <Act
          refused={why('measure-geometry') ?? jobs.refused}
          help="Measures the height by autofocus at each point"
          onClick={() => void jobs.start({ kind: 'measure-geometry', area: area.area })}
        >
          Measure
        </Act>
        <Act
          variant="default"
          help="Points between the holes of a pattern"
          onClick={() => void edit({ kind: 'geometry-suggest' })}
        >
          Suggest
        </Act>
        <Act
          variant="default"
          help="Points where the autofocus hits no target, as many as you say"
          onClick={() => void edit({ kind: 'geometry-place', count })}
        >
          Place
        </Act>
        <NumberInput
          aria-label="How many points are placed"
          w={52}
          min={3}
          max={40}
          value={count}
          onChange={(next) => setCount(typeof next === 'number' ? next : 5)}
        />
        <Act variant="default" refused={none} onClick={() => void edit({ kind: 'geometry-clear' })}>
          Remove all
        </Act>
      </Group>
      {isOpen && result !== null && <GeometryDialog result={result} editing={editing} onClose={() => setOpen(false)} />}
    </section>
  );
}
