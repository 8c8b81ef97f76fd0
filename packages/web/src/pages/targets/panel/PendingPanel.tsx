import { Button, Group, SegmentedControl, Stack, Switch, Text } from '@mantine/core';
import type { JobWish, MapSummary, Vec } from 'pacetomo/page';
import { useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { Act } from '../../../parts/Act.tsx';
import { useReply } from '../../../server/replies.ts';
import { AreaName, useObjection } from '../dialogs/AreaName.tsx';
import { freeName } from '../dialogs/freeName.ts';
import type { WayName } from '../dialogs/ways.ts';
import { clearPending, dropPending, dropPolygon, useTargets } from '../targetsState.ts';
import type { Editing } from '../useEditing.ts';
import styles from './Panel.module.css';

interface PendingPanelProps {
  readonly editing: Editing | null;
  readonly base: MapSummary | null;
  readonly refused: string | null;
  readonly onWish: (wish: JobWish, newArea: string | null) => Promise<boolean>;
  readonly onWay: (way: WayName) => void;
}

/** What was clicked or drawn and is no target yet, and what can become of it. */
export function PendingPanel(props: PendingPanelProps) {
  const [pending, corners, isClosed] = useTargets(
    useShallow((state) => [state.pending, state.corners, state.isClosed]),
  );
  return (
    <>
      {pending.length > 0 && <Points {...props} pending={pending} />}
      {corners.length > 0 && (
        <section className={styles.section} aria-label="Polygon">
          <Group justify="space-between" wrap="nowrap">
            <Text className={styles.title}>
              Polygon of {corners.length} corners{isClosed ? '' : ', open'}
            </Text>
            <Group gap={6} wrap="nowrap">
              <Act
                refused={isClosed ? props.refused : 'Press Enter to close it first.'}
                onClick={() => props.onWay('polygon')}
              >
                Fill with targets…
              </Act>
              <Button variant="default" onClick={dropPolygon}>
                Drop
              </Button>
            </Group>
          </Group>
        </section>
      )}
    </>
  );
}

function Points({
  pending,
  editing,
  base,
  refused,
  onWish,
}: PendingPanelProps & { readonly pending: readonly Vec<'stage'>[] }) {
  const { data: areas = [] } = useReply('areas', {});
  const area = editing?.area.area ?? null;
  const [isNew, setNew] = useState(area === null);
  const [hasPreviews, setPreviews] = useState(true);
  const [name, setName] = useState(freeName(areas.map((one) => one.area)));
  const objection = useObjection(name);
  const goesInto = !isNew && area !== null ? area : name;
  const wrong = goesInto === area ? (editing?.why('add') ?? null) : objection;
  const stage = pending.map(({ x, y }) => ({ x, y }));
  const count = pending.length === 1 ? 'one new point' : `${pending.length} new points`;
  const addPlaces = async (): Promise<void> => {
    for (const place of stage) {
      if (editing === null || !(await editing.edit({ kind: 'add', position: null, stage: place }))) return;
      dropPending(0);
    }
  };
  return (
    <section className={styles.section} aria-label="New points">
      <Stack gap={6}>
        <Group justify="space-between" wrap="nowrap">
          <Text className={styles.title}>{count}</Text>
          <Group gap={6} wrap="nowrap">
            {area !== null && (
              <SegmentedControl
                aria-label="Where the points go"
                value={isNew ? 'new' : 'this'}
                onChange={(to) => setNew(to === 'new')}
                data={[
                  { value: 'this', label: `into ${area}` },
                  { value: 'new', label: 'new area' },
                ]}
              />
            )}
            <Button size="compact-xs" variant="default" onClick={() => dropPending(pending.length - 1)}>
              Drop last
            </Button>
            <Button size="compact-xs" variant="default" onClick={clearPending}>
              Drop all
            </Button>
          </Group>
        </Group>
        {goesInto !== area && <AreaName name={name} onName={setName} />}
        <Group gap={6} wrap="nowrap">
          <Act
            refused={wrong ?? refused}
            help="The stage goes to each point, and it is kept as a target with its image"
            onClick={() =>
              void onWish(
                { kind: 'select-at', area: goesInto, isNew: goesInto !== area, stage, preview: hasPreviews },
                goesInto === area ? null : goesInto,
              )
            }
          >
            {hasPreviews ? 'Take Previews here' : 'Take Views here'}
          </Act>
          <Switch
            size="xs"
            label="Previews"
            checked={hasPreviews}
            onChange={({ currentTarget: { checked } }) => setPreviews(checked)}
          />
          {goesInto === area ? (
            <Act
              variant="default"
              refused={wrong}
              help="Targets without images: they are found by image shift alone. Nothing is exposed."
              onClick={() => void addPlaces()}
            >
              Add as they are
            </Act>
          ) : (
            <Act
              variant="default"
              refused={wrong ?? (base === null ? 'There is no map to cut images from.' : null) ?? refused}
              help="Images of the targets are cut out of the map, so nothing is exposed"
              onClick={() =>
                base !== null && void onWish({ kind: 'select-map', area: goesInto, map: base.map, stage }, goesInto)
              }
            >
              Cut from the map
            </Act>
          )}
        </Group>
      </Stack>
    </section>
  );
}
