import { Badge, Tooltip } from '@mantine/core';
import type { MicroscopeView } from 'pacetomo/page';
import { useLocation } from 'wouter';
import { useReply } from '../server/replies.ts';

const colours: Readonly<Record<MicroscopeView['state'], string>> = {
  none: 'gray',
  connecting: 'yellow',
  ours: 'ice',
  busy: 'blue',
  released: 'gray',
  lost: 'red',
};

const words: Readonly<Record<MicroscopeView['state'], string>> = {
  none: 'no microscope',
  connecting: 'connecting',
  ours: 'connected',
  busy: 'working',
  released: 'released',
  lost: 'lost',
};

/** How the program stands to SerialEM, and the tilt of the stage. */
export function MicroscopeChip() {
  const { data } = useReply('microscope', {});
  const [, go] = useLocation();
  if (data === undefined) return null;
  const tilt = data.reading === null || data.state !== 'ours' ? '' : ` · ${data.reading.tiltDeg.toFixed(1)}°`;
  return (
    <Tooltip label={data.busyWith === null ? data.sentence : `${data.sentence} ${data.busyWith.title}`}>
      <Badge
        component="button"
        variant="light"
        color={colours[data.state]}
        size="lg"
        tt="none"
        fw={500}
        style={{ cursor: 'pointer', flex: 'none' }}
        onClick={() => go('/microscope')}
      >
        {words[data.state]}
        {tilt}
      </Badge>
    </Tooltip>
  );
}
