import { Menu, Text, VisuallyHidden } from '@mantine/core';
import { IconChartDots, IconPlayerSkipForward } from '@tabler/icons-react';
import { branchKey } from 'pacetomo/page';
import { type ReactElement, useState } from 'react';
import type { RunStory } from '../../runs/runStory.ts';
import { useRefusal } from '../../server/control.ts';
import styles from './Run.module.css';
import { dueOf } from './range.ts';
import type { TargetActs } from './useTargetActs.tsx';

export interface TargetMenuProps {
  readonly story: RunStory;
  readonly target: string;
  readonly isTracking: boolean;
  readonly isSelected: boolean;
  readonly onSelect: (target: string | null) => void;
  readonly acts: TargetActs;
}

/** A target by its number, and what can be done with it while the run goes on. */
export function TargetMenu(props: TargetMenuProps): ReactElement {
  const { story, target, isTracking } = props;
  const [isOpen, setOpen] = useState(false);
  const ended = (['plus', 'minus'] as const).filter((branch) => story.state.ended.has(branchKey(target, branch)));
  const endedWords =
    ended.length === 2 ? 'ended' : ended.length === 1 ? (ended[0] === 'plus' ? '+ ended' : '− ended') : null;
  const name = (
    <button type="button" className={styles.targetName} aria-haspopup="menu" onClick={() => setOpen(!isOpen)}>
      <VisuallyHidden>Target </VisuallyHidden>
      {target}
      <span className={styles.tracking}>{endedWords ?? (isTracking ? 'track' : '')}</span>
      <VisuallyHidden>: what can be done</VisuallyHidden>
      <span className={styles.chevron} aria-hidden="true">
        ⌄
      </span>
    </button>
  );
  if (!isOpen) return name; // a menu for each of a hundred rows would keep everybody waiting
  return (
    <Menu opened onChange={setOpen} shadow="md" width={300} position="bottom-start">
      <Menu.Target>{name}</Menu.Target>
      <Choices {...props} />
    </Menu>
  );
}

function Choices({ story, target, isSelected, onSelect, acts }: TargetMenuProps) {
  const refusal = useRefusal();
  const { plan, state, figures } = story;
  return (
    <Menu.Dropdown>
      <Menu.Label>
        Target {target} · {figures.doseOf(target).toFixed(1)} e/Å² so far
      </Menu.Label>
      <Menu.Item leftSection={<IconChartDots size={16} />} onClick={() => onSelect(isSelected ? null : target)}>
        {isSelected ? 'Plots of all targets' : 'Plots of this target only'}
      </Menu.Item>
      {!state.complete && (
        <>
          <Menu.Divider />
          {refusal !== null && (
            <Text size="xs" c="dimmed" px="sm" pb={4}>
              {refusal}
            </Text>
          )}
          <Wished
            label="Skip this target"
            due={dueOf(plan, state, target, 'both')}
            isRefused={refusal !== null}
            onClick={() => acts.skip(target)}
          />
          {(['plus', 'minus'] as const).map((branch) => (
            <Wished
              key={branch}
              label={`End its ${branch} branch`}
              due={dueOf(plan, state, target, branch)}
              isRefused={refusal !== null}
              onClick={() => acts.endBranch(target, branch)}
            />
          ))}
        </>
      )}
    </Menu.Dropdown>
  );
}

interface WishedProps {
  readonly label: string;
  readonly due: number;
  readonly isRefused: boolean;
  readonly onClick: () => void;
}

function Wished({ label, due, isRefused, onClick }: WishedProps) {
  return (
    <Menu.Item
      leftSection={<IconPlayerSkipForward size={16} />}
      disabled={isRefused || due === 0}
      rightSection={
        <Text size="xs" c="dimmed">
          {due} due
        </Text>
      }
      onClick={onClick}
    >
      {label}
    </Menu.Item>
  );
}
