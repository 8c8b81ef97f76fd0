import { ActionIcon, Group, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { MicroscopeView } from 'pacetomo/page';
import { useState } from 'react';
import { Act } from '../../parts/Act.tsx';
import { Card } from '../../parts/Card.tsx';
import { noteReply, useAct } from '../../server/replies.ts';

/** Folders that SerialEM’s computer and this one name differently. */
export function Folders({ view }: { readonly view: MicroscopeView }) {
  const [there, setThere] = useState('');
  const [here, setHere] = useState('');
  const { mutate, isPending } = useAct('folderMaps', {}, (reply) => noteReply('microscope', {}, reply));
  const add = (): void => {
    mutate({ maps: [...view.folderMaps, `${there.trim()}=${here.trim()}`] });
    setThere('');
    setHere('');
  };
  const isIncomplete = there.trim() === '' || here.trim() === '';
  return (
    <Card title="Folders">
      <Text size="sm">
        When this program runs on another computer than SerialEM, say where SerialEM’s folders are here. Images and maps
        are read there.
      </Text>
      <Stack gap={4}>
        {view.folderMaps.map((map) => (
          <Group key={map} gap="xs" wrap="nowrap">
            <Text size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
              {map.replace('=', ' is ')}
            </Text>
            <Tooltip label="Forget it">
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Forget ${map}`}
                onClick={() => mutate({ maps: view.folderMaps.filter((one) => one !== map) })}
              >
                <IconTrash size={16} />
              </ActionIcon>
            </Tooltip>
          </Group>
        ))}
      </Stack>
      <Group align="flex-end" gap="xs">
        <TextInput
          label="SerialEM’s name"
          placeholder="X:\data"
          value={there}
          onChange={(event) => setThere(event.currentTarget.value)}
        />
        <TextInput
          label="Here"
          placeholder="/mnt/data"
          value={here}
          onChange={(event) => setHere(event.currentTarget.value)}
        />
        <Act
          variant="default"
          leftSection={<IconPlus size={16} />}
          loading={isPending}
          refused={isIncomplete ? 'Give both names.' : null}
          onClick={add}
        >
          Add
        </Act>
      </Group>
    </Card>
  );
}
