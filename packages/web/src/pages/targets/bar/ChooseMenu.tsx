import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconTargetArrow } from '@tabler/icons-react';
import type { WayName } from '../dialogs/ways.ts';
import { beginMode, useTargets } from '../targetsState.ts';
import type { Editing } from '../useEditing.ts';
import { MenuAct } from './MenuAct.tsx';

interface ChooseMenuProps {
  readonly editing: Editing | null;
  readonly refused: string | null;
  readonly onWay: (way: WayName) => void;
}

/** All ways of choosing targets. */
export function ChooseMenu({ editing, refused, onWay }: ChooseMenuProps) {
  const isDrawn = useTargets((state) => state.isClosed);
  const noArea = editing === null ? 'Open an area first.' : editing.why('add');
  return (
    <Menu position="bottom-start" shadow="md">
      <Menu.Target>
        <Button
          fw={500}
          variant="default"
          leftSection={<IconTargetArrow size={16} />}
          rightSection={<IconChevronDown size={14} />}
        >
          Choose targets
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <MenuAct keys="A" onClick={() => beginMode('add')}>
          Click them on the map
        </MenuAct>
        <MenuAct keys="D" onClick={() => beginMode('polygon')}>
          Draw a polygon
        </MenuAct>
        <MenuAct
          refused={isDrawn ? refused : 'Draw a polygon and close it by Enter first.'}
          onClick={() => onWay('polygon')}
        >
          Fill the polygon…
        </MenuAct>
        <Menu.Divider />
        <MenuAct refused={refused} onClick={() => onWay('pattern')}>
          A pattern of holes…
        </MenuAct>
        <MenuAct refused={refused} onClick={() => onWay('drag')}>
          By dragging in SerialEM…
        </MenuAct>
        <MenuAct refused={refused} onClick={() => onWay('group')}>
          A group of Navigator points…
        </MenuAct>
        <MenuAct refused={noArea ?? refused} onClick={() => onWay('shift')}>
          Typed image shifts…
        </MenuAct>
      </Menu.Dropdown>
    </Menu>
  );
}
