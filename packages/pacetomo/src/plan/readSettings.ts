import { findSetting, type SettingName, type Settings } from './settings.ts';

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
  switch (row.kind) {
    case 'yes-no':
      return readYesNo(value);
    case 'number':
      return readNumber(row, value);
    case 'choice': {
      const word = String(value);
      return row.choices.includes(word)
        ? word
        : { problem: `has to be one of ${row.choices.join(', ')}; it is “${word}”` };
    }
    case 'text': {
      const text = (Array.isArray(value) ? value.join(', ') : String(value)).trim(); // TOML has lists
      const objection = row.check(text);
      return objection === null ? text : { problem: objection };
    }
  }
}

function readNumber(
  { unit, range: [low, high], integer }: Extract<Row, { kind: 'number' }>,
  value: unknown,
): number | { readonly problem: string } {
  const n = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof n !== 'number' || !Number.isFinite(n))
    return { problem: `has to be a number${unit && ` of ${unit}`}; it is “${String(value)}”` };
  if (integer && !Number.isInteger(n)) return { problem: `has to be a whole number; it is ${n}` };
  if (n < low || n > high) return { problem: `has to lie between ${low} and ${high}${unit && ` ${unit}`}; it is ${n}` };
  return n;
}

function readYesNo(value: unknown): boolean | { readonly problem: string } {
  const word = String(value).trim().toLowerCase();
  if (['true', 'yes', 'y', 'on', '1', '1.0'].includes(word)) return true;
  if (['false', 'no', 'n', 'off', '0', '0.0'].includes(word)) return false;
  return { problem: `has to be yes or no; it is “${String(value)}”` };
}
