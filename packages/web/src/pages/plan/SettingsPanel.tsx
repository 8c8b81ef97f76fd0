import { ActionIcon, Alert, Badge, Checkbox, CloseButton, Select, Text, TextInput, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconDeviceFloppy, IconSearch } from '@tabler/icons-react';
import type { AreaView } from 'pacetomo/page';
import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { Act } from '../../parts/Act.tsx';
import { useRefusal } from '../../server/control.ts';
import { useReply } from '../../server/replies.ts';
import { editArea, saveArea } from './edits.ts';
import styles from './Plan.module.css';
import { Presets } from './Presets.tsx';
import { SettingForms } from './SettingForms.tsx';
import { settingGroups, shownOf } from './settingEntries.ts';

interface PanelProps {
  readonly area: string;
  readonly names: readonly string[];
}

/** The settings of one area as forms, with what becomes of its file. */
export function SettingsPanel({ area, names }: PanelProps) {
  const { data: view, error } = useReply('area', { area });
  const [search, setSearch] = useState('');
  const [onlyDiffering, setOnlyDiffering] = useState(false);
  const noControl = useRefusal();
  const groups = useMemo(() => settingGroups(view?.settings ?? [], []), [view?.settings]);
  const shown = useMemo(() => shownOf(groups, search, onlyDiffering), [groups, search, onlyDiffering]);
  const refused = noControl ?? (view === undefined ? '' : refusalOf(view));
  return (
    <section className={styles.panel} aria-label="Settings">
      <AreaBar area={area} names={names} view={view} />
      <div className={styles.bar}>
        <TextInput
          aria-label="Search settings"
          placeholder="Search settings"
          leftSection={<IconSearch size={14} />}
          rightSection={search !== '' && <CloseButton size="xs" aria-label="Clear" onClick={() => setSearch('')} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          flex={1}
          miw={150}
        />
        <Checkbox
          label="Only what differs from the default"
          checked={onlyDiffering}
          onChange={(event) => setOnlyDiffering(event.currentTarget.checked)}
        />
        <Presets area={area} groups={groups} refused={refused} />
      </div>
      {error !== null && (
        <Alert color="red" radius={0} p="xs">
          {error.message}
        </Alert>
      )}
      {view?.problems.map((problem) => (
        <Alert key={problem} color="red" radius={0} p="xs" role="alert">
          {problem}
        </Alert>
      ))}
      {refused !== null && refused !== '' && (
        <Text size="xs" c="dimmed" px={12} py={4}>
          Looking only: {refused}
        </Text>
      )}
      <SettingForms area={area} groups={shown} refused={refused} />
    </section>
  );
}

/** Why the settings of an area cannot be changed now; null when they can. */
const refusalOf = ({ job, refused }: AreaView): string | null =>
  refused.settings ??
  (job === null ? null : 'A job works on this area; its settings can be changed when it has ended.');

function AreaBar({ area, names, view }: PanelProps & { readonly view: AreaView | undefined }) {
  const [, go] = useLocation();
  const noControl = useRefusal();
  return (
    <div className={styles.bar}>
      <Select
        aria-label="Area"
        data={[...names]}
        value={area}
        allowDeselect={false}
        searchable={names.length > 8}
        onChange={(name) => name !== null && go(`/plan/${encodeURIComponent(name)}`)}
        w={210}
      />
      {view?.hasUnsavedEdits && (
        <Badge color="orange" variant="light" tt="none">
          not saved
        </Badge>
      )}
      <span style={{ flex: 1 }} />
      <IconAct
        label="Undo"
        refused={noControl ?? (view?.canUndo ? null : 'Nothing to undo.')}
        onClick={() => void editArea(area, { kind: 'undo' })}
      >
        <IconArrowBackUp size={17} />
      </IconAct>
      <IconAct
        label="Redo"
        refused={noControl ?? (view?.canRedo ? null : 'Nothing to do again.')}
        onClick={() => void editArea(area, { kind: 'redo' })}
      >
        <IconArrowForwardUp size={17} />
      </IconAct>
      <Act
        leftSection={<IconDeviceFloppy size={15} />}
        variant={view?.hasUnsavedEdits ? 'filled' : 'default'}
        help={view === undefined ? 'Writes the targets file' : `Writes ${view.file}`}
        refused={view?.hasUnsavedEdits ? (view.refused.save ?? null) : 'Everything is saved.'}
        onClick={() => void saveArea(area)}
      >
        Save
      </Act>
    </div>
  );
}

function IconAct(props: {
  readonly label: string;
  readonly refused: string | null;
  readonly onClick: () => void;
  readonly children: React.ReactNode;
}) {
  const { label, refused, onClick, children } = props;
  return (
    <Tooltip label={refused ?? label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={label}
        aria-disabled={refused !== null}
        data-disabled={refused !== null || undefined}
        onClick={() => refused === null && onClick()}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
