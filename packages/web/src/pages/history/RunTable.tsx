import { Center, CloseButton, Stack, Table, Text, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconHistory, IconSearch } from '@tabler/icons-react';
import type { RunSummary } from 'pacetomo/page';
import { type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import { Scroll } from '../../parts/Scroll.tsx';
import { StandingBadge } from '../../runs/StandingBadge.tsx';
import { count } from '../../runs/standing.ts';
import { useReply } from '../../server/replies.ts';
import styles from './History.module.css';
import { spanWords } from './numberWords.ts';
import { clicked, foundRuns, minutesOf, type RunColumn, type RunOrder, sortedRuns, usualOrder } from './runTable.ts';
import { addressOfView } from './views.ts';

/** All runs of the folder, to be searched, sorted and opened. */
export function RunTable() {
  const { data: runs, error } = useReply('runs', {});
  const [search, setSearch] = useState('');
  const [order, setOrder] = useState(usualOrder);
  if (error !== null)
    return (
      <Text p="md" c="red">
        {error.message}
      </Text>
    );
  if (runs === undefined) return null;
  if (runs.length === 0) return <NoRuns />;
  const shown = sortedRuns(foundRuns(runs, search), order);
  const head = (column: RunColumn, title: string, isRight = false): ReactNode => (
    <Head
      column={column}
      title={title}
      isRight={isRight}
      order={order}
      onClick={() => setOrder(clicked(order, column))}
    />
  );
  return (
    <div className={`room ${styles.page}`}>
      <section className={styles.panel} style={{ flex: 1 }} aria-label="Runs">
        <div className={styles.bar}>
          <h1 style={{ fontSize: 15, margin: 0 }}>Runs of this folder</h1>
          <Text size="xs" c="dimmed">
            {shown.length === runs.length
              ? count(runs.length, 'run')
              : `${shown.length} of ${count(runs.length, 'run')}`}
          </Text>
          <TextInput
            aria-label="Search runs"
            placeholder="Search area, standing or day"
            leftSection={<IconSearch size={14} />}
            rightSection={search !== '' && <CloseButton size="xs" aria-label="Clear" onClick={() => setSearch('')} />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            w={280}
            ml="auto"
          />
        </div>
        <Scroll label="Runs of this folder">
          <Table highlightOnHover stickyHeader aria-label="Runs">
            <Table.Thead>
              <Table.Tr>
                {head('run', 'Run')}
                {head('standing', 'Standing')}
                {head('beganAt', 'Began')}
                {head('taken', 'Images', true)}
                {head('lost', 'Lost', true)}
                {head('skipped', 'Left out', true)}
                {head('minutes', 'Lasted', true)}
                <Table.Th>Why it stands still</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map((run) => (
                <Row key={run.run} run={run} />
              ))}
            </Table.Tbody>
          </Table>
          {shown.length === 0 && (
            <Text p="lg" size="sm" c="dimmed">
              No run is like that. Search for other words.
            </Text>
          )}
        </Scroll>
      </section>
    </div>
  );
}

function Head(props: {
  readonly column: RunColumn;
  readonly title: string;
  readonly isRight: boolean;
  readonly order: RunOrder;
  readonly onClick: () => void;
}) {
  const { column, title, isRight, order, onClick } = props;
  const isSorted = order.column === column;
  const Chevron = order.isUp ? IconChevronUp : IconChevronDown;
  return (
    <Table.Th
      ta={isRight ? 'right' : 'left'}
      aria-sort={isSorted ? (order.isUp ? 'ascending' : 'descending') : undefined}
    >
      <button type="button" className={styles.head} onClick={onClick}>
        {title}
        {isSorted && <Chevron size={14} />}
      </button>
    </Table.Th>
  );
}

function Row({ run }: { readonly run: RunSummary }) {
  const [, go] = useLocation();
  const open = (): void => go(addressOfView(run.run, 'summary'));
  const minutes = minutesOf(run);
  const all = run.taken + run.lost + run.skipped + run.due;
  return (
    <Table.Tr className={styles.row} onClick={open}>
      <Table.Td>
        <button type="button" className={styles.link} onClick={open}>
          {run.area}
        </button>{' '}
        <Text span size="xs" c="dimmed">
          {run.run}
        </Text>
      </Table.Td>
      <Table.Td>
        <StandingBadge standing={run.standing} />
      </Table.Td>
      <Table.Td>{run.beganAt === null ? '–' : new Date(run.beganAt).toLocaleString([], whenStyle)}</Table.Td>
      <Table.Td ta="right">
        {run.taken}
        <Text span size="xs" c="dimmed">
          {' '}
          of {all}
        </Text>
      </Table.Td>
      <Table.Td ta="right">{run.lost === 0 ? '–' : run.lost}</Table.Td>
      <Table.Td ta="right">{run.skipped === 0 ? '–' : run.skipped}</Table.Td>
      <Table.Td ta="right">{minutes === null ? '–' : spanWords(minutes)}</Table.Td>
      <Table.Td>
        <Text size="xs" c="dimmed" lineClamp={2} maw={460}>
          {run.reason}
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}

const whenStyle = { dateStyle: 'medium', timeStyle: 'short' } as const;

function NoRuns() {
  return (
    <Center className="room">
      <Stack align="center" gap="xs" maw={420}>
        <IconHistory size={40} stroke={1.2} />
        <Text fw={600}>Nothing was acquired in this folder yet</Text>
        <Text size="sm" c="dimmed" ta="center">
          Start a session on the page Plan. Its runs stay here, with every exposure, for as long as the folder does.
        </Text>
      </Stack>
    </Center>
  );
}
