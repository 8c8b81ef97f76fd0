import { Table, Text } from '@mantine/core';
import { logLine, type StampedEvent } from 'pacetomo/page';
import { useState } from 'react';
import { Scroll } from '../../parts/Scroll.tsx';
import type { RunStory } from '../../runs/runStory.ts';
import { ErrorPlots } from './ErrorPlots.tsx';
import styles from './History.module.css';
import { numberLines, withUnit } from './numberWords.ts';
import { runNumbers, targetNumbers } from './runNumbers.ts';
import { turningPoints } from './turningPoints.ts';
import { useOfStory } from './useOfStory.ts';

/** A run at a glance: its numbers, its targets, what turned it, and what was measured. */
export function Summary({ story }: { readonly story: RunStory }) {
  const [target, setTarget] = useState<string | null>(null);
  return (
    <div className={`${styles.body} ${styles.summary}`}>
      <section className={styles.panel} aria-label="Numbers">
        <Scroll label="Numbers, targets and what turned the run">
          <Numbers story={story} />
          <Targets story={story} selected={target} onSelect={setTarget} />
          <TurningPoints story={story} />
        </Scroll>
      </section>
      <section className={styles.panel} aria-label="Measured">
        <div className={styles.bar}>
          <Text fw={650} size="sm">
            {target === null ? 'All targets: the middle one, and shaded what most show' : `Target ${target}`}
          </Text>
          {target !== null && (
            <button type="button" className={styles.link} style={{ fontSize: 12 }} onClick={() => setTarget(null)}>
              show all
            </button>
          )}
        </div>
        <Scroll label="Plots">
          <ErrorPlots stories={[story]} target={target} />
        </Scroll>
      </section>
    </div>
  );
}

function Numbers({ story }: { readonly story: RunStory }) {
  const numbers = useOfStory(story, runNumbers);
  return (
    <div className={styles.numbers}>
      {numberLines.map(({ name, words }) => (
        <span key={name} className={styles.number}>
          <b>{words(numbers)}</b>
          <span>{name}</span>
        </span>
      ))}
    </div>
  );
}

interface TargetsProps {
  readonly story: RunStory;
  readonly selected: string | null;
  readonly onSelect: (target: string | null) => void;
}

function Targets({ story, selected, onSelect }: TargetsProps) {
  const rows = useOfStory(story, targetNumbers);
  return (
    <Table highlightOnHover aria-label="Targets" className={styles.table} fz={12.5} horizontalSpacing={7}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Target</Table.Th>
          <Table.Th ta="right">Images</Table.Th>
          <Table.Th ta="right">Lost</Table.Th>
          <Table.Th ta="right">Left out</Table.Th>
          <Table.Th ta="right">Tilts</Table.Th>
          <Table.Th ta="right">Dose, e/Å²</Table.Th>
          <Table.Th ta="right">Error, nm</Table.Th>
          <Table.Th ta="right">Drift, nm</Table.Th>
          <Table.Th ta="right">Defocus, µm</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr
            key={row.target}
            className={styles.row}
            bg={row.target === selected ? 'var(--mantine-primary-color-light)' : undefined}
            onClick={() => onSelect(row.target === selected ? null : row.target)}
          >
            <Table.Td>
              <button type="button" className={styles.link} aria-pressed={row.target === selected}>
                {row.target}
              </button>
            </Table.Td>
            <Table.Td ta="right">{row.taken}</Table.Td>
            <Table.Td ta="right">{row.lost === 0 ? '–' : row.lost}</Table.Td>
            <Table.Td ta="right">{row.leftOut === 0 ? '–' : row.leftOut}</Table.Td>
            <Table.Td ta="right">
              {row.lowestDeg === null ? '–' : `${row.lowestDeg} to ${row.highestDeg}°`.replaceAll('-', '−')}
            </Table.Td>
            <Table.Td ta="right">{row.doseEPerA2.toFixed(1)}</Table.Td>
            <Table.Td ta="right">{withUnit(row.offNm, 0, '')}</Table.Td>
            <Table.Td ta="right">{withUnit(row.driftNm, 0, '')}</Table.Td>
            <Table.Td ta="right">{withUnit(row.defocusUm, 2, '')}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

const mostShown = 200;

function TurningPoints({ story }: { readonly story: RunStory }) {
  const { plan, state } = story;
  const points = useOfStory(story, ({ events }) => turningPoints(events));
  const lines = points.slice(-mostShown).flatMap((event) => {
    const words = logLine(plan, state, event);
    return words === null ? [] : [{ event, words }];
  });
  return (
    <>
      <h2 className={styles.title}>What turned it</h2>
      <ul className={styles.lines}>
        {lines.map(({ event, words }) => (
          <Line key={event.seq} event={event} words={words} />
        ))}
      </ul>
    </>
  );
}

/** One line of the journal in words. */
export function Line({ event, words }: { readonly event: StampedEvent; readonly words: string }) {
  return (
    <li>
      <time dateTime={event.t}>{new Date(event.t).toLocaleTimeString([], { hour12: false })}</time>
      <span>{words}</span>
    </li>
  );
}
