import { ActionIcon, Button, Group, Loader, Modal, Text } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconFileText, IconMovie, IconPhoto } from '@tabler/icons-react';
import type { SeriesReport, SeriesView } from 'pacetomo/page';
import type { KeyboardEvent } from 'react';
import { Scroll } from '../../parts/Scroll.tsx';
import styles from './History.module.css';
import { SeriesVerdict } from './SeriesVerdict.tsx';
import { type SeriesRoute, saveSeriesFile, useSheet } from './seriesFiles.ts';
import { finishedWords, framesWords, seriesStandings, tiltsWords, usableWords } from './seriesWords.ts';

interface SheetProps {
  readonly run: string;
  readonly series: readonly SeriesView[];
  /** Target whose series is looked at. */
  readonly shown: string | null;
  readonly onShow: (target: string | null) => void;
}

/** One series closely: its contact sheet, all that is said of it, and its files. Arrow keys go to the series beside it. */
export function SeriesSheet({ run, series, shown, onShow }: SheetProps) {
  const at = series.findIndex(({ target }) => target === shown);
  const one = series[at];
  const go = (by: number): void => {
    const next = series[at + by];
    if (next !== undefined) onShow(next.target);
  };
  const onKey = ({ key }: KeyboardEvent): void => {
    if (key === 'ArrowUp') go(-1);
    if (key === 'ArrowDown') go(1);
  };
  return (
    <Modal
      opened={one !== undefined}
      onClose={() => onShow(null)}
      size="min(1280px, 97vw)"
      padding="sm"
      title={
        <Text span fw={600}>
          {one?.name}
        </Text>
      }
    >
      {one !== undefined && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it hears the arrow keys
        // biome-ignore lint/a11y/useSemanticElements: no group of fields
        <div className={styles.sheet} onKeyDown={onKey} tabIndex={0} role="group" aria-label="Series" data-autofocus>
          <div className={styles.sheetPicture}>
            <Picture run={run} one={one} />
          </div>
          <div className={styles.sheetWords}>
            <Scroll label="What is said of it">
              <div className={styles.sheetSaid}>
                <Said one={one} />
              </div>
            </Scroll>
            <Files run={run} one={one} />
            <Group justify="space-between">
              <ActionIcon variant="default" aria-label="Series before" disabled={at === 0} onClick={() => go(-1)}>
                <IconChevronUp size={18} />
              </ActionIcon>
              <Text size="xs" c="dimmed">
                ↑ ↓ · {at + 1} of {series.length}
              </Text>
              <ActionIcon
                variant="default"
                aria-label="Series after"
                disabled={at === series.length - 1}
                onClick={() => go(1)}
              >
                <IconChevronDown size={18} />
              </ActionIcon>
            </Group>
          </div>
        </div>
      )}
    </Modal>
  );
}

function Picture({ run, one }: { readonly run: string; readonly one: SeriesView }) {
  const { target, name, report } = one;
  if (report === null) return <p className={styles.none}>It has no contact sheet.</p>;
  if (!report.hasPictures)
    return <p className={styles.none}>It has no contact sheet: its stack was not there, or could not be shown.</p>;
  return <Sheet key={`${target} ${report.finishedAt}`} run={run} target={target} name={name} report={report} />;
}

function Sheet({
  run,
  target,
  name,
  report,
}: Pick<SeriesView, 'target' | 'name'> & { readonly run: string; readonly report: SeriesReport }) {
  const sheet = useSheet(run, target, report.finishedAt);
  if (sheet.state === 'waiting') return <Loader aria-label="Reading the contact sheet" />;
  if (sheet.state === 'trouble') return <p className={styles.none}>{sheet.sentence}</p>;
  return <img src={sheet.url} alt={`Contact sheet of ${name}: ${report.verdict}, all its tilts`} />;
}

function Said({ one: { report, standing, why, notDone } }: { readonly one: SeriesView }) {
  if (report === null)
    return (
      <>
        <Text fw={600} size="sm">
          {seriesStandings[standing]}
        </Text>
        <Text size="sm" className={styles.wrapped}>
          {why}
        </Text>
      </>
    );
  return (
    <>
      <Group gap={8}>
        <SeriesVerdict verdict={report.verdict} />
        <Text size="sm">
          {usableWords(report)} tilts, {tiltsWords(report)}
        </Text>
      </Group>
      <Text size="xs" c="dimmed">
        Finished {finishedWords(report)}. Frames: {framesWords(report)}.
      </Text>
      <Sentences title="Why" sentences={report.reasons} />
      <Sentences title="Not done" sentences={notDone} />
      <Sentences title="For other programs" sentences={report.notes} />
    </>
  );
}

function Sentences({ title, sentences }: { readonly title: string; readonly sentences: readonly string[] }) {
  if (sentences.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className={styles.sheetTitle}>{title}</h3>
      <ul className={styles.sentences}>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </section>
  );
}

function Files({ run, one: { target, report } }: { readonly run: string; readonly one: SeriesView }) {
  if (report === null) return null;
  const files: readonly { readonly route: SeriesRoute; readonly words: string; readonly Icon: typeof IconPhoto }[] = [
    ...(report.hasPictures
      ? ([
          { route: 'seriesPicture', words: 'Contact sheet (PNG)', Icon: IconPhoto },
          { route: 'seriesMovie', words: 'Movie (GIF)', Icon: IconMovie },
        ] as const)
      : []),
    { route: 'seriesManifest', words: 'Manifest (JSON)', Icon: IconFileText },
  ];
  return (
    <Group gap={6}>
      {files.map(({ route, words, Icon }) => (
        <Button
          key={route}
          variant="default"
          leftSection={<Icon size={15} />}
          onClick={() => void saveSeriesFile(route, run, target)}
        >
          {words}
        </Button>
      ))}
    </Group>
  );
}
