import { Complaint } from './complaint.ts';

/** A table of a STAR file: its rows, each with its values by the name of the column. */
export type StarTable = readonly ReadonlyMap<string, string>[];

/**
 * How RELION reads a table (3dem/relion 73f0a3c0, src/metadata_table.cpp): the block of that name, whole and alone on its
 * line; a label is followed by nothing, or one blank and `#`; the table ends at an empty line. No CR is allowed.
 */
export function relionStar(text: string, name: string): StarTable {
  if (text.includes('\r')) throw new Complaint('RELION does not support CR+LF as a new line code.');
  const lines = text.split('\n');
  let at = lines.findIndex((line) => line.trim().includes('data_') && afterData(line.trim()) === name);
  if (at < 0) throw new Complaint(`could not read data. Does the table have the correct name: data_${name}?`);
  at = lines.findIndex((line, i) => i > at && line.includes('loop_')) + 1;
  const labels: string[] = [];
  for (; at < lines.length; at++) {
    const line = lines[at]?.trim() ?? '';
    if (line === '' || /^[#;]/.test(line)) continue;
    if (!line.startsWith('_')) break;
    const label = line.includes('#') ? line.slice(1, line.indexOf('#') - 1) : line.slice(1);
    if (!/^rln\w+$/.test(label)) throw new Complaint(`unknown label “${label}”`);
    labels.push(label);
  }
  const end = lines.findIndex((line, i) => i >= at && line.trim() === '');
  return lines.slice(at, end < 0 ? lines.length : end).map((line) => row(labels, line));
}

const afterData = (line: string): string => line.slice(line.indexOf('data_') + 5);

/** How Warp reads a tomostar (warpem/warp e321344, WarpLib/Star.cs): the first loop of the file, until a line has another number of words. */
export function warpStar(text: string): StarTable {
  const lines = text.split(/\r?\n/);
  let at = lines.findIndex((line) => line.includes('loop_')) + 1;
  if (at === 0) throw new Complaint('no loop_ in the file');
  const columns = new Map<string, number>();
  for (; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line === '') continue;
    if (!line.startsWith('_')) break;
    const [name = '', number] = line.split(/[ \t]+/);
    columns.set(name.slice(1), number === undefined ? columns.size : Number(number.slice(1)) - 1);
  }
  const rows: ReadonlyMap<string, string>[] = [];
  for (; at < lines.length; at++) {
    const words = (lines[at] ?? '').split(/\s+/).filter((word) => word !== '');
    if (words.length !== columns.size) break;
    rows.push(new Map([...columns].map(([name, column]) => [name, words[column] ?? ''])));
  }
  for (const needed of ['wrpDose', 'wrpAngleTilt', 'wrpMovieName'])
    if (!columns.has(needed)) throw new Complaint(`STAR file has no ${needed} column.`);
  return rows;
}

function row(labels: readonly string[], line: string): ReadonlyMap<string, string> {
  const words = line.match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
  if (words.length !== labels.length) throw new Complaint(`Expected = ${labels.length} Found = ${words.length}`);
  return new Map(labels.map((label, i) => [label, words[i]?.replace(/^(["'])(.*)\1$/, '$2') ?? '']));
}
