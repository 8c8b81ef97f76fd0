import {
  defaultSettings,
  findSetting,
  readSettings,
  type SettingName,
  type SettingRow,
  type Settings,
  type SettingWish,
  settingsTable,
} from 'pacetomo/page';
import { settingWords } from './settingWords.ts';

/** Where the value of a setting comes from: the one that wins. */
type SettingSource = 'file' | 'preset' | 'default';

/** One setting as a form shows it. */
export interface SettingEntry {
  readonly name: SettingName;
  readonly row: SettingRow;
  readonly words: string;
  readonly value: number | boolean | string;
  readonly source: SettingSource;
  readonly differs: boolean;
}

/** The settings of one group, in the order of the table. */
export interface SettingGroup {
  readonly title: string;
  readonly entries: readonly SettingEntry[];
}

/** A name, by either of its names, and a value as text. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** All settings with the values that hold: those of the file before those of a preset before the defaults. */
export function settingGroups(file: readonly NamedText[], preset: readonly NamedText[]): readonly SettingGroup[] {
  const values = valuesOf(preset, file);
  const inFile = namesIn(file);
  const inPreset = namesIn(preset);
  const groups = new Map<string, SettingEntry[]>();
  for (const [text, row] of Object.entries<SettingRow>(settingsTable)) {
    const name = findSetting(text)?.name;
    if (name === undefined) continue;
    const value = values[name];
    const source = inFile.has(name) ? 'file' : inPreset.has(name) ? 'preset' : 'default';
    const entry = { name, row, words: settingWords[name], value, source, differs: value !== row.default } as const;
    groups.set(row.group, [...(groups.get(row.group) ?? []), entry]);
  }
  return [...groups].map(([title, entries]) => ({ title, entries }));
}

/** What of the groups is shown: what is searched for, in words, names or help, and perhaps only what differs. */
export function shownOf(
  groups: readonly SettingGroup[],
  search: string,
  onlyDiffering: boolean,
): readonly SettingGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const isFound = ({ name, words: title, row }: SettingEntry): boolean => {
    const text = `${title} ${name} ${row.oldName ?? ''} ${row.group} ${row.help}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return groups
    .map(({ title, entries }) => ({
      title,
      entries: entries.filter(
        (entry) => isFound(entry) && (!onlyDiffering || entry.differs || entry.source === 'file'),
      ),
    }))
    .filter(({ entries }) => entries.length > 0);
}

/** Settings in force by lists of which the later one wins; what cannot be read is left out. */
export function valuesOf(...lists: readonly (readonly NamedText[])[]): Settings {
  const wishes = lists
    .flat()
    .map(({ name, text }): SettingWish => ({ name, value: text, source: '' }))
    .filter((wish) => readSettings(defaultSettings(), [wish]).problems.length === 0);
  return readSettings(defaultSettings(), wishes).settings;
}

/** Why a text is no value of a setting, in a sentence; null when it is one. */
export function objectionTo(name: SettingName, text: string): string | null {
  const [problem] = readSettings(defaultSettings(), [{ name, value: text, source: settingWords[name] }]).problems;
  return problem === undefined ? null : problem.replace(`: ${name} `, ' ');
}

/** A value as a targets file has it. Lists have no blanks there. */
export function textOf(value: number | boolean | string): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' ? value.replace(/[\s,]+/g, ',').replace(/^,|,$/g, '') : String(value);
}

/** A value as people read it: `−5 µm`, `yes`, `empty`. */
export function valueWords(value: number | boolean | string, unit: string): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (value === '') return 'empty';
  const number = typeof value === 'number' ? String(value).replace('-', '−') : value;
  return unit === '' ? number : unit === '°' ? `${number}°` : `${number} ${unit}`;
}

/** All that differs from the defaults, for keeping under a name. */
export function differing(groups: readonly SettingGroup[]): Readonly<Record<string, string>> {
  const entries = groups.flatMap(({ entries: all }) => all).filter(({ differs }) => differs);
  return Object.fromEntries(entries.map(({ name, value }) => [name, textOf(value)]));
}

const namesIn = (list: readonly NamedText[]): ReadonlySet<SettingName> =>
  new Set(list.map(({ name }) => findSetting(name)?.name).filter((name) => name !== undefined));
