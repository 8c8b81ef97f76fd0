import { Button, Checkbox, Divider, Popover, Stack, Text } from '@mantine/core';
import { IconChevronDown, IconEye } from '@tabler/icons-react';
import type { Orientation } from '../../../scene/orientation.ts';
import { type Shown, show, useTargets } from '../targetsState.ts';
import type { Editing } from '../useEditing.ts';

const layers: readonly (readonly [keyof Shown, string])[] = [
  ['frames', 'Camera frames'],
  ['labels', 'Numbers'],
  ['beam', 'Beam, with the tilt (B)'],
  ['geometry', 'Geometry points'],
  ['axis', 'Tilt axis'],
  ['reach', 'Reach of image shift'],
  ['holes', 'Holes found in the map (H)'],
  ['outlines', 'Outlines of the Navigator (L)'],
  ['scores', 'Colours by score'],
  ['legend', 'Legend'],
];

const axes: readonly (readonly [keyof Orientation, string])[] = [
  ['swapXy', 'Swap x and y'],
  ['invertX', 'Invert x'],
  ['invertY', 'Invert y'],
];

interface ShowMenuProps {
  readonly editing: Editing | null;
  readonly orientation: Orientation;
}

/** What is drawn over the map, and which way round it is. */
export function ShowMenu({ editing, orientation }: ShowMenuProps) {
  const shown = useTargets((state) => state.shown);
  const hasScores = editing?.area.targets.some(({ score }) => score !== null) ?? false;
  const noBeam = editing !== null && editing.area.sizes.beamRadiusUm === null;
  return (
    <Popover position="bottom-start" shadow="md" withArrow>
      <Popover.Target>
        <Button
          fw={500}
          variant="default"
          leftSection={<IconEye size={16} />}
          rightSection={<IconChevronDown size={14} />}
        >
          Show
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={7}>
          {layers.map(([layer, label]) => (
            <Checkbox
              key={layer}
              label={label}
              description={
                layer === 'scores' && !hasScores
                  ? 'No target has a score.'
                  : layer === 'beam' && noBeam
                    ? 'Nobody knows the beam of Record yet.'
                    : undefined
              }
              disabled={layer === 'scores' && !hasScores}
              checked={shown[layer]}
              onChange={({ currentTarget: { checked } }) => show({ [layer]: checked })}
            />
          ))}
          <Divider />
          {axes.map(([axis, label]) => (
            <Checkbox
              key={axis}
              label={label}
              checked={orientation[axis]}
              onChange={({ currentTarget: { checked } }) =>
                useTargets.setState({ orientation: { ...orientation, [axis]: checked } })
              }
            />
          ))}
          <Button size="compact-xs" variant="subtle" onClick={() => useTargets.setState({ orientation: null })}>
            As the camera sees it
          </Button>
          <Text size="xs" c="dimmed">
            Turning a plot changes no file.
          </Text>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
