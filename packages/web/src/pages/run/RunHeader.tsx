import { Group, Menu, Progress, Text, Title, Tooltip, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { type RunView, secondsLeft, whatIsDue } from 'pacetomo/page';
import { memo } from 'react';
import { useLocation } from 'wouter';
import type { RunStory } from '../../runs/runStory.ts';
import { StandingBadge } from '../../runs/StandingBadge.tsx';
import { batchMinutesLeft, isAtWork, minutesWords, standingWords } from '../../runs/standing.ts';
import { usePerSecond } from '../../runs/usePerSecond.ts';
import { useReply } from '../../server/replies.ts';
import { Busy } from './Busy.tsx';
import styles from './Run.module.css';
import { RunControls } from './RunControls.tsx';
import { tallyOf } from './tally.ts';

export interface RunHeaderProps {
  readonly story: RunStory;
  readonly view: RunView;
}

/** The run by its name, and the others. */
const RunPicker = memo(function RunPicker({ run, area }: { readonly run: string; readonly area: string }) {
  const { data: runs } = useReply('runs', {});
  const [, go] = useLocation();
  return (
    <Menu shadow="md" width={320} position="bottom-start">
      <Menu.Target>
        <UnstyledButton className={styles.picker}>
          <Title order={1} size="h4" lineClamp={1}>
            {area}
          </Title>
          <Text size="xs" c="dimmed" truncate>
            {run}
          </Text>
          <VisuallyHidden>: choose another run</VisuallyHidden>
          <IconChevronDown size={16} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
        <Menu.Label>Runs of this folder</Menu.Label>
        {(runs ?? []).map((one) => (
          <Menu.Item
            key={one.run}
            onClick={() => go(`/run/${encodeURIComponent(one.run)}`)}
            rightSection={
              <Text size="xs" c="dimmed">
                {standingWords[one.standing]}
              </Text>
            }
          >
            {one.run}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
});

/** How the run stands, how far it is, how long it will take, and what can be done. */
export function RunHeader({ story, view }: RunHeaderProps) {
  const { summary } = view;
  const { tally, leftMin } = usePerSecond(story, 'left', () => {
    const due = story.state.complete ? { images: 0, turns: 0 } : whatIsDue(story.plan, story.state);
    const leftS = secondsLeft(story.figures.pace, due);
    return { tally: tallyOf(story.figures, due.images), leftMin: leftS === null ? null : leftS / 60 };
  });
  const { data: runs } = useReply('runs', {});
  const othersMin = batchMinutesLeft(summary, runs ?? []);
  return (
    <section className={styles.header} aria-label="How the run stands">
      <Group gap="sm" wrap="nowrap" className={styles.title}>
        <RunPicker run={story.run} area={summary.area} />
        <StandingBadge standing={summary.standing} />
        <Busy
          story={story}
          isAtWork={isAtWork(summary.standing)}
          reason={summary.standing === 'working' ? summary.reason : null}
        />
      </Group>
      <RunControls story={story} summary={summary} />
      <div className={styles.progress}>
        <Tooltip
          label={`${tally.taken} taken, ${tally.lost} lost, ${tally.skipped} left out, ${tally.due} due of ${tally.all}`}
        >
          <Progress.Root size={14} aria-label="Progress of the run">
            <Progress.Section value={tally.share('taken')} color="ice" aria-label="taken" />
            <Progress.Section value={tally.share('lost')} color="red" aria-label="lost" />
            <Progress.Section value={tally.share('skipped')} color="gray" aria-label="left out" />
          </Progress.Root>
        </Tooltip>
        <Text size="sm" className={styles.figures}>
          <b>{tally.taken}</b> of {tally.all} images
          {tally.lost > 0 && <span> · {tally.lost} lost</span>}
          {tally.skipped > 0 && <span> · {tally.skipped} left out</span>}
          {leftMin !== null && (
            <span>
              {' '}
              · this area <b>{minutesWords(leftMin)}</b>
            </span>
          )}
          {othersMin !== null && (
            <span>
              {' '}
              · session <b>{minutesWords((leftMin ?? 0) + othersMin)}</b>
            </span>
          )}
          {leftMin !== null && isAtWork(summary.standing) && <span> · until about {clockIn(leftMin)}</span>}
        </Text>
      </div>
    </section>
  );
}

const clockIn = (minutes: number): string =>
  new Date(Date.now() + minutes * 60_000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hour12: false });
