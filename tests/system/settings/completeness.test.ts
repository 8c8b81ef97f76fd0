import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { settingsTable } from '../../../packages/pacetomo/src/plan/settings.ts';
import { testedIn } from './rows.ts';

/** The settings that a file of this folder has tests of. */
function testsIn(file: string): readonly string[] {
  const text = readFileSync(join(import.meta.dirname, `${file}.test.ts`), 'utf8');
  const named = [...text.matchAll(/settingTest\('(\w+)'/g)].map(([, name = '']) => name);
  const listed = [...text.matchAll(/^\s*\['(\w+)', /gm)].map(([, name = '']) => name); // tests that are made from rows
  return [...named, ...listed];
}

test('every row of the settings table is listed once, with its test', () => {
  expect(Object.keys(testedIn).toSorted()).toEqual(Object.keys(settingsTable).toSorted());
});

test('every listed test is there', () => {
  const missing = Object.entries(testedIn).filter(([name, file]) => !testsIn(file).includes(name));
  expect(missing).toEqual([]);
});
