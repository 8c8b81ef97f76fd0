import { Group } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconPlayerStopFilled, IconRefresh } from '@tabler/icons-react';
import type { RunSummary } from 'pacetomo/page';
import { useState } from 'react';
import { Act } from '../../parts/Act.tsx';
import { useConfirm } from '../../parts/Confirm.tsx';
import { ResumeDialog } from '../../runs/ResumeDialog.tsx';
import type { RunStory } from '../../runs/runStory.ts';
import { canResume, count, isAtWork } from '../../runs/standing.ts';
import { useStop, useWish } from '../../runs/wishes.ts';
import { useReply } from '../../server/replies.ts';
import { RangeControl } from './RangeControl.tsx';
import { StopWords } from './StopWords.tsx';

/** What can be done with the run as a whole. */
export function RunControls({ story, summary }: { readonly story: RunStory; readonly summary: RunSummary }) {
  const { confirm, dialog } = useConfirm();
  const [isResuming, setResuming] = useState(false);
  const wish = useWish(story.run, story.lastSeq);
  const stop = useStop(story.run);
  const { data: presence } = useReply('presence', {});
  const { standing } = summary;
  const works = isAtWork(standing);
  const isPaused = story.live?.pausedBy !== null && story.live !== null;
  const askStop = async (): Promise<void> => {
    const yes = await confirm({
      title: `Stop ${summary.area}?`,
      text: <StopWords live={story.live} />,
      yes: 'Stop now',
      isDangerous: true,
    });
    if (yes) stop.mutate();
  };
  return (
    <Group gap={6} wrap="nowrap" justify="flex-end">
      {works && !isPaused && (
        <Act
          variant="default"
          leftSection={<IconPlayerPause size={16} />}
          help="Rests when the image in progress is saved and measured. The beam is off meanwhile; nothing is lost."
          onClick={() => wish.mutate({ wish: 'pause' })}
        >
          Pause
        </Act>
      )}
      {works && isPaused && (
        <Act
          leftSection={<IconPlayerPlay size={16} />}
          help={`Ends the pause. The next of ${count(summary.due, 'image')} is taken.`}
          onClick={() => wish.mutate({ wish: 'go-on' })}
        >
          Go on
        </Act>
      )}
      {canResume(standing) && (
        <Act
          leftSection={<IconRefresh size={16} />}
          help="Goes on where it ended; asks first what became of the stage."
          onClick={() => setResuming(true)}
        >
          Resume
        </Act>
      )}
      {standing !== 'complete' && <RangeControl story={story} />}
      {works && (
        <Act
          always
          color="red"
          leftSection={<IconPlayerStopFilled size={16} />}
          help="Sends no more commands; the one in progress ends. Asks first and says what that means. Needs no control."
          refused={
            presence?.role === 'viewer'
              ? 'This link is for looking on. STOP in SerialEM’s own window stops the run too.'
              : standing === 'being-stopped'
                ? 'It is being stopped: the command in progress ends first.'
                : null
          }
          onClick={() => void askStop()}
        >
          Stop
        </Act>
      )}
      {dialog}
      <ResumeDialog summary={summary} lastSeq={story.lastSeq} opened={isResuming} onClose={() => setResuming(false)} />
    </Group>
  );
}
