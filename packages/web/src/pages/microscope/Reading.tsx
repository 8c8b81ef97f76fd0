import { Group, SimpleGrid, Stack, Text } from '@mantine/core';
import type { MicroscopeView } from 'pacetomo/page';
import { Card } from '../../parts/Card.tsx';
import { StageDial } from './StageDial.tsx';

/** How the microscope stands, as it was last read. */
export function Reading({ view: { reading, state } }: { readonly view: MicroscopeView }) {
  if (reading === null)
    return (
      <Card title="State">
        <Text size="sm" c="dimmed">
          Nothing has been read yet. Connect to SerialEM, or start a virtual microscope.
        </Text>
      </Card>
    );
  const xy = (at: { readonly x: number; readonly y: number } | null, digits: number): string =>
    at === null ? '–' : `${at.x.toFixed(digits)}, ${at.y.toFixed(digits)} µm`;
  return (
    <Card
      title="State"
      aside={
        <Text size="xs" c="dimmed">
          {state === 'ours' ? 'read' : 'last read'} at {new Date(reading.at).toLocaleTimeString()}
        </Text>
      }
    >
      <Group gap="xl" wrap="nowrap" align="center">
        <StageDial tiltDeg={reading.tiltDeg} />
        <SimpleGrid cols={2} spacing="xs" verticalSpacing={6} style={{ flex: 1 }}>
          <Fact name="Stage" value={xy(reading.stage, 2)} />
          <Fact name="Height" value={`${reading.zUm.toFixed(2)} µm`} />
          <Fact name="Image shift" value={xy(reading.imageShiftUm, 3)} />
          <Fact
            name="Defocus read-out"
            value={reading.defocusUm === null ? '–' : `${reading.defocusUm.toFixed(2)} µm`}
          />
          <Fact name="Low dose" value={reading.lowDoseArea ?? 'off'} />
          <Fact
            name="Magnification"
            value={reading.magnification === null ? '–' : `${reading.magnification.toLocaleString('en')} ×`}
          />
          <Fact
            name="Column valves"
            value={yesNo(reading.columnValvesOpen, 'open', 'closed')}
            isBad={reading.columnValvesOpen === false}
          />
          <Fact name="Dewars" value={dewars(reading.dewars)} />
          <Fact
            name="Free on SerialEM’s disk"
            value={reading.freeDiskGb === null ? '–' : `${reading.freeDiskGb.toFixed(0)} GB`}
          />
        </SimpleGrid>
      </Group>
      <Stack gap={2}>
        <Fact name="Works in" value={reading.directory} />
        <Fact name="Navigator" value={reading.navigatorFile ?? 'not saved to a file'} />
      </Stack>
    </Card>
  );
}

interface FactProps {
  readonly name: string;
  readonly value: string;
  readonly isBad?: boolean;
}

function Fact({ name, value, isBad = false }: FactProps) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text size="sm" fw={isBad ? 700 : 500} c={isBad ? 'red' : undefined} style={{ overflowWrap: 'anywhere' }}>
        {value}
      </Text>
    </div>
  );
}

const yesNo = (value: boolean | null, yes: string, no: string): string => (value === null ? '–' : value ? yes : no);

function dewars(state: NonNullable<MicroscopeView['reading']>['dewars']): string {
  if (state === null) return '–';
  if (state.areFilling === true) return 'being filled';
  return state.remainingS === null ? 'not being filled' : `filled in ${Math.round(state.remainingS / 60)} min`;
}
