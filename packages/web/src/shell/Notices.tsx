import { ActionIcon, Indicator, Popover, ScrollArea, Stack, Text, Tooltip } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useHeard } from '../server/changes.ts';

/** What has happened while nobody looked. */
export function Notices() {
  const { notices, unread, read } = useHeard();
  return (
    <Popover withArrow shadow="md" width={380} onOpen={read}>
      <Popover.Target>
        <Tooltip label="What has happened">
          <Indicator disabled={unread === 0} label={unread} size={16} color="orange">
            <ActionIcon variant="subtle" color="gray" aria-label={`What has happened: ${unread} new`}>
              <IconBell size={18} />
            </ActionIcon>
          </Indicator>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <ScrollArea.Autosize mah={420}>
          <Stack gap="sm">
            {notices.length === 0 && (
              <Text size="sm" c="dimmed">
                Nothing that needs anybody has happened since this page was opened.
              </Text>
            )}
            {notices.map((notice) => (
              <div key={`${notice.at} ${notice.title}`}>
                <Text size="sm" fw={600}>
                  {notice.title}{' '}
                  <Text span size="xs" c="dimmed">
                    {new Date(notice.at).toLocaleTimeString()}
                  </Text>
                </Text>
                <Text size="sm">{notice.text}</Text>
              </div>
            ))}
          </Stack>
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  );
}
