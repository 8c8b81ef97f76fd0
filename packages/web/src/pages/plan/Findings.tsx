import { Anchor, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle, IconOctagonMinus } from '@tabler/icons-react';
import type { CheckView, Finding, Gravity } from 'pacetomo/page';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import styles from './Plan.module.css';
import { gravityWords } from './reportWords.ts';

/** Everything worth a person's attention, what stops a run first. */
export function Findings({ view }: { readonly view: CheckView }) {
  const { findings } = view.report;
  const isClean = findings.length === 0 && view.problems.length === 0 && view.warnings.length === 0;
  if (isClean)
    return (
      <Text p="lg" size="sm">
        <IconCircleCheck size={18} color="var(--mantine-primary-color-filled)" style={{ verticalAlign: '-4px' }} />{' '}
        Nothing stands in the way of this session, and nothing of it would be lost.
      </Text>
    );
  return (
    <ul style={{ listStyle: 'none', margin: 0, padding: 0 }} aria-label="Findings">
      {view.problems.map((text) => (
        <Line key={text} gravity="stops" text={text} />
      ))}
      {findings.map((finding) => (
        <Line
          key={`${finding.area} ${finding.target} ${finding.text}`}
          gravity={finding.gravity}
          text={finding.text}
          area={finding.area}
          link={<OnMap finding={finding} />}
        />
      ))}
      {view.warnings.map((text) => (
        <Line key={text} gravity="note" text={text} />
      ))}
    </ul>
  );
}

interface LineProps {
  readonly gravity: Gravity;
  readonly text: string;
  readonly area?: string | null;
  readonly link?: ReactNode;
}

function Line({ gravity, text, area = null, link }: LineProps) {
  return (
    <li className={styles.finding} data-gravity={gravity}>
      <GravityIcon gravity={gravity} />
      <span>
        <Text span size="xs" c="dimmed">
          {gravityWords[gravity]}
          {area !== null && ` · ${area}`}
        </Text>
        <br />
        {text}
      </span>
      {link}
    </li>
  );
}

function GravityIcon({ gravity }: { readonly gravity: Gravity }) {
  if (gravity === 'stops') return <IconOctagonMinus size={19} color="var(--mantine-color-red-6)" aria-hidden />;
  if (gravity === 'costs') return <IconAlertTriangle size={19} color="var(--mantine-color-orange-6)" aria-hidden />;
  return <IconInfoCircle size={19} color="var(--mantine-color-dimmed)" aria-hidden />;
}

function OnMap({ finding: { area, target } }: { readonly finding: Finding }) {
  const [, go] = useLocation();
  if (area === null || target === null) return <span />;
  return (
    <Anchor
      component="button"
      type="button"
      size="xs"
      onClick={() => go(`/targets/${encodeURIComponent(area)}/${encodeURIComponent(target)}`)}
      aria-label={`Target ${target} of ${area} on the map`}
    >
      on the map
    </Anchor>
  );
}
