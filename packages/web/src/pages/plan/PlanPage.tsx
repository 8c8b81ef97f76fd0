import { Center, Stack, Text } from '@mantine/core';
import { IconListDetails } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { useReply } from '../../server/replies.ts';
import styles from './Plan.module.css';
import { usePlan } from './planStore.ts';
import { SchemePanel } from './SchemePanel.tsx';
import { SessionPanel } from './SessionPanel.tsx';
import { SettingsPanel } from './SettingsPanel.tsx';

/** Settings of areas, their tilt scheme, the dry run of a session, and its start. */
export function PlanPage({ id }: { readonly id: string | null }) {
  const { data: areas, error } = useReply('areas', {});
  const { opened } = usePlan();
  const [, go] = useLocation();
  const names = areas?.map(({ area }) => area) ?? [];
  const area = [id, opened].find((one) => one !== null && names.includes(one)) ?? names[0] ?? null;

  useEffect(() => {
    if (area === null) return;
    usePlan.setState(({ chosen }) => ({ opened: area, chosen: chosen.length === 0 ? [area] : chosen }));
    if (id !== area) go(`/plan/${encodeURIComponent(area)}`, { replace: true });
  }, [area, id, go]);

  if (error !== null)
    return (
      <Text p="md" c="red">
        {error.message}
      </Text>
    );
  if (areas === undefined) return null;
  if (area === null) return <NoAreas />;
  return (
    <div className={`room ${styles.page}`}>
      <h1 className="sr-only">Plan</h1>
      <SettingsPanel key={area} area={area} names={names} />
      <div className={styles.side}>
        <SchemePanel area={area} />
        <SessionPanel areas={areas} />
      </div>
    </div>
  );
}

function NoAreas() {
  return (
    <Center className="room">
      <Stack align="center" gap="xs" maw={420}>
        <IconListDetails size={40} stroke={1.2} />
        <Text fw={600}>There is nothing to plan yet</Text>
        <Text size="sm" c="dimmed" ta="center">
          Choose targets on the page Targets first, or put a targets file into the folder of this session; it appears
          here by itself.
        </Text>
      </Stack>
    </Center>
  );
}
