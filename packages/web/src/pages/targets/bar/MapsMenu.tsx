import { Button, Checkbox, Divider, Popover, RangeSlider, ScrollArea, Select, Stack, Text } from '@mantine/core';
import { IconChevronDown, IconMap } from '@tabler/icons-react';
import type { MapSummary } from 'pacetomo/page';
import { useEffect, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { toggleOver, useTargets } from '../targetsState.ts';
import type { Scene } from '../useScene.ts';
import type { MapViewer } from '../viewer/mapViewer.ts';

interface MapsMenuProps {
  readonly scene: Scene;
  readonly viewer: MapViewer | null;
}

/** Which maps are shown, and how bright. */
export function MapsMenu({ scene: { maps, base }, viewer }: MapsMenuProps) {
  const [over, wanted] = useTargets(useShallow((state) => [state.over, state.base]));
  const others = maps.filter(({ map }) => map !== base?.map);
  return (
    <Popover position="bottom-start" shadow="md" withArrow width={330}>
      <Popover.Target>
        <Button
          fw={500}
          variant="default"
          leftSection={<IconMap size={16} />}
          rightSection={<IconChevronDown size={14} />}
        >
          Maps
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={8}>
          <Select
            label="Map that is drawn on (M)"
            data={[
              { value: '', label: 'the one that shows most of the area' },
              ...maps.map((map) => ({ value: map.map, label: titleOf(map) })),
              { value: 'none', label: 'none' },
            ]}
            value={wanted ?? ''}
            allowDeselect={false}
            comboboxProps={{ withinPortal: false }}
            onChange={(next) => useTargets.setState({ base: next === '' ? null : next })}
          />
          {base !== null && <ContrastOf key={base.map} map={base} viewer={viewer} />}
          {others.length > 0 && (
            <>
              <Divider label="Over it" labelPosition="left" />
              <ScrollArea.Autosize mah={220}>
                <Stack gap={6}>
                  {others.map((map) => (
                    <Checkbox
                      key={map.map}
                      label={titleOf(map)}
                      checked={over.includes(map.map)}
                      onChange={() => toggleOver(map.map)}
                    />
                  ))}
                </Stack>
              </ScrollArea.Autosize>
            </>
          )}
          {maps.length === 0 && (
            <Text size="sm" c="dimmed">
              The Navigator has no maps here yet. “Look” takes one.
            </Text>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

const titleOf = ({ label, note, isMontage, pixelSizeNm }: MapSummary): string =>
  `${label}${note === '' ? '' : ` ${note}`} · ${isMontage ? 'montage, ' : ''}${pixelSizeNm.toPrecision(3)} nm`;

function ContrastOf({ map, viewer }: { readonly map: MapSummary; readonly viewer: MapViewer | null }) {
  const [range, setRange] = useState<[number, number]>([0, 255]);
  useEffect(() => {
    const now = viewer?.contrastOf(map.map) ?? null;
    if (now !== null) setRange([now.black, now.white]);
  }, [viewer, map]);
  return (
    <div>
      <Text size="xs" fw={500} component="div" style={{ display: 'flex', justifyContent: 'space-between' }}>
        <span>
          Black {range[0]}, white {range[1]}
        </span>
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() => {
            viewer?.setContrast(map.map, null);
            const now = viewer?.contrastOf(map.map) ?? null;
            if (now !== null) setRange([now.black, now.white]);
          }}
        >
          Auto
        </Button>
      </Text>
      <RangeSlider
        size="sm"
        min={0}
        max={255}
        minRange={2}
        label={null}
        value={range}
        thumbFromLabel="Grey value shown black"
        thumbToLabel="Grey value shown white"
        onChange={(next) => {
          setRange(next);
          viewer?.setContrast(map.map, { black: next[0], white: next[1] });
        }}
      />
    </div>
  );
}
