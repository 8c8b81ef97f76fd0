import type { Made } from '../../src/exports/exportFile.ts';

/** The text of a file that was made; fails when it was not. */
export function textAt(made: Made, path: string): string {
  const file = made.files.find((each) => each.path === path);
  if (file === undefined)
    throw new Error(`${path} was not made, but ${made.files.map((each) => each.path).join(', ')}`);
  return file.text;
}

/** The numbers in a list of lines. */
export function numbersIn(text: string): readonly (readonly number[])[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.trim().split(/\s+/).map(Number));
}

/** The largest difference between numbers that were read and those that were meant; fails when there are fewer or more. */
export function offBy(read: readonly (readonly number[])[], meant: readonly (readonly number[])[]): number {
  if (read.length !== meant.length) throw new Error(`${read.length} lines instead of ${meant.length}`);
  const differences = meant.flatMap((line, at) => {
    if (read[at]!.length !== line.length) throw new Error(`line ${at + 1} has ${read[at]!.length} numbers`);
    return line.map((number, column) => Math.abs(number - read[at]![column]!));
  });
  return Math.max(...differences);
}

/** A STAR table by the rules of RELION's readStar and readStarLoop (metadata_table.cpp, ver5.0). */
export function relionStar(text: string, wanted: string): readonly Readonly<Record<string, string>>[] {
  if (text.includes('\r')) throw new Error('RELION does not take CR+LF');
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.includes('data_') && line.slice(line.indexOf('data_') + 5) === wanted);
  const loop = lines.findIndex((line, at) => at > start && line.includes('loop_'));
  if (start < 0 || loop < 0) throw new Error(`no table data_${wanted}`);
  const labels: string[] = [];
  let at = loop + 1;
  for (; lines[at]!.startsWith('_'); at++) labels.push(lines[at]!.slice(1, lines[at]!.indexOf('#') - 1));
  const rows: Record<string, string>[] = [];
  for (; at < lines.length && lines[at] !== ''; at++) {
    const values = lines[at]!.split(/[ \t]+/).filter((word) => word !== '');
    if (values.length !== labels.length) throw new Error(`${values.length} values for ${labels.length} labels`);
    rows.push(Object.fromEntries(labels.map((label, column) => [label, values[column]!])));
  }
  return rows;
}

/** A STAR table by the rules of Warp's Star (WarpLib/Star.cs, e321344): the numbers behind the labels give the columns. */
export function warpStar(text: string): readonly Readonly<Record<string, string>>[] {
  const lines = text.split('\n');
  let at = lines.findIndex((line) => line.includes('loop_')) + 1;
  const labels = new Map<string, number>();
  for (; lines[at] === '' || lines[at]!.startsWith('_'); at++) {
    if (lines[at] === '') continue;
    const [label, column] = lines[at]!.split(/[ \t]+/);
    labels.set(label!.slice(1), Number(column!.slice(1)) - 1);
  }
  const rows: Record<string, string>[] = [];
  for (; at < lines.length; at++) {
    const values = lines[at]!.trim().split(/\s+/);
    if (values.length !== labels.size) break;
    rows.push(Object.fromEntries([...labels].map(([label, column]) => [label, values[column]!])));
  }
  return rows;
}
