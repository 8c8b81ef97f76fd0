import { Badge, Tabs, Text } from '@mantine/core';
import { IconClipboardCheck } from '@tabler/icons-react';
import type { AreaSummary } from 'pacetomo/page';
import { useState } from 'react';
import { Scroll } from '../../parts/Scroll.tsx';
import { AreaList } from './AreaList.tsx';
import { CheckBar } from './CheckBar.tsx';
import { Doses } from './Doses.tsx';
import { Findings } from './Findings.tsx';
import styles from './Plan.module.css';
import { usePlan } from './planStore.ts';
import { Reaches } from './Reaches.tsx';
import { StartBar } from './StartBar.tsx';

/** A session: which areas in which order, what the dry run says of them, and the start. */
export function SessionPanel({ areas }: { readonly areas: readonly AreaSummary[] }) {
  const checked = usePlan((plan) => plan.checked);
  const [tab, setTab] = useState<string | null>('areas');
  const view = checked?.view ?? null;
  const worst = view === null ? 0 : view.report.findings.filter(({ gravity }) => gravity !== 'note').length;
  return (
    <section className={styles.panel} aria-label="Session">
      <CheckBar areas={areas} onChecked={() => setTab('findings')} />
      <Tabs
        value={tab}
        onChange={setTab}
        style={{ display: 'flex', flexDirection: 'column', flex: 1, minHeight: 0 }}
        keepMounted={false}
      >
        <Tabs.List>
          <Tabs.Tab value="areas">Areas</Tabs.Tab>
          <Tabs.Tab
            value="findings"
            rightSection={
              view !== null && (
                <Badge
                  size="sm"
                  miw={22}
                  px={6}
                  variant="light"
                  color={worst + view.problems.length > 0 ? 'orange' : 'ice'}
                >
                  {view.report.findings.length + view.problems.length}
                </Badge>
              )
            }
          >
            Findings
          </Tabs.Tab>
          <Tabs.Tab value="reach">Reach</Tabs.Tab>
          <Tabs.Tab value="dose">Dose</Tabs.Tab>
          <Tabs.Tab value="words">In words</Tabs.Tab>
        </Tabs.List>
        <Scroll label="What the dry run says">
          <Tabs.Panel value="areas">
            <AreaList areas={areas} />
          </Tabs.Panel>
          {view === null && tab !== 'areas' && <NotChecked />}
          {view !== null && (
            <>
              <Tabs.Panel value="findings">
                <Findings view={view} />
              </Tabs.Panel>
              <Tabs.Panel value="reach">
                <Reaches report={view.report} />
              </Tabs.Panel>
              <Tabs.Panel value="dose">
                <Doses report={view.report} />
              </Tabs.Panel>
              <Tabs.Panel value="words">
                {view.sentences.map((sentence, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: sentences may be equal, and never change places
                  <Text key={i} size="sm" px={12} py={4} style={{ whiteSpace: 'pre-wrap' }}>
                    {sentence}
                  </Text>
                ))}
              </Tabs.Panel>
            </>
          )}
        </Scroll>
      </Tabs>
      <StartBar areas={areas} onRefused={() => setTab('findings')} />
    </section>
  );
}

const NotChecked = () => (
  <Text p="lg" size="sm" c="dimmed">
    <IconClipboardCheck size={18} style={{ verticalAlign: '-4px' }} /> No dry run was made yet. It works out what the
    session does and what would go wrong in it, and exposes nothing: press “Dry run”.
  </Text>
);
