import { ActionIcon, Button, Group, Popover, ScrollArea, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { IconBookmarks, IconTrash } from '@tabler/icons-react';
import type { Preset } from 'pacetomo/page';
import { useState } from 'react';
import { Act } from '../../parts/Act.tsx';
import { useConfirm } from '../../parts/Confirm.tsx';
import { say } from '../../parts/say.ts';
import { useRefusal } from '../../server/control.ts';
import { noteReply, useAct, useReply } from '../../server/replies.ts';
import { editArea } from './edits.ts';
import { count } from './reportWords.ts';
import { differing, type SettingGroup, textOf } from './settingEntries.ts';

interface PresetProps {
  readonly area: string;
  readonly groups: readonly SettingGroup[];
  /** Why settings cannot be changed. */
  readonly refused: string | null;
}

/** Settings under names: kept from this area, put into this area, forgotten. */
export function Presets({ area, groups, refused }: PresetProps) {
  const { data: presets } = useReply('presets', {});
  const [name, setName] = useState('');
  const [isOpen, setOpen] = useState(false);
  const { dialog, confirm } = useConfirm();
  const noControl = useRefusal();
  const note = (list: readonly Preset[]): void => void noteReply('presets', {}, list);
  const keep = useAct('keepPreset', {}, note);
  const drop = useAct('dropPreset', {}, note);
  const now = differing(groups);
  const many = count(Object.keys(now).length, 'setting');

  const apply = async (preset: Preset): Promise<void> => {
    let changed = 0;
    for (const [setting, text] of Object.entries(preset.settings)) {
      const entry = groups.flatMap(({ entries }) => entries).find((one) => one.name === setting);
      if (entry !== undefined && textOf(entry.value) === textOf(text)) continue;
      if (!(await editArea(area, { kind: 'set', name: setting, text: textOf(text) }))) return;
      changed++;
    }
    setOpen(false);
    say(`Preset “${preset.name}”`, `${count(changed, 'setting')} of ${area} changed. Undo takes them back one by one.`);
  };
  const keepNow = async (): Promise<void> => {
    const title = name.trim();
    const isThere = presets?.some((preset) => preset.name === title) ?? false;
    const wish = { title: `Replace “${title}”?`, text: 'A preset of this name is kept already.', yes: 'Replace' };
    if (isThere && !(await confirm(wish))) return;
    keep.mutate({ name: title, settings: now });
    setName('');
  };
  const dropNow = async (title: string): Promise<void> => {
    const text = 'Its settings are forgotten. Areas that they were put into keep them.';
    if (await confirm({ title: `Forget “${title}”?`, text, yes: 'Forget', isDangerous: true }))
      drop.mutate({ name: title });
  };
  return (
    <>
      {dialog}
      <Popover opened={isOpen} onChange={setOpen} withArrow shadow="md" position="bottom-end" trapFocus>
        <Popover.Target>
          <Button variant="default" leftSection={<IconBookmarks size={15} />} onClick={() => setOpen(!isOpen)}>
            Presets
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <Stack gap="xs" w={330}>
            {presets?.length === 0 && (
              <Text size="sm" c="dimmed">
                No preset is kept yet. Give the present settings a name to use them for other areas too.
              </Text>
            )}
            <ScrollArea.Autosize mah={260}>
              {presets?.map((preset) => (
                <Group key={preset.name} gap="xs" wrap="nowrap" py={3}>
                  <Tooltip label={<Lines preset={preset} />}>
                    <Text size="sm" flex={1} truncate>
                      {preset.name}{' '}
                      <Text span size="xs" c="dimmed">
                        {count(Object.keys(preset.settings).length, 'setting')}
                      </Text>
                    </Text>
                  </Tooltip>
                  <Act variant="light" size="compact-xs" refused={refused} onClick={() => void apply(preset)}>
                    Apply
                  </Act>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={`Forget ${preset.name}`}
                    aria-disabled={noControl !== null}
                    data-disabled={noControl !== null || undefined}
                    onClick={() => noControl === null && void dropNow(preset.name)}
                  >
                    <IconTrash size={15} />
                  </ActionIcon>
                </Group>
              ))}
            </ScrollArea.Autosize>
            <Group gap="xs" wrap="nowrap" align="flex-end">
              <TextInput
                label={`Keep what differs from the defaults now (${many})`}
                placeholder="Name of the preset"
                value={name}
                maxLength={60}
                onChange={(event) => setName(event.currentTarget.value)}
                flex={1}
              />
              <Act
                refused={name.trim() === '' ? 'Give it a name.' : many === '0 settings' ? 'Nothing differs.' : null}
                onClick={() => void keepNow()}
              >
                Keep
              </Act>
            </Group>
          </Stack>
        </Popover.Dropdown>
      </Popover>
    </>
  );
}

const Lines = ({ preset }: { readonly preset: Preset }) => (
  <>
    {Object.entries(preset.settings).map(([setting, text]) => (
      <div key={setting}>
        {setting} = {text}
      </div>
    ))}
  </>
);
