import { Badge, Text, UnstyledButton } from '@mantine/core';
import { useRef, useState } from 'react';
import { Scroll } from '../../parts/Scroll.tsx';
import styles from './Plan.module.css';
import { SettingRowForm } from './SettingRowForm.tsx';
import type { SettingGroup } from './settingEntries.ts';

interface FormsProps {
  readonly area: string;
  readonly groups: readonly SettingGroup[];
  readonly refused: string | null;
}

/** Groups at the left, their settings at the right. */
export function SettingForms({ area, groups, refused }: FormsProps) {
  const list = useRef<HTMLElement>(null);
  const [current, setCurrent] = useState<string | null>(null);
  const sections = (): readonly HTMLElement[] => [
    ...(list.current?.querySelectorAll<HTMLElement>('section[data-group]') ?? []),
  ];
  const follow = (): void => {
    const top = list.current?.scrollTop ?? 0;
    const seen = sections().findLast((section) => section.offsetTop <= top + 20);
    setCurrent(seen?.dataset.group ?? null);
  };
  const show = (title: string): void => {
    const section = sections().find(({ dataset }) => dataset.group === title);
    if (section !== undefined) list.current?.scrollTo({ top: section.offsetTop });
  };
  if (groups.length === 0)
    return (
      <Text p="lg" size="sm" c="dimmed">
        No setting is like that. Search for other words, or show all settings.
      </Text>
    );
  return (
    <div className={styles.forms}>
      <nav className={styles.groups} aria-label="Groups of settings">
        {groups.map(({ title, entries }) => {
          const differing = entries.filter(({ differs }) => differs).length;
          return (
            <UnstyledButton
              key={title}
              className={styles.group}
              aria-current={title === (current ?? groups[0]?.title)}
              onClick={() => show(title)}
            >
              <span>{title}</span>
              {differing > 0 && (
                <Badge size="sm" variant="light" title={`${differing} differ from the default`}>
                  {differing}
                </Badge>
              )}
            </UnstyledButton>
          );
        })}
      </nav>
      <Scroll ref={list} onScroll={follow} label="Settings by group">
        {groups.map(({ title, entries }) => (
          <section key={title} data-group={title} aria-label={title}>
            <h2 className={styles.title}>{title}</h2>
            {entries.map((entry) => (
              <SettingRowForm key={entry.name} area={area} entry={entry} refused={refused} />
            ))}
          </section>
        ))}
      </Scroll>
    </div>
  );
}
