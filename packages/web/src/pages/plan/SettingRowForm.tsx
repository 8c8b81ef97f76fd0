import { ActionIcon, Badge, Tooltip } from '@mantine/core';
import { IconRestore } from '@tabler/icons-react';
import { memo } from 'react';
import { editArea } from './edits.ts';
import styles from './Plan.module.css';
import { SettingField } from './SettingField.tsx';
import { type SettingEntry, valueWords } from './settingEntries.ts';

interface RowProps {
  readonly area: string;
  readonly entry: SettingEntry;
  readonly refused: string | null;
}

/** One setting: its names, what it does, its value, its default and how to go back to it. */
export const SettingRowForm = memo(function SettingRowForm({ area, entry, refused }: RowProps) {
  const { name, row, words, source, differs } = entry;
  const usual = valueWords(row.default, row.unit);
  return (
    <div className={styles.row} data-source={source} data-setting={name}>
      <div>
        <div className={styles.name}>
          {words}
          <span className={styles.code}>{row.oldName ?? name}</span>
        </div>
        <p className={styles.help} id={`help-${name}`}>
          {row.help}
        </p>
      </div>
      <div>
        <SettingField area={area} entry={entry} refused={refused} />
        <span className={styles.usual}>
          {differs ? `default ${usual}` : 'the default'}
          {source !== 'default' && (
            <Badge ml={6} size="xs" variant="light" color={source === 'preset' ? 'violet' : 'ice'} tt="none">
              {source === 'file' ? 'in the file' : 'preset'}
            </Badge>
          )}
        </span>
      </div>
      {source === 'file' ? (
        <Tooltip label={refused ?? `Back to the default, ${usual}: takes it out of the file`}>
          <ActionIcon
            variant="subtle"
            color="gray"
            mt={2}
            aria-label={`${words}: back to the default`}
            aria-disabled={refused !== null}
            data-disabled={refused !== null || undefined}
            onClick={() => refused === null && void editArea(area, { kind: 'unset', name })}
          >
            <IconRestore size={16} />
          </ActionIcon>
        </Tooltip>
      ) : (
        <span />
      )}
    </div>
  );
});
