import { Alert, Button, Group, Modal, Stack, Table, Text } from '@mantine/core';
import type { JobResult } from 'pacetomo/page';
import { Act } from '../../../parts/Act.tsx';
import type { Editing } from '../useEditing.ts';
import { PlanePlot } from './PlanePlot.tsx';

interface GeometryDialogProps {
  readonly result: JobResult;
  readonly editing: Editing;
  readonly onClose: () => void;
}

/** What was measured: both angles, how well the plane fits, and the plane itself. */
export function GeometryDialog({ result, editing, onClose }: GeometryDialogProps) {
  const take = async (): Promise<void> => {
    const { pretiltDeg, rotationDeg } = result;
    const isSet = await editing.edit({ kind: 'set', name: 'pretilt', text: pretiltDeg.toFixed(1) });
    if (isSet && (await editing.edit({ kind: 'set', name: 'rotation', text: rotationDeg.toFixed(1) }))) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={`Slope of the sample of ${editing.area.area}`} size="xl">
      <Stack gap="xs">
        <Table withRowBorders={false} w="auto" aria-label="What was measured">
          <Table.Tbody>
            <Row name="Pretilt" value={`${result.pretiltDeg.toFixed(1)}°`} />
            <Row name="Rotation" value={`${result.rotationDeg.toFixed(1)}°`} />
            <Row
              name={`Scatter about the plane, r.m.s. of ${result.points.length} autofocuses`}
              value={`${result.rmsUm.toFixed(2)} µm`}
            />
          </Table.Tbody>
        </Table>
        {result.warnings.map((warning) => (
          <Alert key={warning} color="orange" p={8}>
            {warning}
          </Alert>
        ))}
        <PlanePlot result={result} />
        <Group justify="space-between">
          <Text size="xs" c="dimmed">
            Drag to turn it, use the wheel to come nearer. The wires are 1 µm apart.
          </Text>
          <Group gap="xs">
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            <Act refused={editing.why('settings')} onClick={() => void take()}>
              Take these values
            </Act>
          </Group>
        </Group>
      </Stack>
    </Modal>
  );
}

const Row = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <Table.Tr>
    <Table.Td c="dimmed">{name}</Table.Td>
    <Table.Td fw={600} style={{ textAlign: 'right' }}>
      {value}
    </Table.Td>
  </Table.Tr>
);
