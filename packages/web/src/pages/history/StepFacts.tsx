import { Table } from '@mantine/core';
import { slotKey } from 'pacetomo/page';
import type { RunStory } from '../../runs/runStory.ts';
import { type SlotNumber, slotNumbers } from '../../runs/slotNumbers.ts';
import { type Exposure, exposureWords } from './exposures.ts';
import styles from './History.module.css';
import { Line } from './Summary.tsx';
import type { StoodAt } from './stepper.ts';

interface FactsProps {
  readonly story: RunStory;
  readonly exposure: Exposure;
  readonly stood: StoodAt;
}

/** The numbers of one exposure. */
export function StepFacts({ story, exposure, stood }: FactsProps) {
  const { target, step, kind } = exposure;
  const slot =
    kind === 'image' && target !== null && step !== null
      ? story.figures.slots.get(slotKey({ target, step }))
      : undefined;
  const { stage, outcomes, area, complete } = stood.state;
  const taken = [...outcomes.values()].filter((outcome) => outcome.kind === 'taken').length;
  const rows = [
    ...(slot === undefined ? [] : slotNumbers(story.state, slot, exposureWords[kind]).filter(isNews)),
    ...(stage?.readTiltDeg == null ? [] : [{ name: 'Stage tilt', value: `${stage.readTiltDeg.toFixed(2)}°` }]),
    ...(area === null
      ? []
      : [{ name: 'Stage at', value: `${area.stage.x.toFixed(2)}, ${area.stage.y.toFixed(2)} µm` }]),
    { name: 'Images by then', value: String(taken) },
    ...(complete ? [{ name: 'Run', value: 'complete' }] : []),
  ];
  return (
    <Table verticalSpacing={2} fz="sm" aria-label="Numbers">
      <Table.Tbody>
        {rows.map(({ name, value }) => (
          <Table.Tr key={name}>
            <Table.Td c="dimmed">{name}</Table.Td>
            <Table.Td ta="right">{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** What the head of the panel does not say already. */
const isNews = ({ name }: SlotNumber): boolean => name !== 'Standing' && name !== 'Saved at';

/** What the journal says of one exposure, in words. */
export function StepLines({ stood }: Pick<FactsProps, 'stood'>) {
  return (
    <ul className={styles.lines} aria-label="Journal" style={{ paddingTop: 8 }}>
      {stood.lines.map(({ event, words }) => (
        <Line key={event.seq} event={event} words={words} />
      ))}
    </ul>
  );
}
