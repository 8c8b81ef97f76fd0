import { Button, Group, Popover, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { IconHandGrab, IconHandStop } from '@tabler/icons-react';
import { useState } from 'react';
import { sayTrouble } from '../parts/say.ts';
import { ask } from '../server/control.ts';
import { keepOwnName, ownName } from '../server/credentials.ts';
import { useReply } from '../server/replies.ts';

/** Who has control, and how to get it. One browser at a time; the others look on. */
export function Control() {
  const { data } = useReply('presence', {});
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState(ownName());
  if (data === undefined) return null;
  if (data.role === 'viewer')
    return (
      <Text size="xs" c="dimmed">
        looking on
      </Text>
    );
  const { lease } = data;
  const act = (wish: Parameters<typeof ask>[0]): void => {
    keepOwnName(name.trim() === '' ? 'this browser' : name.trim());
    setOpen(false);
    ask(wish).catch(sayTrouble);
  };
  if (lease.isYours)
    return (
      <Tooltip label="You have control. Give it back when somebody else wants to work; a run does not care.">
        <Button
          variant="light"
          color="ice"
          leftSection={<IconHandGrab size={16} />}
          onClick={() => act('release')}
          aria-label="In control: give control back"
        >
          In control
        </Button>
      </Tooltip>
    );
  return (
    <Popover opened={isOpen} onChange={setOpen} withArrow trapFocus shadow="md">
      <Popover.Target>
        <Button
          variant={lease.holder === null ? 'filled' : 'outline'}
          color={lease.holder === null ? 'ice' : 'orange'}
          leftSection={<IconHandStop size={16} />}
          onClick={() => setOpen(!isOpen)}
        >
          {lease.holder === null ? 'Take control' : `${lease.holder} has control`}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs" w={260}>
          <Text size="sm">
            {lease.holder === null
              ? 'Nobody has control. While you have it, others look on.'
              : `${lease.holder} works with it now and is told when you take over. What runs, goes on.`}
          </Text>
          <TextInput
            label="Your name, for others and for the journal"
            value={name}
            maxLength={60}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button
              color={lease.holder === null ? 'ice' : 'orange'}
              onClick={() => act(lease.holder === null ? 'take' : 'take-over')}
            >
              {lease.holder === null ? 'Take control' : 'Take over'}
            </Button>
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
