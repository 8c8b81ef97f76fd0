import type { SettingWish } from './readSettings.ts';
import { findSetting } from './settings.ts';

/** What the head of a script, or a list of settings that it wrote, says. */
export interface ScriptSettings {
  /** Settings as they stand there, in order; whether the values are allowed, `readSettings` says. */
  readonly wishes: readonly SettingWish[];
  /** Sentences: settings of ours whose value cannot be read. */
  readonly problems: readonly string[];
  /** Sentences: what was left out or means something else here. */
  readonly remarks: readonly string[];
}

/**
 * Reads the settings out of a copy of PACEtomo.py, or out of the `…_settings.txt` that it writes beside a targets file.
 * Nothing is executed: only values written out as a number, True, False or a list of numbers are understood.
 */
export function settingsOfScript(text: string): ScriptSettings {
  const assignments = assignmentsIn(text);
  if (assignments.some(({ name }) => name === 'targetByShift')) {
    const sentence = 'This is the script that selects targets; its settings of the same names mean something else.';
    return { wishes: [], problems: [`${sentence} Give PACEtomo.py itself.`], remarks: [] };
  }
  const found = assignments.map(understood);
  return {
    wishes: found.flatMap(({ wishes = [] }) => wishes),
    problems: found.flatMap(({ problem = [] }) => problem),
    remarks: [...ofOneRun(text), ...found.flatMap(({ remark = [] }) => remark)],
  };
}

/** The list that a run writes begins with its date, and holds what its targets file overrode (behaviour A.4). */
const ofOneRun = (text: string): readonly string[] =>
  /^#.*\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d/.test(text)
    ? ['These are the settings of one run: what its targets file said, pretilt for instance, is among them.']
    : [];

interface Assignment {
  readonly name: string;
  readonly value: string;
  /** For messages. */
  readonly source: string;
}

interface Understood {
  readonly wishes?: readonly SettingWish[];
  readonly problem?: string;
  readonly remark?: string;
}

/** What settings were called in older versions of the script. */
const formerNames: ReadonlyMap<string, string> = new Map([
  ['geoRefine', 'refineGeo'], // to 1.4.4
  ['ignoreFirstNegShift', 'ignoreNegStart'], // to 1.2
  ['measureGeometry', 'measureGeo'], // README of 1.8
]);

function understood({ name: given, value: text, source }: Assignment): Understood {
  const name = nameToday(given);
  if (given === 'versionPACE' || given.startsWith('__')) return {}; // Python’s own stand in the list that a run writes
  if (name === null) return { remark: `${source}: there is no setting called ${given} here; it is left out.` };
  const value = plainValue(text);
  if (Array.isArray(value) && name === 'tgtMntSize') return montageSize(value, { name, source });
  if (value === null || Array.isArray(value))
    return { problem: `${source}: ${given} = ${text} is no plain value; the default holds.` };
  return { wishes: [{ name, value, source }] };
}

/** What the script calls a setting today; null when we have none of that name. */
function nameToday(given: string): string | null {
  const today = formerNames.get(given) ?? given;
  return findSetting(today)?.row.oldName === today ? today : null;
}

/**
 * From 1.9.2g on a montage has its pieces along both sides, [3, 3], where it had those on each side of the centre, 1.
 * An even number is raised by one there; one piece is no montage.
 */
function montageSize(pieces: readonly number[], wish: Omit<SettingWish, 'value'>): Understood {
  const [across = 1, along = 1, ...more] = pieces;
  const size = Math.floor(across / 2);
  if (more.length > 0 || size !== Math.floor(along / 2))
    return {
      problem: `${wish.source}: tgtMntSize = [${pieces.join(', ')}]: montages here have as many pieces one way as the other.`,
    };
  if (size > 0) return { wishes: [{ ...wish, value: size }] };
  return { wishes: [{ ...wish, name: 'tgtMontage', value: false }] };
}

/** A plain value as Python writes it; null when it is anything else. */
function plainValue(text: string): number | boolean | readonly number[] | null {
  if (text === 'True') return true;
  if (text === 'False') return false;
  const [, list] = /^[[(](.*)[\])]$/.exec(text) ?? [];
  if (list === undefined) return numberOf(text);
  const numbers = list.split(',').map((word) => numberOf(word.trim()));
  return numbers.some((n) => n === null) ? null : numbers.filter((n) => n !== null);
}

function numberOf(text: string): number | null {
  return /^[+-]?\s*(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text.replace(/\s/g, '')) : null;
}

/** The assignments at the left margin, to the end of the settings. */
function assignmentsIn(text: string): readonly Assignment[] {
  const lines = withoutTextBlocks(text).split(/\r\n|\r|\n/);
  const lastLine = lines.findIndex((line) => /^#.*\bEND SETTINGS\b/i.test(line));
  const found: Assignment[] = [];
  let hasBegun = false;
  for (const [i, line] of lines.slice(0, lastLine < 0 ? undefined : lastLine).entries()) {
    const [, name, rest] = /^([A-Za-z_]\w*)\s*=(?!=)\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined && rest !== undefined) {
      found.push({ name, value: withoutComment(rest), source: `line ${i + 1}` });
      hasBegun ||= nameToday(name) !== null;
    } else if (lastLine < 0 && hasBegun && /^[^\s#]/.test(line)) break; // the first versions mark no end: their program begins here
  }
  return found;
}

/** The lines stay, so that they can be counted. */
const withoutTextBlocks = (text: string): string =>
  text.replace(/("""|''')[\s\S]*?\1/g, (block) => block.replace(/[^\r\n]/g, ''));

const withoutComment = (text: string): string => text.replace(/^((?:"[^"]*"|'[^']*'|[^#"'])*)#.*$/, '$1').trim();
