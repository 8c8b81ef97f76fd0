import { Badge, Button, Checkbox, Text, Tooltip } from '@mantine/core';
import { IconClipboardCheck } from '@tabler/icons-react';
import type { AreaSummary } from 'pacetomo/page';
import { useState } from 'react';
import { useReply } from '../../server/replies.ts';
import styles from './Plan.module.css';
import { usePlan } from './planStore.ts';
import { useCheck, useStale } from './useCheck.ts';

interface BarProps {
  readonly areas: readonly AreaSummary[];
  readonly onChecked: () => void;
}

/** Asks for a dry run: from the files alone, or with what SerialEM says. */
export function CheckBar({ areas, onChecked }: BarProps) {
  const { chosen, opened, checked } = usePlan();
  const { data: microscope } = useReply('microscope', {});
  const [asks, setAsks] = useState(true);
  const { isAsking, check } = useCheck();
  const stale = useStale(opened);
  const canAsk = microscope?.state === 'ours';
  const there = chosen.filter((area) => areas.some((one) => one.area === area));
  return (
    <div className={styles.bar}>
      <Text fw={650} size="sm">
        Session
      </Text>
      {stale !== null && (
        <Badge color="yellow" variant="light" tt="none">
          {stale}
        </Badge>
      )}
      {stale === null && checked !== null && (
        <Text size="xs" c="dimmed">
          dry run {checked.view.report.askedSerialEm ? 'with SerialEM' : 'from the files'} at{' '}
          {new Date(checked.at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}
        </Text>
      )}
      <span style={{ flex: 1 }} />
      <Tooltip
        label={
          canAsk
            ? 'Asks SerialEM for beam, calibrations, files and disk. It exposes nothing and changes nothing.'
            : 'SerialEM is not connected and idle, so it is not asked.'
        }
      >
        <Checkbox
          label="Ask SerialEM"
          checked={asks && canAsk}
          disabled={!canAsk}
          onChange={(event) => setAsks(event.currentTarget.checked)}
        />
      </Tooltip>
      <Tooltip label="Works out what the session does, and what would go wrong, before a single electron">
        <Button
          variant="light"
          leftSection={<IconClipboardCheck size={16} />}
          loading={isAsking}
          data-disabled={there.length === 0 || undefined}
          onClick={() => {
            if (there.length > 0) void check(there, asks && canAsk).then((view) => view !== null && onChecked());
          }}
        >
          Dry run
        </Button>
      </Tooltip>
    </div>
  );
}
