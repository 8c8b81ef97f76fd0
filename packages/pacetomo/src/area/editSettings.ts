import type { Area, AreaSetting } from './area.ts';
import { type Edited, edited, type Refused, refused } from './edit.ts';

/**
 * Says how a setting is written in a targets file, and by which other name it may stand there; or why it cannot be. What
 * settings there are is not known here.
 */
export type SettingCheck = (name: string, text: string) => CheckedSetting | Refused;

export interface CheckedSetting {
  readonly kind: 'setting';
  readonly setting: AreaSetting;
  /** All names of this setting. */
  readonly names: readonly string[];
}

/** Gives a setting of the area a value: in its old place, or after the others. */
export function setSetting(area: Area, name: string, text: string, check: SettingCheck): Edited {
  const checked = check(name, text);
  if (checked.kind === 'refused') return checked;
  const isIt = (setting: AreaSetting) => checked.names.includes(setting.name);
  const at = area.settings.findIndex(isIt);
  const others = area.settings.filter((setting) => !isIt(setting));
  return edited({ ...area, settings: others.toSpliced(at < 0 ? others.length : at, 0, checked.setting) });
}

/** Takes a setting, by any of its names, out of the area: the value of the run holds then. */
export function removeSetting(area: Area, names: readonly string[]): Edited {
  const left = area.settings.filter(({ name }) => !names.includes(name));
  if (left.length === area.settings.length) return refused(`${area.name} has no setting ${names[0] ?? ''} of its own.`);
  return edited({ ...area, settings: left });
}
