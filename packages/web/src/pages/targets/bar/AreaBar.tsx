import { ActionIcon, Badge, Group, Select, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconDeviceFloppy, IconKeyboard, IconRotate2 } from '@tabler/icons-react';
import type { AreaSummary } from 'pacetomo/page';
import type { ComponentType, ReactNode } from 'react';
import { Act } from '../../../parts/Act.tsx';
import type { Editing } from '../useEditing.ts';

interface AreaBarProps {
  readonly areas: readonly AreaSummary[];
  readonly area: string | null;
  readonly editing: Editing | null;
  readonly onArea: (area: string | null) => void;
  readonly onReset: () => void;
  readonly onKeys: () => void;
  /** Menus between the area and its saving. */
  readonly children: ReactNode;
}

/** Which area is shown, what can be done with it, and whether it is saved. */
export function AreaBar({ areas, area, editing, onArea, onReset, onKeys, children }: AreaBarProps) {
  const view = editing?.area;
  return (
    <Group gap={6} px={10} py={6} wrap="nowrap" style={{ overflowX: 'auto' }}>
      <Select
        aria-label="Area"
        placeholder={areas.length === 0 ? 'no areas yet' : 'choose an area'}
        w={210}
        style={{ flex: 'none' }}
        searchable
        clearable
        value={area}
        data={areas.map((one) => ({
          value: one.area,
          label: `${one.area} · ${one.targets}${one.hasUnsavedEdits ? ' •' : ''}`,
        }))}
        onChange={onArea}
      />
      {children}
      <Group gap={4} ml="auto" wrap="nowrap">
        {view?.hasUnsavedEdits === true && (
          <Badge color="orange" variant="light" tt="none" fw={500} style={{ flex: 'none' }}>
            not saved
          </Badge>
        )}
        {editing !== null && (
          <>
            <Step
              label="Undo (Ctrl + Z)"
              icon={IconArrowBackUp}
              isOff={view?.canUndo !== true}
              onClick={() => void editing.edit({ kind: 'undo' })}
            />
            <Step
              label="Redo (Ctrl + Shift + Z)"
              icon={IconArrowForwardUp}
              isOff={view?.canRedo !== true}
              onClick={() => void editing.edit({ kind: 'redo' })}
            />
            <Step
              label="Reset to the file…"
              icon={IconRotate2}
              isOff={view?.hasUnsavedEdits !== true}
              onClick={onReset}
            />
            <Act
              leftSection={<IconDeviceFloppy size={16} />}
              refused={editing.why('save') ?? (view?.hasUnsavedEdits === true ? null : 'Everything is saved.')}
              help={`Writes ${view?.file ?? 'the targets file'}; the old one is kept with ~ (Ctrl + S)`}
              onClick={() => void editing.save()}
            >
              Save
            </Act>
          </>
        )}
        <Tooltip label="Keys and mouse (?)">
          <ActionIcon variant="subtle" color="gray" aria-label="Keys and mouse" onClick={onKeys}>
            <IconKeyboard size={18} />
          </ActionIcon>
        </Tooltip>
      </Group>
    </Group>
  );
}

interface StepProps {
  readonly label: string;
  readonly icon: ComponentType<{ readonly size: number }>;
  readonly isOff: boolean;
  readonly onClick: () => void;
}

const Step = ({ label, icon: Icon, isOff, onClick }: StepProps) => (
  <Tooltip label={label}>
    <ActionIcon
      variant="default"
      size={30}
      aria-label={label}
      aria-disabled={isOff}
      data-disabled={isOff || undefined}
      onClick={() => !isOff && onClick()}
    >
      <Icon size={17} />
    </ActionIcon>
  </Tooltip>
);
