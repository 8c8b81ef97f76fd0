import { ActionIcon, Button, Group, Loader, Tabs, Text, Tooltip } from '@mantine/core';
import { IconArrowLeft, IconPlayerPlay, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { Act } from '../../parts/Act.tsx';
import { ResumeDialog } from '../../runs/ResumeDialog.tsx';
import { type RunStory, useRunStory } from '../../runs/runStory.ts';
import { StandingBadge } from '../../runs/StandingBadge.tsx';
import { canResume, isAtWork } from '../../runs/standing.ts';
import { useReply } from '../../server/replies.ts';
import { Compare } from './Compare.tsx';
import { Export } from './Export.tsx';
import styles from './History.module.css';
import { Movie } from './Movie.tsx';
import { Series } from './Series.tsx';
import { Stepping } from './Stepping.tsx';
import { Summary } from './Summary.tsx';
import { addressOfView, type View, views } from './views.ts';

interface HistoryProps {
  readonly run: string;
  readonly view: View;
  /** Run that it is compared with. */
  readonly other: string | null;
}

/** One run as its journal tells it. */
export function RunHistory({ run, view, other }: HistoryProps) {
  const { error } = useReply('run', { run });
  const story = useRunStory(run);
  const [, go] = useLocation();
  if (error !== null)
    return (
      <div className={`room ${styles.page}`}>
        <Text c="red">{error.message}</Text>
        <Group>
          <Button variant="default" onClick={() => go('/history')}>
            All runs
          </Button>
        </Group>
      </div>
    );
  return (
    <div className={`room ${styles.page}`}>
      <div className={styles.panel} style={{ flex: 'none' }}>
        <Header run={run} story={story} />
        <Tabs
          value={view}
          onChange={(next) => next !== null && go(addressOfView(run, viewOf(next), next === 'compare' ? other : null))}
        >
          <Tabs.List style={{ borderBottom: 0 }}>
            {Object.entries(views).map(([value, title]) => (
              <Tabs.Tab key={value} value={value}>
                {title}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Tabs>
      </div>
      {story === null || !story.isCaughtUp ? (
        <Group p="lg" gap="sm">
          <Loader size="sm" />
          <Text size="sm" c="dimmed">
            Reading the journal{story !== null && story.lastSeq > 0 && `: ${story.lastSeq.toLocaleString('en')} lines`}
          </Text>
        </Group>
      ) : (
        <Body story={story} view={view} other={other} />
      )}
    </div>
  );
}

const viewOf = (text: string): View => (text in views ? (text as View) : 'summary');

function Body({ story, view, other }: { readonly story: RunStory } & Pick<HistoryProps, 'view' | 'other'>) {
  switch (view) {
    case 'summary':
      return <Summary story={story} />;
    case 'steps':
      return <Stepping story={story} />;
    case 'movie':
      return <Movie story={story} />;
    case 'series':
      return <Series run={story.run} />;
    case 'compare':
      return <Compare story={story} other={other} />;
  }
}

function Header({ run, story }: { readonly run: string; readonly story: RunStory | null }) {
  const [, go] = useLocation();
  const [isResuming, setResuming] = useState(false);
  const summary = story?.view?.summary;
  return (
    <div className={styles.bar}>
      <Tooltip label="All runs">
        <ActionIcon variant="subtle" color="gray" aria-label="All runs" onClick={() => go('/history')}>
          <IconArrowLeft size={18} />
        </ActionIcon>
      </Tooltip>
      <h1 style={{ fontSize: 16, margin: 0 }}>{summary?.area ?? run}</h1>
      <Text size="xs" c="dimmed">
        {run}
      </Text>
      {summary !== undefined && <StandingBadge standing={summary.standing} />}
      {summary?.reason && (
        <Text size="xs" c="dimmed" lineClamp={1} flex={1} miw={120} title={summary.reason}>
          {summary.reason}
        </Text>
      )}
      <Group gap={6} ml="auto" wrap="nowrap">
        {summary !== undefined && isAtWork(summary.standing) && (
          <Button
            variant="light"
            leftSection={<IconPlayerPlay size={15} />}
            onClick={() => go(`/run/${encodeURIComponent(run)}`)}
          >
            Watch it
          </Button>
        )}
        {summary !== undefined && canResume(summary.standing) && (
          <Act
            leftSection={<IconRefresh size={15} />}
            help="Goes on where it ended; asks first what became of the stage."
            onClick={() => setResuming(true)}
          >
            Resume
          </Act>
        )}
        {story !== null && <Export story={story} />}
      </Group>
      {summary !== undefined && story !== null && (
        <ResumeDialog
          summary={summary}
          lastSeq={story.lastSeq}
          opened={isResuming}
          onClose={() => setResuming(false)}
        />
      )}
    </div>
  );
}
