import type { Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Number, smallest, largest, mean, standard deviation of the sample, median. */
function statistics({ variables }: Instrument, args: CommandArguments): number[] {
  const values = variables.numbers(args.text(0));
  if (values.length === 0) throw new ScriptError(`The variable ${args.text(0)} is empty`);
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? mean;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? mean;
  const sd = Math.sqrt(squares / Math.max(1, values.length - 1));
  return [values.length, sorted[0] ?? mean, sorted.at(-1) ?? mean, mean, sd, (lower + upper) / 2];
}

/** Sum of the products of the deviations of two arrays from their means. */
function covariance(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  return a.reduce((sum, value, index) => sum + (value - meanA) * ((b[index] ?? meanB) - meanB), 0);
}

/** Two arrays: number, slope, intercept, correlation. Three: the last fitted by the first two and a constant. */
function linearFit({ variables }: Instrument, args: CommandArguments): number[] {
  const arrays = [0, 1, 2].filter((position) => args.has(position)).map((at) => variables.numbers(args.text(at)));
  const [first = [], second = [], third] = arrays;
  if (arrays.some(({ length }) => length !== first.length)) {
    throw new ScriptError('The arrays to fit are not of one length');
  }
  if (first.length < arrays.length) throw new ScriptError(`${first.length} values are too few for this fit`);
  return [first.length, ...(third ? planeFit(first, second, third) : lineFit(first, second))];
}

function lineFit(x: readonly number[], y: readonly number[]): [slope: number, intercept: number, correlation: number] {
  const slope = covariance(x, y) / covariance(x, x);
  const correlation = covariance(x, y) / Math.sqrt(covariance(x, x) * covariance(y, y));
  return [slope, meanOf(y) - slope * meanOf(x), correlation];
}

function planeFit(x1: readonly number[], x2: readonly number[], y: readonly number[]): [number, number, number] {
  const [s11, s12, s22] = [covariance(x1, x1), covariance(x1, x2), covariance(x2, x2)];
  const [s1y, s2y] = [covariance(x1, y), covariance(x2, y)];
  const determinant = s11 * s22 - s12 * s12;
  const a1 = (s1y * s22 - s2y * s12) / determinant;
  const a2 = (s2y * s11 - s1y * s12) / determinant;
  return [a1, a2, meanOf(y) - a1 * meanOf(x1) - a2 * meanOf(x2)];
}

/** 0 when two texts are the same, else −1 or 1 for their order. */
const compared = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

function substringPosition({ variables }: Instrument, args: CommandArguments): [number, number] {
  const mode = args.integer(1);
  const anyCase = mode > 0 || mode < -1;
  const fold = (text: string): string => (anyCase ? text.toUpperCase() : text);
  const value = fold(variables.text(args.text(0)));
  const part = fold(args.lastText());
  return [mode < 0 ? value.lastIndexOf(part) : value.indexOf(part), 0];
}

/** The first character stays even when it is a digit, as in SerialEM. */
function withoutDigits({ variables }: Instrument, args: CommandArguments): [number] {
  const value = variables.text(args.text(0));
  const digits = /\d*$/.exec(value.slice(1))?.[0] ?? '';
  variables.setText(args.text(1), value.slice(0, value.length - digits.length));
  return [digits === '' ? 0 : Number.parseInt(digits, 10)];
}

/** Commands that compute with arrays and texts in variables. */
export const arrayCommands: CommandFamily = {
  ArrayStatistics: statistics,
  LinearFitToVars: linearFit,
  CompareStrings: ({ variables }, args) => [compared(variables.text(args.text(0)), args.lastText())],
  CompareNoCase: ({ variables }, args) => [
    compared(variables.text(args.text(0)).toLowerCase(), args.lastText().toLowerCase()),
  ],
  FindSubstring: substringPosition,
  StripEndingDigits: withoutDigits,
};
