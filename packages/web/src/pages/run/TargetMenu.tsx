import { Menu, Text, UnstyledButton } from '@mantine/core';
import { IconChartDots, IconChevronDown, IconPlayerSkipForward } from '@tabler/icons-react';
import { branchKey } from 'pacetomo/page';
import { useState } from 'react';
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
export function TargetMenu(props: TargetMenuProps) {
  const { story, target, isTracking } = props;
  const [isOpen, setOpen] = useState(false);
  const ended = (['plus', 'minus'] as const).filter((branch) => story.state.ended.has(branchKey(target, branch)));
  const endedWords =
    ended.length === 2 ? 'ended' : ended.length === 1 ? (ended[0] === 'plus' ? '+ ended' : '− ended') : null;
  return (
    <Menu opened={isOpen} onChange={setOpen} shadow="md" width={300} position="bottom-start">
      <Menu.Target>
        <UnstyledButton
          className={styles.targetName}
          aria-label={`Target ${target}${isTracking ? ', tracking' : ''}${endedWords === null ? '' : `, ${endedWords}`}: what can be done`}
        >
          <span>
            {target}
            <span className={styles.tracking}>{endedWords ?? (isTracking ? 'track' : '')}</span>
          </span>
          <IconChevronDown size={12} />
        </UnstyledButton>
      </Menu.Target>
      {isOpen && <Choices {...props} />}
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
