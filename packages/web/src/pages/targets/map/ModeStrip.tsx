import { ActionIcon, Divider, Tooltip } from '@mantine/core';
import {
  IconFocusCentered,
  IconMapPinPlus,
  IconMinus,
  IconPlus,
  IconPointer,
  IconPolygon,
  IconTriangle,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { beginMode, type Mode, useTargets } from '../targetsState.ts';
import styles from './MapStage.module.css';

interface Tool {
  readonly mode: Mode;
  readonly label: string;
  readonly icon: ComponentType<{ readonly size: number }>;
}

const tools: readonly Tool[] = [
  { mode: 'select', label: 'Choose and move (V)', icon: IconPointer },
  { mode: 'add', label: 'Click new targets (A)', icon: IconMapPinPlus },
  { mode: 'geometry', label: 'Click geometry points (P); the middle button does it in any mode', icon: IconTriangle },
  { mode: 'polygon', label: 'Draw a polygon to fill (D)', icon: IconPolygon },
];

interface StripProps {
  readonly onFit: () => void;
  readonly onZoom: (factor: number) => void;
}

/** What clicks do, and how near one looks. */
export function ModeStrip({ onFit, onZoom }: StripProps) {
  const mode = useTargets((state) => state.mode);
  return (
    <div className={styles.strip} role="toolbar" aria-label="What clicks do" aria-orientation="vertical">
      {tools.map(({ mode: of, label, icon: Icon }) => (
        <Tooltip key={of} label={label} position="right">
          <ActionIcon
            variant={mode === of ? 'filled' : 'subtle'}
            color={mode === of ? undefined : 'gray'}
            aria-label={label}
            aria-pressed={mode === of}
            onClick={() => beginMode(of)}
          >
            <Icon size={18} />
          </ActionIcon>
        </Tooltip>
      ))}
      <Divider my={2} />
      <Look label="Nearer (+)" onClick={() => onZoom(1.5)} icon={IconPlus} />
      <Look label="Farther (−)" onClick={() => onZoom(1 / 1.5)} icon={IconMinus} />
      <Look label="All targets, or the whole map (F)" onClick={onFit} icon={IconFocusCentered} />
    </div>
  );
}

interface LookProps {
  readonly label: string;
  readonly onClick: () => void;
  readonly icon: ComponentType<{ readonly size: number }>;
}

const Look = ({ label, onClick, icon: Icon }: LookProps) => (
  <Tooltip label={label} position="right">
    <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={onClick}>
      <Icon size={18} />
    </ActionIcon>
  </Tooltip>
);
