import { area } from './settings/area.ts';
import { facility } from './settings/facility.ts';
import { finishing } from './settings/finishing.ts';
import { imaging } from './settings/imaging.ts';
import { montage } from './settings/montage.ts';
import { pattern } from './settings/pattern.ts';
import type { SettingRow } from './settings/rows.ts';
import { running } from './settings/running.ts';
import { sample } from './settings/sample.ts';
import { tilting } from './settings/tilting.ts';
import { tracking } from './settings/tracking.ts';

export type { UnknownExposure } from './settings/running.ts';

/**
 * Every setting of a run, in one table. The command line, settings files, `_set`/`_bset` lines of targets files,
 * validation of plan.json and docs/settings.md all come from it; adding a setting is adding a row to one of its groups.
 */
export const settingsTable = {
  ...tilting,
  ...sample,
  ...area,
  ...pattern,
  ...imaging,
  ...tracking,
  ...montage,
  ...facility,
  ...finishing,
  ...running,
} satisfies Record<string, SettingRow>;

/** The name of a setting, with its unit. */
export type SettingName = keyof typeof settingsTable;

/** A value for every setting. */
export type Settings = { readonly [N in SettingName]: (typeof settingsTable)[N]['default'] };

/** All settings at their defaults. */
export function defaultSettings(): Settings {
  const values = Object.entries<SettingRow>(settingsTable).map(([name, row]) => [name, row.default]);
  return Object.fromEntries(values) as Settings; // the one place where the table becomes the type made from it
}

/** A row of the table under its name, whichever of the two names is given; null when there is no such setting. */
export function findSetting(name: string): { readonly name: SettingName; readonly row: SettingRow } | null {
  for (const [newName, row] of Object.entries<SettingRow>(settingsTable)) {
    if (newName === name || row.oldName === name) return { name: newName as SettingName, row };
  }
  return null;
}
