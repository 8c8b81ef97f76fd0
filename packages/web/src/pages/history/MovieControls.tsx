import {
  ActionIcon,
  Button,
  Group,
  NativeSelect,
  SegmentedControl,
  Slider,
  Stack,
  Switch,
  Table,
  Text,
  Tooltip,
} from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import type { FilmFrame } from './film.ts';

/** How a film is shown. */
export interface FilmWish {
  readonly isPlaying: boolean;
  readonly perSecond: number;
  readonly order: 'angle' | 'acquisition';
  readonly isBackAndForth: boolean;
  readonly isShifted: boolean;
}

interface ControlsProps {
  readonly targets: readonly string[];
  readonly target: string;
  readonly onTarget: (target: string) => void;
  readonly wish: FilmWish;
  readonly onWish: (change: Partial<FilmWish>) => void;
  readonly film: readonly FilmFrame[];
  readonly at: number;
  readonly onAt: (at: number) => void;
  /** Why pictures cannot be shifted; null when they can. */
  readonly noShift: string | null;
}

const speeds = [2, 4, 8, 16, 24] as const;

/** What is shown, how fast, and the numbers of the picture in sight. */
export function MovieControls(props: ControlsProps) {
  const { targets, target, onTarget, wish, onWish, film, at, onAt, noShift } = props;
  const last = Math.max(0, film.length - 1);
  const go = (to: number): void => {
    onWish({ isPlaying: false });
    onAt(Math.max(0, Math.min(last, to)));
  };
  // a button that has the focus is pressed by the blank itself
  const playUnlessPressed = (event: KeyboardEvent): void => {
    if (!(event.target instanceof HTMLButtonElement)) onWish({ isPlaying: !wish.isPlaying });
  };
  useHotkeys([
    ['Space', playUnlessPressed, { preventDefault: false }],
    ['ArrowLeft', () => go(at - 1)],
    ['ArrowRight', () => go(at + 1)],
  ]);
  return (
    <Stack p="sm" gap="sm">
      <NativeSelect
        label="Target"
        data={[...targets]}
        value={target}
        onChange={(event) => onTarget(event.currentTarget.value)}
      />
      <Group gap={6} wrap="nowrap">
        <ActionIcon variant="default" aria-label="Picture before" onClick={() => go(at - 1)}>
          <IconChevronLeft size={18} />
        </ActionIcon>
        <Button
          flex={1}
          leftSection={wish.isPlaying ? <IconPlayerPause size={16} /> : <IconPlayerPlay size={16} />}
          onClick={() => onWish({ isPlaying: !wish.isPlaying })}
          disabled={film.length < 2}
        >
          {wish.isPlaying ? 'Pause' : 'Play'}
        </Button>
        <ActionIcon variant="default" aria-label="Picture after" onClick={() => go(at + 1)}>
          <IconChevronRight size={18} />
        </ActionIcon>
      </Group>
      <Slider
        min={0}
        max={last}
        value={at}
        onChange={go}
        label={(value) => `${film[value]?.deg ?? ''}°`}
        thumbLabel="Picture"
        size="sm"
      />
      <NativeSelect
        label="Speed"
        data={speeds.map((speed) => ({ value: String(speed), label: `${speed} pictures a second` }))}
        value={String(wish.perSecond)}
        onChange={(event) => onWish({ perSecond: Number(event.currentTarget.value) })}
      />
      <SegmentedControl
        aria-label="Order"
        fullWidth
        data={[
          { value: 'angle', label: 'By tilt' },
          { value: 'acquisition', label: 'As taken' },
        ]}
        value={wish.order}
        onChange={(value) => onWish({ order: value === 'angle' ? 'angle' : 'acquisition' })}
      />
      <Switch
        label="Back and forth"
        checked={wish.isBackAndForth}
        onChange={(event) => onWish({ isBackAndForth: event.currentTarget.checked })}
      />
      <Tooltip label={noShift ?? 'Moves each picture by what was found off in it, so that the target stands still'}>
        <div>
          <Switch
            label="Shifted by what was measured"
            checked={wish.isShifted && noShift === null}
            disabled={noShift !== null}
            onChange={(event) => onWish({ isShifted: event.currentTarget.checked })}
          />
        </div>
      </Tooltip>
      <Picture film={film} at={at} />
    </Stack>
  );
}

function Picture({ film, at }: Pick<ControlsProps, 'film' | 'at'>) {
  const frame = film[at];
  if (frame === undefined) return null;
  const { deg, slot } = frame;
  const { offUm, defocusUm, accumulatedEPerA2, readTiltDeg, section } = slot;
  const rows = [
    ['Picture', `${at + 1} of ${film.length}`],
    ['Tilt', `${deg}°`],
    ['Read back', readTiltDeg === null ? '–' : `${readTiltDeg.toFixed(2)}°`],
    ['Section', section === null ? '–' : String(section)],
    ['Found off in x', offUm === null ? 'not aligned' : `${(offUm.x * 1000).toFixed(0)} nm`],
    ['Found off in y', offUm === null ? 'not aligned' : `${(offUm.y * 1000).toFixed(0)} nm`],
    ['Defocus', defocusUm === null ? '–' : `${defocusUm.toFixed(2)} µm`],
    ['Dose so far', `${accumulatedEPerA2.toFixed(1)} e/Å²`],
  ] as const;
  return (
    <>
      <Table verticalSpacing={2} fz="sm" aria-label="Picture in sight">
        <Table.Tbody>
          {rows.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Td c="dimmed">{name}</Table.Td>
              <Table.Td ta="right">{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="xs" c="dimmed" ta="center">
        Space plays · ← → one picture
      </Text>
    </>
  );
}
