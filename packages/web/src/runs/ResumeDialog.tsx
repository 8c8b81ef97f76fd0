import { Group, Modal, Radio, Stack, Text } from '@mantine/core';
import { IconBolt } from '@tabler/icons-react';
import type { RunSummary } from 'pacetomo/page';
import { useState } from 'react';
import { Act } from '../parts/Act.tsx';
import { count, minutesWords } from './standing.ts';
import { type Realign, useResume } from './wishes.ts';

interface Choice {
  readonly value: string;
  readonly realign: Realign;
  readonly title: string;
  readonly sentence: string;
}

const choices: readonly Choice[] = [
  {
    value: 'as-it-is',
    realign: null,
    title: 'The stage was not moved',
    sentence: 'It is compared with where the run left it. If it stands elsewhere, nothing is exposed and you are told.',
  },
  {
    value: 'back',
    realign: 'back',
    title: 'Move the stage back',
    sentence: 'Goes where the run left it. One Preview finds the tracking target again.',
  },
  {
    value: 'here',
    realign: 'here',
    title: 'The area is where the stage stands now',
    sentence: 'Takes the present place for the right one. One Preview finds the tracking target again.',
  },
  {
    value: 'not',
    realign: 'not',
    title: 'Go on without looking',
    sentence: 'No Preview is taken. Only when you know that nothing has moved, or the Preview cannot find the target.',
  },
];

export interface ResumeDialogProps {
  readonly summary: RunSummary;
  readonly lastSeq: number;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Asks how a run is to go on, and says what that costs. */
export function ResumeDialog({ summary, lastSeq, opened, onClose }: ResumeDialogProps) {
  const [value, setValue] = useState('as-it-is');
  const { mutate, isPending } = useResume(summary.run, lastSeq, onClose);
  const chosen = choices.find((choice) => choice.value === value);
  const { due, targets, minutesLeft, area } = summary;
  const takes = minutesLeft === null ? '' : `, for about ${minutesWords(minutesLeft)}`;
  return (
    <Modal opened={opened} onClose={onClose} title={`Resume ${area}`} size="lg">
      <Stack gap="md">
        <Radio.Group value={value} onChange={setValue} label="What became of the stage meanwhile?">
          <Stack gap={10} mt={8}>
            {choices.map((choice) => (
              <Radio key={choice.value} value={choice.value} label={choice.title} description={choice.sentence} />
            ))}
          </Stack>
        </Radio.Group>
        <Group gap={6} wrap="nowrap" align="flex-start" c="orange">
          <IconBolt size={18} style={{ flex: 'none' }} />
          <Text size="sm">
            The last exposure is accounted for first. Then the {count(due, 'image')} of {count(targets, 'target')} that{' '}
            {due === 1 ? 'is' : 'are'} due {due === 1 ? 'is' : 'are'} exposed{takes}. Nothing is exposed twice.
          </Text>
        </Group>
        <Group justify="flex-end" gap="xs">
          <Act color="ice" loading={isPending} onClick={() => mutate(chosen?.realign ?? null)}>
            Resume
          </Act>
        </Group>
      </Stack>
    </Modal>
  );
}
