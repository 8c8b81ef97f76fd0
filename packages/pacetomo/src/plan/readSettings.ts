import { findSetting, plannedSettings, type SettingName, type Settings } from './settings.ts';

/** One wish: a setting by either name, its value as text or as a settings file gives it, and who wishes it. */
export interface SettingWish {
  readonly name: string;
  readonly value: unknown;
  /** Where it was said, for messages: `--set`, `lamella_tgts.txt line 3`. */
  readonly source: string;
}

/** What became of a list of wishes. */
export interface ReadSettings {
  readonly settings: Settings;
  /** Sentences: why a wish cannot be granted. Any of these must stop the run. */
  readonly problems: readonly string[];
  /** Sentences: what was ignored, and why that is safe. */
  readonly warnings: readonly string[];
}

/** Settings with wishes applied in order, the later one winning. Nothing is clamped: a value out of range is a problem. */
export function readSettings(defaults: Settings, wishes: readonly SettingWish[]): ReadSettings {
  const problems: string[] = [];
  const warnings: string[] = [];
  const values: Partial<Record<SettingName, number | boolean | string>> = {};
  for (const wish of wishes) {
    const found = findSetting(wish.name);
    if (found === null) {
      if (plannedSettings.includes(wish.name))
        warnings.push(`${wish.source}: ${wish.name} is known but not available yet; it is ignored.`);
      else
        problems.push(`${wish.source}: there is no setting called ${wish.name}. docs/settings.md lists all of them.`);
      continue;
    }
    const read = readValue(found.row, wish.value);
    if (typeof read === 'object') problems.push(`${wish.source}: ${wish.name} ${read.problem}.`);
    else values[found.name] = read;
  }
  return { settings: { ...defaults, ...values } as Settings, problems, warnings };
}

type Row = NonNullable<ReturnType<typeof findSetting>>['row'];

function readValue(row: Row, value: unknown): number | boolean | string | { readonly problem: string } {
  if (typeof row.default === 'boolean') return readYesNo(value);
  if (typeof row.default === 'string') {
    const word = String(value);
    return row.choices?.includes(word)
      ? word
      : { problem: `has to be one of ${row.choices?.join(', ')}; it is “${word}”` };
  }
  return readNumber(row, value);
}

function readNumber(row: Row, value: unknown): number | { readonly problem: string } {
  const n = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof n !== 'number' || !Number.isFinite(n))
    return { problem: `has to be a number${row.unit && ` of ${row.unit}`}; it is “${String(value)}”` };
  if (row.integer && !Number.isInteger(n)) return { problem: `has to be a whole number; it is ${n}` };
  const [low, high] = row.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (n < low || n > high)
    return { problem: `has to lie between ${low} and ${high}${row.unit && ` ${row.unit}`}; it is ${n}` };
  return n;
}

function readYesNo(value: unknown): boolean | { readonly problem: string } {
  const word = String(value).trim().toLowerCase();
  if (['true', 'yes', 'y', 'on', '1', '1.0'].includes(word)) return true;
  if (['false', 'no', 'n', 'off', '0', '0.0'].includes(word)) return false;
  return { problem: `has to be yes or no; it is “${String(value)}”` };
}
