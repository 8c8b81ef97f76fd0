import { Trouble } from '../run/errors.ts';
import { numbersOf } from './measure.ts';

/** The index, from 0, of a target by its number as `pacetomo targets list` shows it: `3` or `003`. */
export function targetIndex(text: string): number {
  if (/^\d{1,4}$/.test(text) && Number(text) > 0) return Number(text) - 1;
  throw new Trouble(
    'bad-input',
    `“${text}” is no number of a target. Write it as “pacetomo targets list” shows it, such as 003.`,
  );
}

/** A place of two numbers, µm. Throws `bad-input` in the name of an option. */
export function placeOf(option: string, text: string): { readonly x: number; readonly y: number } {
  const [x, y, ...more] = numbersOf(option, text);
  if (x !== undefined && y !== undefined && more.length === 0) return { x, y };
  throw new Trouble('bad-input', `${option} “${text}” is not a place. Write x,y in µm, such as ${option} 2.5,-4.`);
}

/** Name and value of `pretilt=-9.2`. */
export function settingOf(text: string): readonly [name: string, value: string] {
  const at = text.indexOf('=');
  if (at > 0 && at < text.length - 1) return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  throw new Trouble('bad-input', `“${text}” is not a setting with its value. Write name=value, such as pretilt=-9.2.`);
}
