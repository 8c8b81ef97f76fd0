import { ActionIcon, Button, Code, CopyButton, Group, Popover, Stack, Text, Tooltip } from '@mantine/core';
import { IconUsersPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { sayTrouble } from '../parts/say.ts';
import { call } from '../server/call.ts';
import { useReply } from '../server/replies.ts';

/** Links for other browsers: to look on, or to work. */
export function Links() {
  const { data } = useReply('presence', {});
  const [link, setLink] = useState<string | null>(null); // the code alone: this page may be reached by another name than the server's own
  if (data?.role !== 'operator') return null;
  const make = (role: 'viewer' | 'operator'): void => {
    call('link', {}, { role }).then((made) => setLink(new URL(made.link).hash), sayTrouble);
  };
  return (
    <Popover withArrow shadow="md" onClose={() => setLink(null)}>
      <Popover.Target>
        <Tooltip label="Let somebody else in">
          <ActionIcon variant="subtle" color="gray" aria-label="Let somebody else in">
            <IconUsersPlus size={18} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs" w={340}>
          <Text size="sm">A link works once, for a minute, in another browser that reaches this server.</Text>
          <Group gap="xs">
            <Button variant="light" onClick={() => make('viewer')}>
              To look on
            </Button>
            <Button variant="light" color="orange" onClick={() => make('operator')}>
              To work
            </Button>
          </Group>
          {link !== null && (
            <Group gap="xs" wrap="nowrap">
              <Code style={{ overflowWrap: 'anywhere' }}>{addressOf(link)}</Code>
              <CopyButton value={addressOf(link)}>
                {({ copied, copy }) => <Button onClick={copy}>{copied ? 'Copied' : 'Copy'}</Button>}
              </CopyButton>
            </Group>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

const addressOf = (code: string): string => `${location.origin}/${code}`;
