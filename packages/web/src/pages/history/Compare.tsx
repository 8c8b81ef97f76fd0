import { Loader, Select, Table, Text } from '@mantine/core';
import { useLocation } from 'wouter';
import { Scroll } from '../../parts/Scroll.tsx';
import { type RunStory, useRunStory } from '../../runs/runStory.ts';
import { useReply } from '../../server/replies.ts';
import { ErrorPlots } from './ErrorPlots.tsx';
import styles from './History.module.css';
import { type NumberLine, numberLines } from './numberWords.ts';
import { type RunNumbers, runNumbers } from './runNumbers.ts';
import { useOfStory } from './useOfStory.ts';
import { addressOfView } from './views.ts';

interface CompareProps {
  readonly story: RunStory;
  readonly other: string | null;
}

/** Two runs side by side: their numbers, and their errors laid over each other. */
export function Compare({ story, other }: CompareProps) {
  const { data: runs } = useReply('runs', {});
  const second = useRunStory(other);
  const [, go] = useLocation();
  const others = runs?.filter(({ run }) => run !== story.run) ?? [];
  const compared = second?.isCaughtUp === true ? second : null;
  return (
    <div className={`${styles.body} ${styles.compare}`}>
      <section className={styles.panel} aria-label="Numbers side by side">
        <div className={styles.bar}>
          <Text fw={650} size="sm">
            Compared with
          </Text>
          <Select
            aria-label="Run to compare with"
            placeholder={others.length === 0 ? 'There is no other run' : 'Choose a run'}
            data={others.map(({ run }) => run)}
            value={other}
            searchable
            flex={1}
            onChange={(run) => go(addressOfView(story.run, 'compare', run))}
          />
        </div>
        <Scroll label="Numbers side by side">
          {other === null && (
            <Text p="lg" size="sm" c="dimmed">
              Choose a second run to see what differs: another area, another scheme, or the same one on another day.
            </Text>
          )}
          {other !== null && compared === null && <Loader m="lg" size="sm" aria-label="Reading the journal" />}
          {compared !== null && <SideBySide one={story} two={compared} />}
        </Scroll>
      </section>
      <section className={styles.panel} aria-label="Measured, laid over each other">
        <Scroll label="Plots of both runs">
          {compared !== null && <ErrorPlots stories={[story, compared]} target={null} />}
        </Scroll>
      </section>
    </div>
  );
}

function SideBySide({ one, two }: { readonly one: RunStory; readonly two: RunStory }) {
  const first = useOfStory(one, runNumbers);
  const second = useOfStory(two, runNumbers);
  return (
    <Table aria-label="Numbers side by side" stickyHeader>
      <Table.Thead>
        <Table.Tr>
          <Table.Th aria-label="What" />
          <Table.Th ta="right">{one.run}</Table.Th>
          <Table.Th ta="right">{two.run}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {numberLines.map((line) => (
          <Row key={line.name} line={line} first={first} second={second} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Row(props: { readonly line: NumberLine; readonly first: RunNumbers; readonly second: RunNumbers }) {
  const { line, first, second } = props;
  const [a, b] = [line.lessIsBetter?.(first) ?? null, line.lessIsBetter?.(second) ?? null];
  const isSame = line.words(first) === line.words(second);
  const better = a === null || b === null || isSame ? null : a < b ? 'first' : 'second';
  return (
    <Table.Tr>
      <Table.Td c="dimmed">{line.name}</Table.Td>
      <Table.Td ta="right" className={better === 'first' ? styles.good : undefined}>
        {better === 'first' && '✓ '}
        {line.words(first)}
      </Table.Td>
      <Table.Td ta="right" className={better === 'second' ? styles.good : undefined}>
        {better === 'second' && '✓ '}
        {line.words(second)}
      </Table.Td>
    </Table.Tr>
  );
}
