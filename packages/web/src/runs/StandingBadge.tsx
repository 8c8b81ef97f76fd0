import { Badge } from '@mantine/core';
import type { RunStanding } from 'pacetomo/page';
import { standingColours, standingWords } from './standing.ts';

/** How a run stands. */
export function StandingBadge({ standing }: { readonly standing: RunStanding }) {
  return (
    <Badge variant="light" color={standingColours[standing]} tt="none" fw={600} style={{ flex: 'none' }}>
      {standingWords[standing]}
    </Badge>
  );
}
