import { ActionIcon, Badge, Checkbox, Group, Table, Text, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { AreaReport, AreaSummary } from 'pacetomo/page';
import { useLocation } from 'wouter';
import { inOrder, moved, toggled } from './areaOrder.ts';
import { usePlan } from './planStore.ts';

/** Areas of the folder: which are acquired, and in which order. */
export function AreaList({ areas }: { readonly areas: readonly AreaSummary[] }) {
  const { chosen, checked, opened } = usePlan();
  const names = areas.map(({ area }) => area);
  const there = chosen.filter((area) => names.includes(area));
  const choose = (next: readonly string[]): void => usePlan.setState({ chosen: next });
  const all = there.length === names.length;
  return (
    <Table highlightOnHover stickyHeader>
      <Table.Thead>
        <Table.Tr>
          <Table.Th w={34}>
            <Checkbox
              aria-label="All areas"
              checked={all}
              indeterminate={!all && there.length > 0}
              onChange={() => choose(all ? [] : inOrder(names, there))}
            />
          </Table.Th>
          <Table.Th w={46}>Order</Table.Th>
          <Table.Th>Area</Table.Th>
          <Table.Th ta="right">Targets</Table.Th>
          <Table.Th ta="right">Images</Table.Th>
          <Table.Th ta="right">Looks</Table.Th>
          <Table.Th ta="right">Minutes</Table.Th>
          <Table.Th w={64} aria-label="Move" />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {inOrder(names, there).map((name) => {
          const summary = areas.find(({ area }) => area === name);
          const report = checked?.view.report.areas.find(({ plan }) => plan.name === name);
          if (summary === undefined) return null;
          return (
            <Row
              key={name}
              summary={summary}
              report={report}
              place={there.indexOf(name)}
              last={there.length - 1}
              isOpened={name === opened}
              onToggle={() => choose(toggled(there, name))}
              onMove={(by) => choose(moved(there, name, by))}
            />
          );
        })}
      </Table.Tbody>
    </Table>
  );
}

interface RowProps {
  readonly summary: AreaSummary;
  readonly report: AreaReport | undefined;
  /** Its place in the order, from 0; −1 when it is not chosen. */
  readonly place: number;
  readonly last: number;
  readonly isOpened: boolean;
  readonly onToggle: () => void;
  readonly onMove: (by: number) => void;
}

function Row({ summary, report, place, last, isOpened, onToggle, onMove }: RowProps) {
  const { area, targets, skipped, hasUnsavedEdits, run } = summary;
  const [, go] = useLocation();
  return (
    <Table.Tr style={isOpened ? { fontWeight: 600 } : undefined}>
      <Table.Td>
        <Checkbox aria-label={`Acquire ${area}`} checked={place >= 0} onChange={onToggle} />
      </Table.Td>
      <Table.Td>{place < 0 ? '–' : place + 1}</Table.Td>
      <Table.Td>
        <Group gap={6} wrap="nowrap">
          <Text
            component="button"
            type="button"
            fz={13}
            fw="inherit"
            style={{ background: 'none', border: 0, padding: 0, cursor: 'pointer', color: 'inherit' }}
            onClick={() => go(`/plan/${encodeURIComponent(area)}`)}
          >
            {area}
          </Text>
          {hasUnsavedEdits && (
            <Tooltip label="Is saved before a run of it begins">
              <Badge size="xs" color="orange" variant="light" tt="none">
                not saved
              </Badge>
            </Tooltip>
          )}
          {run !== null && (
            <Tooltip label={`Was acquired already: ${run}. Another run exposes it again.`}>
              <Badge size="xs" color="gray" variant="outline" tt="none">
                has a run
              </Badge>
            </Tooltip>
          )}
        </Group>
      </Table.Td>
      <Table.Td ta="right">
        {targets - skipped}
        {skipped > 0 && (
          <Text span size="xs" c="dimmed">
            {' '}
            of {targets}
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right">{report?.images ?? '–'}</Table.Td>
      <Table.Td ta="right">{report?.looks ?? '–'}</Table.Td>
      <Table.Td ta="right">{report === undefined ? '–' : Math.round(report.minutes)}</Table.Td>
      <Table.Td>
        {place >= 0 && last > 0 && (
          <Group gap={2} wrap="nowrap">
            <ActionIcon
              size="sm"
              variant="subtle"
              color="gray"
              aria-label={`${area} earlier`}
              disabled={place === 0}
              onClick={() => onMove(-1)}
            >
              <IconArrowUp size={14} />
            </ActionIcon>
            <ActionIcon
              size="sm"
              variant="subtle"
              color="gray"
              aria-label={`${area} later`}
              disabled={place === last}
              onClick={() => onMove(1)}
            >
              <IconArrowDown size={14} />
            </ActionIcon>
          </Group>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
