import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconStack2 } from '@tabler/icons-react';
import { numberText, type Vec } from 'pacetomo/page';
import type { StartJob } from '../jobs/useStartJob.tsx';
import { useTargets } from '../targetsState.ts';
import type { Editing } from '../useEditing.ts';
import { MenuAct } from './MenuAct.tsx';

interface AreaMenuProps {
  readonly editing: Editing;
  readonly jobs: StartJob;
  readonly onOpen: (index: number) => void;
}

/** What can be done with the chosen target, and with all of them. */
export function AreaMenu({ editing, jobs, onOpen }: AreaMenuProps) {
  const selected = useTargets((state) => state.selected);
  const { area, edit, why } = editing;
  const name = area.area;
  const target = selected === null ? undefined : area.targets[selected];
  const none = target === undefined ? 'Choose a target first.' : null;
  const isTracking = selected === 0 ? 'It is the tracking target.' : null;
  const working = area.job === null ? null : 'A job works on this area. Wait until it ends, or stop it.';
  const on = (act: (index: number) => void) => (): void => {
    if (selected !== null) act(selected);
  };
  return (
    <Menu position="bottom-start" shadow="md">
      <Menu.Target>
        <Button
          fw={500}
          variant="default"
          leftSection={<IconStack2 size={16} />}
          rightSection={<IconChevronDown size={14} />}
        >
          Targets
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{selected === null ? 'Chosen target' : `Target ${numberText(selected + 1)}`}</Menu.Label>
        <MenuAct refused={none} keys="Enter" onClick={on(onOpen)}>
          Open its pictures
        </MenuAct>
        <MenuAct
          refused={none ?? isTracking ?? why('skip')}
          keys="S"
          onClick={on((index) => void edit({ kind: 'skip', index, skip: target?.skip !== true }))}
        >
          {target?.skip === true ? 'Take it in again' : 'Skip it'}
        </MenuAct>
        <MenuAct
          refused={none ?? isTracking ?? why('make-track') ?? jobs.refused}
          onClick={on((index) => void jobs.start({ kind: 'make-track', area: name, index }))}
        >
          Make it the tracking target…
        </MenuAct>
        <MenuAct refused={none ?? unknown(target?.onStage) ?? jobs.refused} onClick={() => goTo(jobs, target?.onStage)}>
          Move the stage there…
        </MenuAct>
        <MenuAct
          isDangerous
          refused={none ?? isTracking ?? why('delete')}
          keys="Del"
          onClick={on((index) => void edit({ kind: 'delete', index }))}
        >
          Delete it
        </MenuAct>
        <Menu.Divider />
        <Menu.Label>All of {name}</Menu.Label>
        <MenuAct refused={why('skip')} onClick={() => void edit({ kind: 'skip-all-but-tracking' })}>
          Skip all but the tracking target
        </MenuAct>
        <MenuAct
          refused={why('save-views') ?? jobs.refused}
          onClick={() => void jobs.start({ kind: 'save-views', area: name, notSkipped: false })}
        >
          Save Views…
        </MenuAct>
        <MenuAct
          refused={working ?? jobs.refused}
          onClick={() => void jobs.start({ kind: 'refine', area: name, by: 'view' })}
        >
          Refine by Views…
        </MenuAct>
        <MenuAct
          refused={working ?? jobs.refused}
          onClick={() => void jobs.start({ kind: 'refine', area: name, by: 'preview' })}
        >
          Refine by Previews…
        </MenuAct>
        <MenuAct
          refused={why('copy') ?? jobs.refused}
          onClick={() => void jobs.start({ kind: 'copy-to-acquire', area: name, keepSkips: true })}
        >
          Copy to acquire points…
        </MenuAct>
      </Menu.Dropdown>
    </Menu>
  );
}

const unknown = (stage: Vec<'stage'> | null | undefined): string | null =>
  stage == null ? 'Nobody knows where it is on the stage.' : null;

function goTo(jobs: StartJob, stage: Vec<'stage'> | null | undefined): void {
  if (stage != null) void jobs.start({ kind: 'go-to', stage: { x: stage.x, y: stage.y } });
}
