import { Group, NumberInput, SegmentedControl, Text } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import { useReply } from '../../server/replies.ts';
import { DoseBars } from './DoseBars.tsx';
import { OrderPicture } from './OrderPicture.tsx';
import styles from './Plan.module.css';
import { usePlan } from './planStore.ts';
import { pictureOf, scheduleWith } from './schemePicture.ts';
import { objectionTo, valuesOf } from './settingEntries.ts';

const doseKey = 'pacetomo-dose-per-image';

/** The tilt series drawn: in which order its angles come, and what a target has received by then. Follows what is typed. */
export function SchemePanel({ area }: { readonly area: string }) {
  const { data: view } = useReply('area', { area });
  const draft = usePlan((plan) => (plan.draft?.area === area ? plan.draft : null));
  const [shown, setShown] = useState<'order' | 'dose'>('order');
  const [dose, setDose] = useState<number | string>(localStorage.getItem(doseKey) ?? '');
  const { ref, width, height } = useElementSize();
  const perImage = Number(dose) > 0 ? Number(dose) : null;
  const picture = useMemo(() => {
    if (view === undefined) return null;
    const typed = draft === null || objectionTo(draft.name, draft.text) !== null ? [] : [draft];
    return pictureOf(scheduleWith(valuesOf(view.settings, typed)), perImage ?? 1);
  }, [view, draft, perImage]);
  const keepDose = (value: number | string): void => {
    setDose(value);
    localStorage.setItem(doseKey, String(value));
  };
  return (
    <section className={styles.panel} aria-label="Tilt series">
      <div className={styles.bar}>
        <Text fw={650} size="sm">
          Tilt series
        </Text>
        {picture?.kind === 'series' && (
          <Text size="xs" c="dimmed">
            {picture.points.length} tilts from {angleWords(picture.lowestDeg)} to {angleWords(picture.highestDeg)}
            {perImage !== null && `, ${(picture.points.length * perImage).toFixed(0)} e/Å² in all`}
          </Text>
        )}
        <Group gap={6} ml="auto" wrap="nowrap">
          <NumberInput
            aria-label="Dose of one image, e/Å²"
            placeholder="e/Å² each"
            value={dose}
            min={0}
            max={100}
            decimalScale={2}
            hideControls
            suffix=" e/Å²"
            w={92}
            onChange={keepDose}
          />
          <SegmentedControl
            aria-label="What is drawn"
            data={[
              { value: 'order', label: 'Order' },
              { value: 'dose', label: 'Dose' },
            ]}
            value={shown}
            onChange={(value) => setShown(value === 'dose' ? 'dose' : 'order')}
          />
        </Group>
      </div>
      <div ref={ref} style={{ flex: 1, minHeight: 0, overflow: 'hidden' }}>
        {picture?.kind === 'none' && (
          <Text p="md" size="sm" c="red" role="alert">
            No series can be made of this: {picture.why}
          </Text>
        )}
        {picture?.kind === 'series' &&
          width > 80 &&
          height > 60 &&
          (shown === 'order' ? (
            <OrderPicture picture={picture} width={width} height={height} unit={perImage === null ? null : 'e/Å²'} />
          ) : (
            <DoseBars picture={picture} width={width} height={height} unit={perImage === null ? null : 'e/Å²'} />
          ))}
      </div>
    </section>
  );
}

const angleWords = (deg: number): string => `${deg > 0 ? '+' : ''}${String(deg).replace('-', '−')}°`;
