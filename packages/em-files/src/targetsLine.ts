import { quoted } from './errors.ts';
import { trimBlanks } from './textLines.ts';

/** A setting that a targets file overrides for one area: `_set name = number` or `_bset name = boolean`. */
export interface Setting {
  readonly kind: 'set' | 'bset';
  readonly name: string;
  /** As it stands in the file. */
  readonly text: string;
}

/** What one line of a targets or run file says. */
export type TargetsLine =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'setting'; readonly setting: Setting }
  | { readonly kind: 'resume'; readonly section: number; readonly target: number }
  | { readonly kind: 'target'; readonly label: string }
  | { readonly kind: 'branch'; readonly branch: 'plus' | 'minus' }
  | { readonly kind: 'geometry'; readonly label: string }
  | { readonly kind: 'key'; readonly key: string; readonly text: string }
  | { readonly kind: 'unreadable'; readonly reason: string };

/**
 * Reads one line. More tolerant than PACEtomo: any blanks round the equals sign, blanks inside values, and comments
 * that start with `#`.
 */
export function readTargetsLine(raw: string): TargetsLine {
  const line = trimBlanks(raw);
  if (line === '' || line.startsWith('#')) return { kind: 'nothing' };
  if (line === '_pbr') return { kind: 'branch', branch: 'plus' };
  if (line === '_nbr') return { kind: 'branch', branch: 'minus' };
  const equals = line.indexOf('=');
  if (equals < 0) return { kind: 'unreadable', reason: `${quoted(line)} has no equals sign.` };
  const left = trimBlanks(line.slice(0, equals));
  const right = trimBlanks(line.slice(equals + 1));
  const setting = /^_(b?set)[ \t]/.exec(left);
  if (setting) return readSetting(setting[1] === 'bset' ? 'bset' : 'set', left, right);
  if (left === '') return { kind: 'unreadable', reason: 'nothing stands before the equals sign.' };
  if (left === '_tgt') return { kind: 'target', label: right };
  if (left === '_geo') return { kind: 'geometry', label: right };
  if (left === '_spos') return readResume(right);
  if (['_set', '_bset', '_pbr', '_nbr'].includes(left)) {
    return { kind: 'unreadable', reason: `${quoted(line)} is not complete.` };
  }
  return { kind: 'key', key: left, text: right };
}

function readSetting(kind: Setting['kind'], left: string, text: string): TargetsLine {
  const name = trimBlanks(left.slice(kind.length + 1));
  return { kind: 'setting', setting: { kind, name, text } };
}

function readResume(text: string): TargetsLine {
  const [section = '', target = '', ...more] = text.split(',').map((part) => part.trim());
  const whole = /^\d{1,9}$/;
  if (more.length > 0 || !whole.test(section) || !whole.test(target)) {
    return { kind: 'unreadable', reason: `_spos is ${quoted(text)}; it should be two whole numbers, as in 12,3.` };
  }
  return { kind: 'resume', section: Number(section), target: Number(target) };
}
