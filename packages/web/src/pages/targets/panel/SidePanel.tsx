import { Text } from '@mantine/core';
import type { JobWish, MapSummary } from 'pacetomo/page';
import type { WayName } from '../dialogs/ways.ts';
import { GeometryPanel } from '../geometry/GeometryPanel.tsx';
import { JobStrip } from '../jobs/JobStrip.tsx';
import type { StartJob } from '../jobs/useStartJob.tsx';
import type { Editing } from '../useEditing.ts';
import styles from './Panel.module.css';
import { PendingPanel } from './PendingPanel.tsx';
import { Remarks } from './Remarks.tsx';
import { TargetList } from './TargetList.tsx';
import { TiltFields } from './TiltFields.tsx';

interface SidePanelProps {
  readonly editing: Editing | null;
  readonly base: MapSummary | null;
  readonly jobs: StartJob;
  readonly onWish: (wish: JobWish, newArea: string | null) => Promise<boolean>;
  readonly onWay: (way: WayName) => void;
  readonly onOpen: (index: number) => void;
}

/** Everything beside the map: what is being done, the targets, their tilts, the slope. */
export function SidePanel({ editing, base, jobs, onWish, onWay, onOpen }: SidePanelProps) {
  return (
    <aside className={styles.panel} aria-label="Targets">
      <JobStrip area={editing?.area.area ?? null} />
      <PendingPanel editing={editing} base={base} refused={jobs.refused} onWish={onWish} onWay={onWay} />
      {editing === null ? (
        <Text size="sm" c="dimmed" p="sm">
          No area is open. Choose one above, or press A and click new targets on the map.
        </Text>
      ) : (
        <>
          <TargetList editing={editing} onOpen={onOpen} />
          <Remarks area={editing.area} />
          <section className={styles.section}>
            <TiltFields editing={editing} />
          </section>
          <GeometryPanel editing={editing} jobs={jobs} />
        </>
      )}
    </aside>
  );
}
