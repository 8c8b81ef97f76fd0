import { Button, Group, NumberInput, Popover, Stack, Text, Tooltip } from '@mantine/core';
import { IconArrowsHorizontal } from '@tabler/icons-react';
import { useState } from 'react';
import { Act } from '../../parts/Act.tsx';
import { useConfirm } from '../../parts/Confirm.tsx';
import type { RunStory } from '../../runs/runStory.ts';
import { count } from '../../runs/standing.ts';
import { useWish } from '../../runs/wishes.ts';
import { outsideRange, rangeNow } from './range.ts';

/** Which tilts are still wanted. */
export function RangeControl({ story }: { readonly story: RunStory }) {
  const [isOpen, setOpen] = useState(false);
  const now = rangeNow(story.state);
  const [minDeg, setMin] = useState<number | string>(now.minDeg);
  const [maxDeg, setMax] = useState<number | string>(now.maxDeg);
  const wish = useWish(story.run, story.lastSeq);
  const { confirm, dialog } = useConfirm();
  const range = typeof minDeg === 'number' && typeof maxDeg === 'number' ? { minDeg, maxDeg } : null;
  const fewer = range === null ? 0 : outsideRange(story.plan, story.state, range);
  const objection =
    range === null
      ? 'Give both ends, in degrees.'
      : range.minDeg > range.maxDeg
        ? 'The first angle has to be the lower one.'
        : null;
  const set = async (): Promise<void> => {
    if (range === null) return;
    setOpen(false);
    const yes = await confirm({
      title: 'Change the range of tilts?',
      text: `From the next image on, only tilts from ${range.minDeg}° to ${range.maxDeg}° are taken: ${count(fewer, 'image')} that ${fewer === 1 ? 'was' : 'were'} due ${fewer === 1 ? 'is' : 'are'} left out. The range can be changed again while the run goes on.`,
      yes: 'Change the range',
    });
    if (yes) wish.mutate({ wish: 'range', ...range });
  };
  return (
    <>
      <Popover opened={isOpen} onChange={setOpen} withArrow trapFocus shadow="md" position="bottom-end">
        <Popover.Target>
          <Tooltip label="Leave out high tilts while the run goes on">
            <Button
              variant="default"
              leftSection={<IconArrowsHorizontal size={16} />}
              onClick={() => {
                setMin(now.minDeg);
                setMax(now.maxDeg);
                setOpen(!isOpen);
              }}
            >
              Range
            </Button>
          </Tooltip>
        </Popover.Target>
        <Popover.Dropdown>
          <Stack gap="xs" w={270}>
            <Text size="xs" c="dimmed">
              Tilts that are still wanted. The range can be made narrower than planned ({now.lowestDeg}° to{' '}
              {now.highestDeg}°), not wider.
            </Text>
            <Group grow>
              <NumberInput
                label="From, °"
                value={minDeg}
                min={now.lowestDeg}
                max={now.highestDeg}
                onChange={setMin}
                step={3}
              />
              <NumberInput
                label="To, °"
                value={maxDeg}
                min={now.lowestDeg}
                max={now.highestDeg}
                onChange={setMax}
                step={3}
              />
            </Group>
            <Text size="xs" c="dimmed">
              {objection ?? `${count(fewer, 'image')} that ${fewer === 1 ? 'is' : 'are'} due would be left out.`}
            </Text>
            <Group justify="flex-end">
              <Act refused={objection} onClick={() => void set()}>
                Change the range
              </Act>
            </Group>
          </Stack>
        </Popover.Dropdown>
      </Popover>
      {dialog}
    </>
  );
}
