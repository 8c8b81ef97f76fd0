import { SimpleGrid, Text, Tooltip } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import type { MicroscopeView } from 'pacetomo/page';
import { Card } from '../../parts/Card.tsx';

/** What this SerialEM and this microscope can do. */
export function Abilities({ view: { abilities } }: { readonly view: MicroscopeView }) {
  if (abilities.length === 0) return null;
  return (
    <Card title="What it can do">
      <SimpleGrid cols={2} spacing="xs" verticalSpacing={6}>
        {abilities.map(({ name, has, remark }) => (
          <Tooltip key={name} label={remark} disabled={remark === ''}>
            <Text size="sm" c={has ? undefined : 'dimmed'} style={{ display: 'flex', gap: 6, alignItems: 'center' }}>
              {has ? (
                <IconCheck size={16} color="var(--mantine-color-teal-6)" aria-label="yes" />
              ) : (
                <IconX size={16} aria-label="no" />
              )}
              {name}
            </Text>
          </Tooltip>
        ))}
      </SimpleGrid>
    </Card>
  );
}
