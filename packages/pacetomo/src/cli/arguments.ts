import { InvalidArgumentError } from '@commander-js/extra-typings';

/** The values of an option that may be given several times. */
export const collect = (value: string, earlier: readonly string[] = []): readonly string[] => [...earlier, value];

/** Any number. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('Give a number.');
  return value;
}

/** A number above 0. */
export function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('Give a number above 0.');
  return value;
}

/** A number from 0. */
export function notNegative(text: string): number {
  const value = number(text);
  if (value < 0) throw new InvalidArgumentError('Give a number from 0.');
  return value;
}

/** A whole number, negative ones included. */
export const wholeNumber = (text: string): number => wholeFrom(Number.MIN_SAFE_INTEGER)(text);

/** A whole number that is not below the least one. */
export const wholeFrom =
  (least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value;
    const from = least === Number.MIN_SAFE_INTEGER ? '' : ` from ${least}`;
    throw new InvalidArgumentError(`Give a whole number${from}.`);
  };

/** One of some words. */
export const oneOf =
  <Word extends string>(...words: readonly Word[]) =>
  (text: string): Word => {
    const word = words.find((each) => each === text);
    if (word === undefined) throw new InvalidArgumentError(`Say ${words.join(' or ')}.`);
    return word;
  };

/** What `--beam` is told. */
export const beamHelp =
  'e/Å² of one image and diameter in µm: record=3,2.5, likewise view, preview, focus (may be given several times)';
