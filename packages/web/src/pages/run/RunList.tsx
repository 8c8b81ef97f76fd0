import { Anchor, Button, Group, Progress, Stack, Table, Text, Title } from '@mantine/core';
import type { RunSummary } from 'pacetomo/page';
import { useLocation } from 'wouter';
import { StandingBadge } from '../../runs/StandingBadge.tsx';
import { dateAndClock, minutesWords, progressOf } from '../../runs/standing.ts';
import { useReply } from '../../server/replies.ts';
import styles from './Run.module.css';

/** Runs to look at, when none goes on. */
export function RunList() {
  const { data: runs } = useReply('runs', {});
  const [, go] = useLocation();
  if (runs === undefined) return null;
  const unfinished = runs.filter(({ standing }) => standing !== 'complete');
  const complete = runs.filter(({ standing }) => standing === 'complete').slice(0, 8);
  return (
    <div className="room">
      <Stack className={styles.list} gap="lg">
        <Group justify="space-between">
          <Title order={3}>No run goes on</Title>
          <Button variant="light" onClick={() => go('/plan')}>
            Plan and start a run
          </Button>
        </Group>
        {runs.length === 0 && (
          <Text c="dimmed">
            Runs of this folder appear here. Choose targets on the Targets page, check them on the Plan page, and start
            them there.
          </Text>
        )}
        {unfinished.length > 0 && <Runs title="Unfinished" runs={unfinished} />}
        {complete.length > 0 && <Runs title="Complete" runs={complete} />}
      </Stack>
    </div>
  );
}

function Runs({ title, runs }: { readonly title: string; readonly runs: readonly RunSummary[] }) {
  return (
    <Table highlightOnHover captionSide="top">
      <Table.Caption ta="left" fw={600}>
        {title}
      </Table.Caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Area</Table.Th>
          <Table.Th>Run</Table.Th>
          <Table.Th>Standing</Table.Th>
          <Table.Th w={160}>Done</Table.Th>
          <Table.Th ta="right">Images</Table.Th>
          <Table.Th ta="right">Time left</Table.Th>
          <Table.Th>Last line</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {runs.map((run) => (
          <Table.Tr key={run.run}>
            <Table.Td>
              <Anchor href={`#/run/${encodeURIComponent(run.run)}`} size="sm" fw={600}>
                {run.area}
              </Anchor>
            </Table.Td>
            <Table.Td>{run.run}</Table.Td>
            <Table.Td>
              <StandingBadge standing={run.standing} />
            </Table.Td>
            <Table.Td>
              <Progress value={progressOf(run) * 100} aria-label={`${Math.round(progressOf(run) * 100)} % done`} />
            </Table.Td>
            <Table.Td ta="right">
              {run.taken} of {run.taken + run.lost + run.skipped + run.due}
            </Table.Td>
            <Table.Td ta="right">{run.minutesLeft === null ? '' : minutesWords(run.minutesLeft)}</Table.Td>
            <Table.Td>{run.lastAt === null ? '' : dateAndClock(run.lastAt)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
