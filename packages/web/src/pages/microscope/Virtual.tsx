import { Group, NumberInput, Select, Text } from '@mantine/core';
import { IconFlask2 } from '@tabler/icons-react';
import type { MicroscopeView } from 'pacetomo/page';
import { useState } from 'react';
import { Act } from '../../parts/Act.tsx';
import { Card } from '../../parts/Card.tsx';
import { noteReply, useAct } from '../../server/replies.ts';

const speeds = [
  { value: '0', label: 'as fast as this computer' },
  { value: '60', label: '60 times as fast' },
  { value: '10', label: '10 times as fast' },
  { value: '1', label: 'as slow as a real one' },
];

/** A SerialEM with a virtual specimen, to try and to rehearse everything. */
export function Virtual({ view }: { readonly view: MicroscopeView }) {
  const [scenario, setScenario] = useState(view.virtual?.scenario ?? 'lamella');
  const [seed, setSeed] = useState<number | string>(view.virtual?.seed ?? 1);
  const [speed, setSpeed] = useState('0');
  const note = (reply: MicroscopeView): unknown => noteReply('microscope', {}, reply);
  const start = useAct('startVirtual', {}, note);
  const end = useAct('endVirtual', {}, note);
  const busy = view.state === 'busy' ? 'Something works with SerialEM now.' : null;
  const chosen = view.scenarios.find(({ name }) => name === scenario);
  return (
    <Card title="Virtual microscope">
      {view.virtual === null ? (
        <Text size="sm">
          A SerialEM of its own with a virtual specimen: everything on these pages works on it as on a real one, and
          nothing can be burnt.
        </Text>
      ) : (
        <Text size="sm">
          “{view.virtual.scenario}”, specimen {view.virtual.seed}, listens on {view.virtual.address}.
        </Text>
      )}
      <Group align="flex-end" gap="xs">
        <Select
          label="Scenario"
          data={view.scenarios.map(({ name }) => name)}
          value={scenario}
          onChange={(value) => value !== null && setScenario(value)}
          allowDeselect={false}
          searchable
          w={170}
        />
        <NumberInput
          label="Specimen"
          value={seed}
          onChange={setSeed}
          min={0}
          max={1_000_000}
          allowDecimal={false}
          w={90}
        />
        <Select
          label="Speed"
          data={speeds}
          value={speed}
          onChange={(value) => value !== null && setSpeed(value)}
          allowDeselect={false}
          w={200}
        />
        <Act
          variant={view.virtual === null ? 'filled' : 'default'}
          leftSection={<IconFlask2 size={16} />}
          loading={start.isPending}
          refused={busy}
          onClick={() => start.mutate({ scenario, seed: Number(seed) || 0, speed: Number(speed) })}
          help="Starts it and connects to it."
        >
          {view.virtual === null ? 'Start' : 'Start another one'}
        </Act>
        {view.virtual !== null && (
          <Act
            variant="default"
            loading={end.isPending}
            refused={busy}
            onClick={() => end.mutate(undefined)}
            help="What it wrote stays."
          >
            End it
          </Act>
        )}
      </Group>
      <Text size="xs" c="dimmed" mih={18}>
        {chosen?.sentence}
      </Text>
    </Card>
  );
}
