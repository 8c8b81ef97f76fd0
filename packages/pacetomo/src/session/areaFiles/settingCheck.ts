import { type Refused, refused } from '../../area/edit.ts';
import type { CheckedSetting } from '../../area/editSettings.ts';
import { readSettings } from '../../plan/readSettings.ts';
import { defaultSettings, findSetting, type SettingName } from '../../plan/settings.ts';

/**
 * How a setting of the table is written in a targets file: under the original's name where it has one, booleans as `_bset`
 * with True or False (the original's editor writes `_set X = True`, which the script cannot read, and takes `1` for False:
 * behaviour H30). Or why it cannot be.
 */
export function checkSetting(name: string, text: string): CheckedSetting | Refused {
  const found = findSetting(name);
  if (found === null) return refused(`There is no setting called ${name}. docs/settings.md lists all of them.`);
  const { settings, problems } = readSettings(defaultSettings(), [{ name, value: text, source: 'The targets file' }]);
  const [problem] = problems;
  if (problem !== undefined) return refused(problem);
  const value = settings[found.name];
  const written = typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
  if (!/^[!-~]+$/.test(written))
    return refused(
      `${name} cannot stand in a targets file: “${written}” would be cut at its blank. Put it into a settings file.`,
    );
  const names = namesOf(found.name);
  const kind = typeof value === 'boolean' ? 'boolean' : 'number';
  return { kind: 'setting', names, setting: { kind, name: found.row.oldName ?? found.name, text: written } };
}

/** All names of a setting, or the one given when there is no such setting: a file may hold unknown ones. */
export function namesOfSetting(name: string): readonly string[] {
  const found = findSetting(name);
  return found === null ? [name] : [name, ...namesOf(found.name)];
}

function namesOf(name: SettingName): readonly string[] {
  const oldName = findSetting(name)?.row.oldName ?? null;
  return oldName === null ? [name] : [name, oldName];
}
