import { Loader, Table, Text } from '@mantine/core';
import type { SeriesReport, SeriesView } from 'pacetomo/page';
import { useState } from 'react';
import { Scroll } from '../../parts/Scroll.tsx';
import { useReply } from '../../server/replies.ts';
import styles from './History.module.css';
import { SeriesSheet } from './SeriesSheet.tsx';
import { SeriesVerdict } from './SeriesVerdict.tsx';
import { firstReason, framesWords, seriesStandings, tallyWords, tiltsWords, usableWords } from './seriesWords.ts';

/** The tilt series of a run as they are handed on: how good each is, and whether everything of it is there. */
export function Series({ run }: { readonly run: string }) {
  const { data: series, error } = useReply('series', { run });
  const [shown, setShown] = useState<string | null>(null);
  return (
    <div className={styles.body}>
      <section className={styles.panel} aria-label="Tilt series">
        <div className={styles.bar} role="status">
          {series === undefined && error === null && <Loader size="xs" aria-label="Reading the tilt series" />}
          <Text fw={650} size="sm">
            {series !== undefined && tallyWords(series)}
            {error?.message}
          </Text>
          <Text size="xs" c="dimmed">
            What other programs read lies in the folder export beside the stacks.
          </Text>
        </div>
        {series !== undefined && (
          <Scroll label="Tilt series">
            <SeriesTable series={series} onShow={setShown} />
          </Scroll>
        )}
      </section>
      <SeriesSheet run={run} series={series ?? []} shown={shown} onShow={setShown} />
    </div>
  );
}

interface TableProps {
  readonly series: readonly SeriesView[];
  readonly onShow: (target: string) => void;
}

function SeriesTable({ series, onShow }: TableProps) {
  return (
    <Table highlightOnHover aria-label="Tilt series" fz={12.5} horizontalSpacing={9} stickyHeader>
      <Table.Thead>
        <Table.Tr className={styles.table}>
          <Table.Th>Series</Table.Th>
          <Table.Th>Verdict</Table.Th>
          <Table.Th ta="right">Usable tilts</Table.Th>
          <Table.Th ta="right">Range</Table.Th>
          <Table.Th ta="right">Dose, e/Å²</Table.Th>
          <Table.Th ta="right">Frames</Table.Th>
          <Table.Th>Files</Table.Th>
          <Table.Th>Why</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {series.map((one) => (
          <Table.Tr key={one.target} className={styles.row} onClick={() => onShow(one.target)}>
            <Table.Td className={styles.table}>
              <button type="button" className={styles.link}>
                {one.name}
              </button>
            </Table.Td>
            {one.report === null ? <Table.Td colSpan={5} c="dimmed" /> : <Figures report={one.report} />}
            <Table.Td className={styles.table}>{seriesStandings[one.standing]}</Table.Td>
            <Table.Td>
              <span className={styles.reason} title={firstReason(one)}>
                {firstReason(one)}
              </span>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Figures({ report }: { readonly report: SeriesReport }) {
  const isMissing = typeof report.frames === 'object' && report.frames.missing > 0;
  return (
    <>
      <Table.Td>
        <SeriesVerdict verdict={report.verdict} />
      </Table.Td>
      <Table.Td ta="right" className={styles.table}>
        {usableWords(report)}
      </Table.Td>
      <Table.Td ta="right" className={styles.table}>
        {tiltsWords(report)}
      </Table.Td>
      <Table.Td ta="right">{report.doseEPerA2 === null ? '–' : report.doseEPerA2.toFixed(1)}</Table.Td>
      <Table.Td ta="right" className={styles.table} fw={isMissing ? 650 : undefined}>
        {framesWords(report)}
      </Table.Td>
    </>
  );
}
