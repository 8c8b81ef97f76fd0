import { Group, Switch, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useRunLog } from '../../runs/runLog.ts';
import type { RunStory } from '../../runs/runStory.ts';
import styles from './Run.module.css';

/** So many lines are shown: older ones are in the file, which the bundle of the run holds. */
const mostShown = 1500;

/** What the run says of itself, the newest at the bottom. */
export function LogPanel({ story }: { readonly story: RunStory }) {
  const lines = useRunLog(story.run, story.lastSeq);
  const [search, setSearch] = useState('');
  const [follows, setFollows] = useState(true);
  const place = useRef<HTMLDivElement>(null);
  const wanted = search.trim().toLowerCase();
  const found = wanted === '' ? lines : lines.filter(({ text }) => text.toLowerCase().includes(wanted));
  const shown = found.slice(-mostShown);
  const last = shown.at(-1)?.number;
  useEffect(() => {
    if (follows && last !== undefined) place.current?.scrollTo({ top: place.current.scrollHeight });
  }, [follows, last]);
  return (
    <div className={styles.logPanel}>
      <Group gap="xs" wrap="nowrap">
        <TextInput
          aria-label="Search the log"
          placeholder="Search"
          leftSection={<IconSearch size={14} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          style={{ flex: 1 }}
        />
        <Switch label="Follow" checked={follows} onChange={(event) => setFollows(event.currentTarget.checked)} />
      </Group>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <div ref={place} className={styles.log} role="log" aria-label="Log of the run" aria-live="off" tabIndex={0}>
        {shown.map(({ number, at, text }) => (
          <div key={number} className={styles.line} title={at}>
            <span className={styles.time}>{at.slice(11)}</span>
            <span>{text}</span>
          </div>
        ))}
      </div>
      <Text size="xs" c="dimmed">
        {shown.length === 0
          ? wanted === ''
            ? 'Nothing was said yet.'
            : 'No line has this in it.'
          : `${shown.length.toLocaleString('en')} lines${found.length > shown.length ? ', the newest' : ''}`}
      </Text>
    </div>
  );
}
