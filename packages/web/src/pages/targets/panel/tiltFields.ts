import { type AreaView, findSetting, type SettingName, type SettingRow, settingsTable } from 'pacetomo/page';

/** One of the six fields of the original's editor. */
export interface TiltField {
  readonly name: SettingName;
  readonly label: string;
}

export const tiltFields: readonly TiltField[] = [
  { name: 'startTiltDeg', label: 'Start' },
  { name: 'minTiltDeg', label: 'Min' },
  { name: 'maxTiltDeg', label: 'Max' },
  { name: 'tiltStepDeg', label: 'Step' },
  { name: 'pretiltDeg', label: 'Pretilt' },
  { name: 'rotationDeg', label: 'Rotation' },
];

/** What the targets file itself says of a setting; null when the run's own value holds. */
export const ownText = ({ settings }: Pick<AreaView, 'settings'>, name: SettingName): string | null =>
  settings.find((setting) => findSetting(setting.name)?.name === name)?.text ?? null;

/** The edit that a typed text asks for, or why it cannot be; null when nothing changes. */
export type Typed =
  | { readonly kind: 'set'; readonly text: string }
  | { readonly kind: 'unset' }
  | { readonly kind: 'wrong'; readonly why: string };

/** Reads what was typed into a field: a number within the range of the setting, or nothing for the run's own value. */
export function readTyped(name: SettingName, typed: string, own: string | null): Typed | null {
  const text = typed.trim().replace('−', '-').replace(',', '.').replace(/°$/, '').trim();
  if (text === '') return own === null ? null : { kind: 'unset' };
  const row: SettingRow = settingsTable[name];
  const value = Number(text);
  if (!Number.isFinite(value)) return { kind: 'wrong', why: `“${typed.trim()}” is not a number.` };
  if (row.kind === 'number' && (value < row.range[0] || value > row.range[1]))
    return { kind: 'wrong', why: `${row.range[0]} to ${row.range[1]} ${row.unit}` };
  return own !== null && Number(own) === value ? null : { kind: 'set', text: String(value) };
}

/** The names of the settings in targets files: the original's, so that it reads them too. */
export const fileName = (name: SettingName): string => settingsTable[name].oldName ?? name;
