import { Badge, Group, Text, TextInput } from '@mantine/core';
import { IconPlugConnected, IconPlugConnectedX } from '@tabler/icons-react';
import type { MicroscopeView } from 'pacetomo/page';
import { useEffect, useState } from 'react';
import { Act } from '../../parts/Act.tsx';
import { Card } from '../../parts/Card.tsx';
import { noteReply, useAct } from '../../server/replies.ts';

/** What SerialEM listens on unless somebody has changed it. */
const usualAddress = '127.0.0.1:48888';

/** Where SerialEM is, and who has it. */
export function Connection({ view }: { readonly view: MicroscopeView }) {
  const [address, setAddress] = useState(view.address ?? usualAddress);
  const note = (reply: MicroscopeView): unknown => noteReply('microscope', {}, reply);
  const connect = useAct('connect', {}, note);
  const release = useAct('release', {}, note);
  useEffect(() => {
    if (view.address !== null) setAddress(view.address);
  }, [view.address]);
  const isHeld = view.state === 'ours' || view.state === 'connecting' || view.state === 'lost';
  const busy = view.state === 'busy' ? `${view.busyWith?.title ?? 'Something'} works with SerialEM now.` : null;
  return (
    <Card
      title="SerialEM"
      aside={
        view.version !== null && (
          <Text size="xs" c="dimmed">
            version {view.version}
          </Text>
        )
      }
    >
      <Text size="sm">{view.sentence}</Text>
      {view.busyWith !== null && (
        <Badge variant="light" tt="none" fw={500}>
          {view.busyWith.title}
        </Badge>
      )}
      <Group align="flex-end" gap="xs">
        <TextInput
          label="Address of its scripting port"
          placeholder={usualAddress}
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Enter' && connect.mutate({ address: address.trim() })}
          w={220}
        />
        <Act
          leftSection={<IconPlugConnected size={16} />}
          loading={connect.isPending}
          refused={
            busy ?? (isHeld && view.address === address.trim() && view.state === 'ours' ? 'Connected already.' : null)
          }
          onClick={() => connect.mutate({ address: address.trim() })}
          help="Connects and reads how the microscope stands. Moves nothing and exposes nothing."
        >
          Connect
        </Act>
        <Act
          variant="default"
          leftSection={<IconPlugConnectedX size={16} />}
          loading={release.isPending}
          refused={busy ?? (isHeld ? null : 'SerialEM is not held by this program.')}
          onClick={() => release.mutate(undefined)}
          help="Lets go of SerialEM, so that its own window and scripts can be used. Connect again afterwards."
        >
          Release
        </Act>
      </Group>
      <Text size="xs" c="dimmed">
        In SerialEM’s properties: EnableExternalPython 1, and PythonServerIP for another computer.
      </Text>
    </Card>
  );
}
