import { Button, Group, Menu, NumberInput } from '@mantine/core';
import { IconCamera, IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { replies } from '../../../server/replies.ts';
import type { StartJob } from '../jobs/useStartJob.tsx';
import { MenuAct } from './MenuAct.tsx';

/** Images where the stage stands, and the maps that there are. */
export function LookMenu({ jobs }: { readonly jobs: StartJob }) {
  const [columns, setColumns] = useState(3);
  const [rows, setRows] = useState(3);
  const { refused, start } = jobs;
  return (
    <Menu position="bottom-start" shadow="md" closeOnItemClick>
      <Menu.Target>
        <Button
          fw={500}
          variant="default"
          leftSection={<IconCamera size={16} />}
          rightSection={<IconChevronDown size={14} />}
        >
          Look
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Where the stage stands</Menu.Label>
        <MenuAct refused={refused} onClick={() => void start({ kind: 'look', look: 'view' })}>
          Take a View
        </MenuAct>
        <MenuAct refused={refused} onClick={() => void start({ kind: 'look', look: 'search' })}>
          Take a Search image
        </MenuAct>
        <MenuAct refused={refused} onClick={() => void start({ kind: 'look', look: 'preview' })}>
          Take a Preview
        </MenuAct>
        <Group gap={6} px="sm" py={4} wrap="nowrap">
          <Side label="Columns of the montage" value={columns} onSide={setColumns} />×
          <Side label="Rows of the montage" value={rows} onSide={setRows} />
          <Button
            variant="light"
            disabled={refused !== null}
            onClick={() => void start({ kind: 'montage', columns, rows })}
          >
            View montage
          </Button>
        </Group>
        <Menu.Divider />
        <MenuAct
          onClick={() => {
            for (const name of ['maps', 'outlines', 'holes']) void replies.invalidateQueries({ queryKey: [name] });
          }}
        >
          Read the maps of the Navigator again
        </MenuAct>
      </Menu.Dropdown>
    </Menu>
  );
}

interface SideProps {
  readonly label: string;
  readonly value: number;
  readonly onSide: (value: number) => void;
}

const Side = ({ label, value, onSide }: SideProps) => (
  <NumberInput
    aria-label={label}
    w={56}
    min={1}
    max={15}
    value={value}
    onChange={(next) => onSide(typeof next === 'number' ? next : value)}
  />
);
