import { Alert, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconHandStop, IconPlayerPause } from '@tabler/icons-react';
import type { RunView } from 'pacetomo/page';
import type { RunStory } from '../../runs/runStory.ts';
import { count } from '../../runs/standing.ts';
import { restWords } from './restWords.ts';

/** A run that stands still: what happened, what is safe, what to do. Nothing while it goes on. */
export function RestBox({ story, view: { summary } }: { readonly story: RunStory; readonly view: RunView }) {
  const words = restWords(summary, story.state, story.live);
  if (words === null) return null;
  const icon =
    summary.standing === 'complete' ? (
      <IconCircleCheck size={18} />
    ) : summary.standing === 'stopped' ? (
      <IconHandStop size={18} />
    ) : summary.standing === 'paused' ? (
      <IconPlayerPause size={18} />
    ) : (
      <IconAlertTriangle size={18} />
    );
  return (
    <Alert color={words.colour} p="xs" icon={icon} title={words.title} role="status" style={{ flex: 'none' }}>
      <Stack gap={4}>
        <Text size="sm">{words.happened}</Text>
        <Group gap="md">
          {words.safe !== null && (
            <Text size="sm">
              <b>Safe:</b> {count(summary.taken, 'image')} {words.safe}
            </Text>
          )}
          {words.todo !== null && (
            <Text size="sm">
              <b>To do:</b> {words.todo}
            </Text>
          )}
        </Group>
      </Stack>
    </Alert>
  );
}
