import { ActionIcon, Group, Loader, Modal, Table, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { slotKey } from 'pacetomo/page';
import { type KeyboardEvent, useMemo } from 'react';
import { cellKind, cellWords, columnsOf, neighbour, type Order } from '../../runs/cells.ts';
import { usePicture } from '../../runs/pictures.ts';
import type { RunStory } from '../../runs/runStory.ts';
import { slotNumbers } from '../../runs/slotNumbers.ts';
import styles from './Run.module.css';

/** The slot that is looked at closely. */
export interface Shown {
  readonly target: string;
  readonly step: number;
}

export interface ImageViewerProps {
  readonly story: RunStory;
  readonly order: Order;
  readonly shown: Shown | null;
  readonly onShow: (shown: Shown | null) => void;
}

/** A large image with its numbers. Arrow keys go to the tilt beside it, and to the target above and below. */
export function ImageViewer({ story, order, shown, onShow }: ImageViewerProps) {
  return (
    <Modal
      opened={shown !== null}
      onClose={() => onShow(null)}
      size="auto"
      title={shown === null ? '' : <Title story={story} shown={shown} />}
      padding="sm"
    >
      {shown !== null && <Closely story={story} order={order} shown={shown} onShow={onShow} />}
    </Modal>
  );
}

function Title({ story, shown }: { readonly story: RunStory; readonly shown: Shown }) {
  const deg = story.state.schedule[shown.step]?.deg ?? 0;
  return (
    <Text span fw={600}>
      Target {shown.target} at {deg > 0 ? '+' : ''}
      {deg}°
    </Text>
  );
}

function Closely({ story, order, shown, onShow }: ImageViewerProps & { readonly shown: Shown }) {
  const { plan, state, figures } = story;
  const { schedule } = state;
  const columns = useMemo(() => columnsOf({ schedule }, order), [schedule, order]);
  const at = {
    row: plan.targets.findIndex(({ id }) => id === shown.target),
    column: columns.findIndex(({ step }) => step === shown.step),
  };
  const slot = figures.slots.get(slotKey(shown));
  const kind = cellKind(plan, state, figures, shown.target, shown.step);
  const go = (key: string): boolean => {
    const next = neighbour(at, key, plan.targets.length, columns.length);
    const [target, turn] = [plan.targets[next?.row ?? -1], columns[next?.column ?? -1]];
    if (target === undefined || turn === undefined) return false;
    onShow({ target: target.id, step: turn.step });
    return true;
  };
  const onKey = (event: KeyboardEvent): void => {
    if (go(event.key)) event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it hears the arrow keys
    // biome-ignore lint/a11y/useSemanticElements: no group of fields
    <div className={styles.closely} onKeyDown={onKey} tabIndex={0} role="group" aria-label="Image" data-autofocus>
      <div className={styles.large}>
        {kind === 'taken' ? (
          <Large story={story} shown={shown} section={slot?.section ?? null} />
        ) : (
          <Text c="dimmed">{slot?.why ?? cellWords[kind]}</Text>
        )}
      </div>
      <div className={styles.numbers}>
        <Table verticalSpacing={3} fz="sm">
          <Table.Tbody>
            {slotNumbers(state, slot, cellWords[kind]).map(({ name, value }) => (
              <Table.Tr key={name}>
                <Table.Td c="dimmed">{name}</Table.Td>
                <Table.Td ta="right">{value}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Group justify="space-between">
          <ActionIcon variant="default" aria-label="Tilt before" onClick={() => go('ArrowLeft')}>
            <IconChevronLeft size={18} />
          </ActionIcon>
          <Text size="xs" c="dimmed">
            ← → tilts · ↑ ↓ targets
          </Text>
          <ActionIcon variant="default" aria-label="Tilt after" onClick={() => go('ArrowRight')}>
            <IconChevronRight size={18} />
          </ActionIcon>
        </Group>
      </div>
    </div>
  );
}

function Large({
  story,
  shown,
  section,
}: {
  readonly story: RunStory;
  readonly shown: Shown;
  readonly section: number | null;
}) {
  const images = story.view?.images;
  const picture = usePicture(images?.canBeRead ? { run: story.run, ...shown, size: 'large', section } : null);
  if (images?.canBeRead === false) return <Text c="dimmed">{images.why}</Text>;
  if (picture.state === 'trouble') return <Text c="dimmed">{picture.sentence}</Text>;
  if (picture.state === 'waiting') return <Loader aria-label="Reading the image" />;
  return <img src={picture.url} alt={`Target ${shown.target}, turn ${shown.step + 1}`} className={styles.picture} />;
}
