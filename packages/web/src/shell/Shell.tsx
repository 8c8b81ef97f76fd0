import { AppShell, Group, UnstyledButton } from '@mantine/core';
import { IconFocus2, IconHistory, IconListDetails, IconMicroscope, IconPlayerPlay } from '@tabler/icons-react';
import { type ComponentType, lazy, Suspense, useEffect } from 'react';
import { Router, useLocation } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { followChanges } from '../server/changes.ts';
import { useKeepControl } from '../server/control.ts';
import { soundAlarm } from './alarm.ts';
import { Banner } from './Banner.tsx';
import { Control } from './Control.tsx';
import { Links } from './Links.tsx';
import { MicroscopeChip } from './MicroscopeChip.tsx';
import { Notices } from './Notices.tsx';
import styles from './Shell.module.css';
import { ThemeToggle } from './ThemeToggle.tsx';

interface Tab {
  readonly at: string;
  readonly title: string;
  readonly icon: ComponentType<{ readonly size: number }>;
  readonly page: ComponentType<{ readonly id: string | null }>;
}

/** Pages by what the user does, in the order in which it is done. */
const tabs: readonly Tab[] = [
  {
    at: 'microscope',
    title: 'Microscope',
    icon: IconMicroscope,
    page: lazy(async () => ({ default: (await import('../pages/microscope/MicroscopePage.tsx')).MicroscopePage })),
  },
  {
    at: 'targets',
    title: 'Targets',
    icon: IconFocus2,
    page: lazy(async () => ({ default: (await import('../pages/targets/TargetsPage.tsx')).TargetsPage })),
  },
  {
    at: 'plan',
    title: 'Plan',
    icon: IconListDetails,
    page: lazy(async () => ({ default: (await import('../pages/plan/PlanPage.tsx')).PlanPage })),
  },
  {
    at: 'run',
    title: 'Run',
    icon: IconPlayerPlay,
    page: lazy(async () => ({ default: (await import('../pages/run/RunPage.tsx')).RunPage })),
  },
  {
    at: 'history',
    title: 'History',
    icon: IconHistory,
    page: lazy(async () => ({ default: (await import('../pages/history/HistoryPage.tsx')).HistoryPage })),
  },
];

/** The frame around all pages: where one is, who has control, what needs attention. */
export function Shell() {
  return (
    <Router hook={useHashLocation}>
      <Frame />
    </Router>
  );
}

function Frame() {
  const [location, go] = useLocation();
  const [, at = '', id = null] = location.split('/');
  const tab = tabs.find((one) => one.at === at) ?? tabs[0];
  useKeepControl();
  useEffect(() => followChanges(soundAlarm), []);
  useEffect(() => {
    document.title = tab === undefined ? 'PACEtomo' : `${tab.title} · PACEtomo`;
  }, [tab]);
  if (tab === undefined) return null;
  const Page = tab.page;
  return (
    <AppShell header={{ height: 48 }}>
      <AppShell.Header className={styles.header}>
        <span className={styles.name}>PACEtomo</span>
        <nav className={styles.tabs} aria-label="Pages">
          {tabs.map(({ at: to, title, icon: Icon }) => (
            <UnstyledButton
              key={to}
              className={styles.tab}
              aria-current={to === tab.at ? 'page' : undefined}
              aria-label={title}
              onClick={() => go(`/${to}`)}
            >
              <Icon size={18} />
              <span className={styles.title}>{title}</span>
            </UnstyledButton>
          ))}
        </nav>
        <Group gap={6} wrap="nowrap" ml="auto">
          <MicroscopeChip />
          <Control />
          <Links />
          <Notices />
          <ThemeToggle />
        </Group>
      </AppShell.Header>
      <AppShell.Main>
        <Banner />
        <Suspense fallback={null}>
          <Page id={id === null || id === '' ? null : decodeURIComponent(id)} />
        </Suspense>
      </AppShell.Main>
    </AppShell>
  );
}
