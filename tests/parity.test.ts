import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SettingRow } from '../packages/pacetomo/src/plan/settings/rows.ts';
import { settingsTable } from '../packages/pacetomo/src/plan/settings.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const page = read('docs/parity.md');

/** The rows of all tables: what stands in the first cell in bold, and the last cell. */
const rows = [...page.matchAll(/^\| \*\*(.+?)\*\* \|(.*)\|$/gm)].map(([, id, cells]) => ({
  id: id!,
  cells: cells!.split(/(?<!\\)\|/).map((cell) => cell.trim()),
}));

/** What is cited as `path › name`. */
const citations = [...page.matchAll(/`([^`\s]+\.ts) › ([^`]+)`/g)].map(([, file, name]) => ({
  file: file!,
  name: name!.replaceAll('\\|', '|'),
}));

const numbered = (prefix: string, from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => `${prefix}${from + i}`);

/** A row may be one of several with the same number: `C.6.4 addAF`. */
const isThere = (behaviour: string): boolean =>
  rows.some(({ id }) => id === behaviour || id.startsWith(`${behaviour} `));

describe('docs/parity.md', () => {
  test('has one row for every defect of the original', () => {
    const defects = rows.flatMap(({ id }) => (/^H\d+$/.test(id) ? [id] : []));
    expect(defects).toEqual(numbered('H', 1, 75));
  });

  test('has a row for every behaviour that is numbered', () => {
    const behaviours = [
      ...numbered('A.', 1, 7),
      ...numbered('C.1.', 1, 11),
      ...numbered('C.2.', 12, 21).filter((behaviour) => behaviour !== 'C.2.14'), // which is C.2b
      ...['C.2a', 'C.2b', 'C.4', 'C.7', 'C.8', 'C.10', 'B.2', 'B.3', 'F.1', 'F.2', 'F.3'],
      ...numbered('C.3.', 1, 3),
      ...['C.3.4a', 'C.3.4b', 'C.3.4c', 'C.3.4d'],
      ...numbered('C.3.', 5, 7),
      ...numbered('C.5.', 1, 5),
      ...numbered('C.6.', 1, 20),
      ...numbered('C.9.', 1, 8),
      ...numbered('D.', 1, 11),
      ...['E.2', 'E.3', 'E.5', 'E.6'],
      ...numbered('F.1.', 1, 6),
    ];
    expect(behaviours.filter((behaviour) => !isThere(behaviour))).toEqual([]);
  });

  test('names no behaviour twice', () => {
    const ids = rows.map(({ id }) => id);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });

  test('has a row for every setting that the original has, with our name for it', () => {
    const wanted = Object.entries<SettingRow>(settingsTable).flatMap(([name, { oldName }]) =>
      oldName === null ? [] : [`B.1 ${oldName}: \`${name}\``],
    );
    const said = rows.flatMap(({ id, cells }) => (id.startsWith('B.1 ') ? [`${id}: ${cells[0]}`] : []));
    expect(said.toSorted()).toEqual(wanted.toSorted());
  });

  test('says in every row what is done here and which test shows it, or that there is none', () => {
    const shows = (cell: string): boolean => cell.includes(' › ') || cell.includes('no test yet');
    expect(rows.filter(({ cells }) => cells.length !== 3 || cells.includes('') || !shows(cells[2]!))).toEqual([]);
  });

  test('cites tests that are there', () => {
    expect(citations.length).toBeGreaterThan(150);
    expect(citations.filter(({ file, name }) => !isCitedRightly(file, name))).toEqual([]);
  });
});

/** Whether a file has a test of this name. The test of a setting is named by the setting and a sentence. */
function isCitedRightly(file: string, name: string): boolean {
  if (!existsSync(join(root, file))) return false;
  const text = read(file);
  const [, setting, sentence] = /^([A-Za-z]+): (.+)$/.exec(name) ?? [];
  const ofSetting = new RegExp(`settingTest\\(\\s*'${setting}',\\s*(['"])${escaped(sentence ?? '')}\\1`);
  return isQuoted(text, name) || (setting !== undefined && ofSetting.test(text));
}

/** The whole of it stands between quotation marks. */
const isQuoted = (text: string, name: string): boolean =>
  ["'", '"', '`'].some((mark) => text.includes(`${mark}${name}${mark}`));

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
