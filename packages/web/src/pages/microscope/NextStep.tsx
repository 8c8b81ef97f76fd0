import { Alert, Button, Group, Text } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import type { MicroscopeView } from 'pacetomo/page';
import { useLocation } from 'wouter';
import { useRefusal } from '../../server/control.ts';
import { useReply } from '../../server/replies.ts';

/** What to do next, for somebody who sees this for the first time. */
export function NextStep({ view }: { readonly view: MicroscopeView }) {
  const [, go] = useLocation();
  const refusal = useRefusal();
  const { data: areas } = useReply('areas', {});
  const step = nextStep(view, refusal, areas?.length ?? 0);
  return (
    <Alert variant="light" color="ice" p="sm">
      <Group justify="space-between" gap="md">
        <Text size="sm">{step.text}</Text>
        {step.to !== null && (
          <Button rightSection={<IconArrowRight size={16} />} variant="light" onClick={() => go(step.to ?? '/')}>
            {step.toTitle}
          </Button>
        )}
      </Group>
    </Alert>
  );
}

interface Step {
  readonly text: string;
  readonly to: string | null;
  readonly toTitle: string;
}

function nextStep({ state, busyWith }: MicroscopeView, refusal: string | null, areas: number): Step {
  const stay = (text: string): Step => ({ text, to: null, toTitle: '' });
  if (state === 'busy' && busyWith?.kind === 'run')
    return {
      text: 'A run works with the microscope.',
      to: `/run/${encodeURIComponent(busyWith.id)}`,
      toTitle: 'Watch the run',
    };
  if (refusal !== null) return stay(refusal);
  if (state === 'none' || state === 'released')
    return stay('Connect to SerialEM, or start a virtual microscope to try everything without one.');
  if (state === 'connecting') return stay('SerialEM is being connected to.');
  if (state === 'lost') return stay('SerialEM does not answer; see to it, or give another address.');
  return areas === 0
    ? { text: 'The microscope is connected. Next, choose what to acquire.', to: '/targets', toTitle: 'Choose targets' }
    : {
        text: `${areas} ${areas === 1 ? 'area is' : 'areas are'} in the folder of this session.`,
        to: '/plan',
        toTitle: 'Plan the session',
      };
}
