import { Button, Group, Modal, SegmentedControl, Stack, Text } from '@mantine/core';
import type { JobWish } from 'pacetomo/page';
import { useState } from 'react';
import { useReply } from '../../../server/replies.ts';
import { useTargets } from '../targetsState.ts';
import { AreaName, useObjection } from './AreaName.tsx';
import { freeName } from './freeName.ts';
import { WayForm } from './WayForm.tsx';
import { draftOf, goesOn, type WayName, wayTitles, wishOf } from './ways.ts';

interface WayDialogProps {
  readonly way: WayName;
  /** The area that is shown. */
  readonly area: string | null;
  readonly onClose: () => void;
  /** Does it; true when it has begun. */
  readonly onWish: (wish: JobWish, newArea: string | null) => Promise<boolean>;
}

/** Asks what one way of choosing targets has to know, and begins it. */
export function WayDialog({ way, area, onClose, onWish }: WayDialogProps) {
  const { data: areas = [] } = useReply('areas', {});
  const [name, setName] = useState(freeName(areas.map((one) => one.area)));
  const [draft, setDraft] = useState(draftOf(way));
  const [intoThis, setIntoThis] = useState(area !== null && goesOn(way));
  const objection = useObjection(name);
  const corners = useTargets((state) => state.corners);
  const into = intoThis && area !== null ? area : name;
  const wish = wishOf(draft, into, into !== area, corners);
  const why = wish.kind === 'wrong' ? wish.why : into === area ? null : objection;
  const begin = async (): Promise<void> => {
    if (wish.kind === 'wrong' || why !== null) return;
    onClose();
    await onWish(wish, into === area ? null : into);
  };
  return (
    <Modal opened onClose={onClose} title={wayTitles[way]} size="md">
      <Stack gap="sm">
        {way === 'drag' && area !== null && (
          <SegmentedControl
            aria-label="Where the targets go"
            value={intoThis ? 'this' : 'new'}
            onChange={(to) => setIntoThis(to === 'this')}
            data={[
              { value: 'new', label: 'a new area' },
              { value: 'this', label: `further targets of ${area}` },
            ]}
          />
        )}
        {into !== area && <AreaName name={name} onName={setName} />}
        <WayForm draft={draft} onDraft={setDraft} />
        <Group justify="flex-end" gap="xs">
          {why !== null && (
            <Text size="xs" c="dimmed" style={{ flex: 1 }}>
              {why}
            </Text>
          )}
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button disabled={why !== null} onClick={() => void begin()}>
            Go on
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
