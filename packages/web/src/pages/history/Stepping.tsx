import { ActionIcon, Group, Slider, Text, Tooltip } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight, IconPlayerSkipBack, IconPlayerSkipForward } from '@tabler/icons-react';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { Scroll } from '../../parts/Scroll.tsx';
import type { RunStory } from '../../runs/runStory.ts';
import { type Exposure, exposureAt, exposuresOf, exposureWords } from './exposures.ts';
import styles from './History.module.css';
import { StepFacts, StepLines } from './StepFacts.tsx';
import { StepGrid } from './StepGrid.tsx';
import { StepImage } from './StepImage.tsx';
import { Stepper, type StoodAt } from './stepper.ts';
import { useOfStory } from './useOfStory.ts';

/** Steps through a run exposure by exposure: what was done, what was seen, and how the run stood then. */
export function Stepping({ story }: { readonly story: RunStory }) {
  const { plan, events } = story;
  const exposures = useOfStory(story, exposuresIn);
  const stepper = useMemo(() => new Stepper(plan), [plan]);
  const [at, setAt] = useState(0);
  const [stood, setStood] = useState<StoodAt | null>(null);
  const last = Math.max(0, exposures.length - 1);
  const place = Math.min(at, last);
  const exposure = exposures[place];
  const go = (next: number): void => setAt(Math.max(0, Math.min(last, next)));

  useEffect(() => {
    if (exposure !== undefined) stepper.go(events, exposure.from, exposure.until, setStood);
  }, [stepper, events, exposure]);
  useHotkeys([
    ['ArrowLeft', () => go(place - 1)],
    ['ArrowRight', () => go(place + 1)],
    ['PageUp', () => go(place - 10)],
    ['PageDown', () => go(place + 10)],
    ['Home', () => go(0)],
    ['End', () => go(last)],
  ]);

  if (exposure === undefined)
    return (
      <Text p="lg" size="sm" c="dimmed">
        Nothing was exposed in this run yet.
      </Text>
    );
  return (
    <div className={`${styles.body} ${styles.stepping}`}>
      <section className={styles.panel} aria-label="Exposure">
        <div className={styles.bar}>
          <Turn label="First exposure" onClick={() => go(0)} icon={<IconPlayerSkipBack size={16} />} />
          <Turn label="Exposure before" onClick={() => go(place - 1)} icon={<IconChevronLeft size={18} />} />
          <Slider
            flex={1}
            min={0}
            max={last}
            value={place}
            onChange={go}
            label={(value) => nameOf(exposures[value])}
            thumbLabel="Exposure"
            size="sm"
          />
          <Turn label="Exposure after" onClick={() => go(place + 1)} icon={<IconChevronRight size={18} />} />
          <Turn label="Last exposure" onClick={() => go(last)} icon={<IconPlayerSkipForward size={16} />} />
          <Text size="sm" fw={600} ta="right" miw={92} role="status">
            {place + 1} of {exposures.length}
          </Text>
        </div>
        <StepImage story={story} exposure={exposure} />
      </section>
      <section className={styles.panel} aria-label="What happened">
        <div className={styles.bar}>
          <Text fw={650} size="sm">
            {titleOf(exposure)}
          </Text>
          <Text size="xs" c="dimmed" ml="auto">
            {new Date(exposure.t).toLocaleString([], { dateStyle: 'medium', timeStyle: 'medium' })}
          </Text>
        </div>
        <Scroll label="Journal, images by then and numbers">
          {stood !== null && <StepLines stood={stood} />}
          {stood !== null && (
            <StepGrid
              plan={plan}
              state={stood.state}
              exposure={exposure}
              onPick={(target, step) => {
                const found = exposureAt(exposures, target, step);
                if (found >= 0) go(found);
              }}
            />
          )}
          {stood !== null && <StepFacts story={story} exposure={exposure} stood={stood} />}
          <Group p="xs" gap={4} justify="center">
            <Text size="xs" c="dimmed">
              ← → one exposure · Page keys ten · Home and End
            </Text>
          </Group>
        </Scroll>
      </section>
    </div>
  );
}

const exposuresIn = ({ events }: RunStory): readonly Exposure[] => exposuresOf(events);

const nameOf = (exposure: Exposure | undefined): string =>
  exposure === undefined ? '' : `${exposure.target ?? ''} ${exposureWords[exposure.kind]}`.trim();

function titleOf({ kind, target }: Exposure): string {
  const words = exposureWords[kind];
  return target === null ? words.charAt(0).toUpperCase() + words.slice(1) : `Target ${target}: ${words}`;
}

interface TurnProps {
  readonly label: string;
  readonly onClick: () => void;
  readonly icon: ReactNode;
}

const Turn = ({ label, onClick, icon }: TurnProps) => (
  <Tooltip label={label}>
    <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={onClick}>
      {icon}
    </ActionIcon>
  </Tooltip>
);
