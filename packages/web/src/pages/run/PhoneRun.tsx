import { Progress, Stack, Text, Title } from '@mantine/core';
import { secondsLeft, whatIsDue } from 'pacetomo/page';
import { usePicture } from '../../runs/pictures.ts';
import { type RunStory, useRunStory } from '../../runs/runStory.ts';
import { StandingBadge } from '../../runs/StandingBadge.tsx';
import { clock, isAtWork, minutesWords, standingWords } from '../../runs/standing.ts';
import { Busy } from './Busy.tsx';
import styles from './Run.module.css';
import { restWords } from './restWords.ts';
import { tallyOf } from './tally.ts';

/** A run on a phone: to look at, large. Nothing can be done from here. */
export function PhoneRun({ run }: { readonly run: string | null }) {
  const story = useRunStory(run);
  if (run === null) return <Text p="md">No run was begun in this folder yet.</Text>;
  if (story?.view === undefined) return <Text p="md">Reading the run…</Text>;
  return <Phone story={story} />;
}

function Phone({ story }: { readonly story: RunStory }) {
  const { view, figures, state, plan } = story;
  if (view === undefined) return null;
  const { summary } = view;
  const due = state.complete ? { images: 0, turns: 0 } : whatIsDue(plan, state);
  const leftS = secondsLeft(figures.pace, due);
  const tally = tallyOf(figures, due.images);
  const words = restWords(summary, state, story.live);
  const trouble = story.events.findLast(
    (event) => event.type === 'suspend' || event.type === 'guard.wait' || event.type === 'expose.lost',
  );
  return (
    <div className="room">
      <Stack p="md" gap="md">
        <div>
          <Title order={1} size="h2">
            {summary.area}
          </Title>
          <StandingBadge standing={summary.standing} />
        </div>
        <div>
          <Text fz={56} fw={700} lh={1.1}>
            {Math.round(tally.all === 0 ? 0 : ((tally.all - tally.due) / tally.all) * 100)} %
          </Text>
          <Progress
            value={tally.all === 0 ? 0 : ((tally.all - tally.due) / tally.all) * 100}
            size="xl"
            aria-label="Progress of the run"
          />
          <Text size="lg" mt={6}>
            {tally.taken} of {tally.all} images{tally.lost > 0 ? `, ${tally.lost} lost` : ''}
          </Text>
        </div>
        {leftS !== null && (
          <Text size="xl">
            <b>{minutesWords(leftS / 60)}</b> left
            {isAtWork(summary.standing) ? '' : ` once it goes on; now ${standingWords[summary.standing]}`}
          </Text>
        )}
        <Busy
          story={story}
          isAtWork={isAtWork(summary.standing)}
          reason={summary.standing === 'working' ? summary.reason : null}
        />
        {words !== null && (
          <Text size="lg" c={words.colour} role="status">
            <b>{words.title}.</b> {words.happened}
          </Text>
        )}
        <LastImage story={story} />
        {trouble !== undefined && words === null && (
          <Text size="sm" c="dimmed">
            Last trouble, {clock(trouble.t)}: {trouble.type === 'expose.lost' ? trouble.evidence : trouble.reason}
          </Text>
        )}
        <Text size="sm" c="dimmed">
          This is for looking on. To do something, open the page on a larger screen.
        </Text>
      </Stack>
    </div>
  );
}

function LastImage({ story }: { readonly story: RunStory }) {
  const { last } = story.figures;
  const canBeRead = story.view?.images.canBeRead === true;
  const picture = usePicture(
    last === null || !canBeRead
      ? null
      : { run: story.run, target: last.target, step: last.step, size: 'view', section: last.section },
  );
  if (last === null) return null;
  const deg = story.state.schedule[last.step]?.deg ?? 0;
  return (
    <figure className={styles.phoneImage}>
      {picture.state === 'there' && <img src={picture.url} alt={`Target ${last.target} at ${deg}°`} />}
      <figcaption>
        <Text size="md">
          Target {last.target} at {deg > 0 ? '+' : ''}
          {deg}°, {clock(last.at)}
        </Text>
      </figcaption>
    </figure>
  );
}
