import { Badge } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleHalf2, IconHelpCircle } from '@tabler/icons-react';
import type { SeriesVerdict as Verdict } from 'pacetomo/page';
import { verdictHelp } from './seriesWords.ts';

const looks = {
  good: { colour: 'teal', Icon: IconCircleCheck },
  usable: { colour: 'yellow', Icon: IconCircleHalf2 },
  poor: { colour: 'red', Icon: IconAlertTriangle },
  unknown: { colour: 'gray', Icon: IconHelpCircle },
} as const satisfies Readonly<Record<Verdict, unknown>>;

/** How good a series is: a word, a sign and a colour. */
export function SeriesVerdict({ verdict }: { readonly verdict: Verdict }) {
  const { colour, Icon } = looks[verdict];
  return (
    <Badge
      variant="light"
      color={colour}
      tt="none"
      fw={600}
      style={{ minWidth: 'max-content' }}
      leftSection={<Icon size={13} aria-hidden="true" />}
      title={verdictHelp[verdict]}
    >
      {verdict}
    </Badge>
  );
}
