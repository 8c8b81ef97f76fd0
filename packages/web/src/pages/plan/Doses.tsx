import { Table, Text } from '@mantine/core';
import type { DryRunReport, ReceivedDose } from 'pacetomo/page';
import styles from './Plan.module.css';

const whatWords: Readonly<Record<ReceivedDose['neighbours'][number]['what'], string>> = {
  record: 'images',
  again: 'second images',
  tile: 'montage pieces',
  preview: 'Previews',
  view: 'Views',
  focus: 'autofocus',
  geometry: 'slope measurement',
};

/** What every target receives from its own images and from its neighbours. */
export function Doses({ report }: { readonly report: DryRunReport }) {
  const known = report.areas.filter(({ doses }) => doses.length > 0);
  if (known.length === 0)
    return (
      <Text p="lg" size="sm" c="dimmed">
        Nobody knows the beam of Record, so doses are not known. Make the dry run with SerialEM while it has an image of
        Record or Preview in its buffers.
      </Text>
    );
  return known.map(({ plan, doses }) => (
    <section key={plan.name} aria-label={`Dose of ${plan.name}`}>
      {known.length > 1 && <h3 className={styles.title}>{plan.name}</h3>}
      <Table stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Target</Table.Th>
            <Table.Th ta="right">Own, e/Å²</Table.Th>
            <Table.Th ta="right">Before its first image</Table.Th>
            <Table.Th ta="right">From neighbours</Table.Th>
            <Table.Th>Most of that from</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {doses.map((dose) => (
            <Row key={dose.target} dose={dose} />
          ))}
        </Table.Tbody>
      </Table>
    </section>
  ));
}

function Row({ dose }: { readonly dose: ReceivedDose }) {
  const most = dose.neighbours.slice(0, 2).filter(({ mostEPerA2 }) => mostEPerA2 >= 0.05);
  return (
    <Table.Tr>
      <Table.Td>{dose.target}</Table.Td>
      <Table.Td ta="right">{dose.own.meanEPerA2.toFixed(1)}</Table.Td>
      <Table.Td ta="right">{dose.beforeFirst.meanEPerA2.toFixed(2)}</Table.Td>
      <Table.Td ta="right">
        {dose.fromOthers.meanEPerA2.toFixed(2)}
        {dose.fromOthers.mostEPerA2 >= 0.05 && (
          <Text span size="xs" c="dimmed">
            {' '}
            up to {dose.fromOthers.mostEPerA2.toFixed(1)} on {Math.round(dose.fromOthers.coveredFraction * 100)} %
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Text size="xs" c="dimmed">
          {most.length === 0
            ? '–'
            : most
                .map(({ from, what, mostEPerA2 }) => {
                  const whose = from === null ? '' : ` of ${from}`;
                  return `${whatWords[what]}${whose} (${mostEPerA2.toFixed(1)})`;
                })
                .join(', ')}
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}
