import { List, Text } from '@mantine/core';
import type { RunLive } from 'pacetomo/page';
import { commandWords } from '../../runs/commandWords.ts';

/** What a stop does and what it does not, so that nobody expects more of it. */
export function StopWords({ live }: { readonly live: RunLive | null }) {
  const command = live?.command ?? null;
  const busy =
    command === null
      ? 'No command is in progress.'
      : `SerialEM is busy with ${commandWords(command.name)} for ${command.forS.toFixed(0)} s${
          command.usualS === null ? '' : ` (usually ${Math.max(1, Math.round(command.usualS))} s)`
        }.`;
  return (
    <>
      <Text size="sm" mb={8}>
        {busy}
      </Text>
      <List size="sm" spacing={6}>
        <List.Item>
          From now on <b>no command is sent</b>. The one in progress ends by itself: SerialEM cannot break it off from
          outside.
        </List.Item>
        <List.Item>
          An image that is being taken stays in SerialEM’s buffer A and is saved when the run is resumed. Take no other
          image by hand before that, or it is lost.
        </List.Item>
        <List.Item>All that was saved is safe. Nothing is put back: stage and optics stay as they are.</List.Item>
        <List.Item>
          <b>In an emergency</b> press STOP in SerialEM’s own window: it can break a command off, and is faster. The run
          notices, and rests until a person resumes it.
        </List.Item>
        <List.Item>To rest in good order, when the image in progress is saved and measured, use Pause.</List.Item>
      </List>
    </>
  );
}
