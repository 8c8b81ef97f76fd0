import { Tabs } from '@mantine/core';
import { IconBell, IconChartLine, IconFileText } from '@tabler/icons-react';
import { useDeferredValue, useState } from 'react';
import type { RunStory } from '../../runs/runStory.ts';
import { AlarmsPanel } from './AlarmsPanel.tsx';
import { LogPanel } from './LogPanel.tsx';
import { Plots } from './Plots.tsx';
import styles from './Run.module.css';

/** Beside the grid: what is measured, what is said, who is told. */
export function SidePanel({ story, selected }: { readonly story: RunStory; readonly selected: string | null }) {
  const [tab, setTab] = useState<string | null>('plots');
  const drawn = useDeferredValue(tab); // plots and a log of megabytes take their time; the tab itself does not
  return (
    <Tabs value={tab} onChange={setTab} className={styles.side} aria-label="Plots, log and alarms">
      <Tabs.List>
        <Tabs.Tab value="plots" leftSection={<IconChartLine size={15} />}>
          Plots
        </Tabs.Tab>
        <Tabs.Tab value="log" leftSection={<IconFileText size={15} />}>
          Log
        </Tabs.Tab>
        <Tabs.Tab value="alarms" leftSection={<IconBell size={15} />}>
          Alarms
        </Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="plots" className={styles.panel} tabIndex={0}>
        {drawn === 'plots' && <Plots story={story} selected={selected} />}
      </Tabs.Panel>
      <Tabs.Panel value="log" className={styles.panel}>
        {drawn === 'log' && <LogPanel story={story} />}
      </Tabs.Panel>
      <Tabs.Panel value="alarms" className={styles.panel} tabIndex={0}>
        {drawn === 'alarms' && <AlarmsPanel />}
      </Tabs.Panel>
    </Tabs>
  );
}
