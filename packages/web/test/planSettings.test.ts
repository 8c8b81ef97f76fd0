import { defaultSettings, settingsTable } from 'pacetomo/page';
import { expect, test } from 'vitest';
import {
  differing,
  objectionTo,
  type SettingEntry,
  settingGroups,
  shownOf,
  textOf,
  valuesOf,
  valueWords,
} from '../src/pages/plan/settingEntries.ts';
import { settingWords } from '../src/pages/plan/settingWords.ts';

const file = [
  { name: 'step', text: '2' },
  { name: 'doCtfFind', text: 'True' },
  { name: 'maxTilt', text: '60' },
];

const entryOf = (name: string, groups = settingGroups(file, [])): SettingEntry =>
  groups.flatMap(({ entries }) => entries).find((entry) => entry.name === name)!;

test('every setting of the table stands in one group, under words of its own', () => {
  const names = settingGroups([], []).flatMap(({ entries }) => entries.map(({ name }) => name));
  expect(names).toEqual(Object.keys(settingsTable));
  expect(new Set(Object.values(settingWords)).size).toBe(names.length);
});

test('a value comes from the file before a preset before the defaults', () => {
  const preset = [
    { name: 'tiltStepDeg', text: '5' },
    { name: 'minTiltDeg', text: '-51' },
  ];
  const groups = settingGroups(file, preset);
  expect(entryOf('tiltStepDeg', groups)).toMatchObject({ value: 2, source: 'file', differs: true });
  expect(entryOf('minTiltDeg', groups)).toMatchObject({ value: -51, source: 'preset', differs: true });
  expect(entryOf('maxTiltDeg', groups)).toMatchObject({ value: 60, source: 'file', differs: false });
  expect(entryOf('groupSize', groups)).toMatchObject({ source: 'default', differs: false });
});

test('settings are found by words, by either name and by what they do', () => {
  const found = (search: string): readonly string[] =>
    shownOf(settingGroups(file, []), search, false).flatMap(({ entries }) => entries.map(({ name }) => name));
  expect(found('tilt step')).toContain('tiltStepDeg');
  expect(found('imageShiftLimit')).toEqual(['imageShiftLimitUm']);
  expect(found('dewars filled')).toContain('checkDewar');
  expect(found('nothing of the kind')).toEqual([]);
});

test('only what differs leaves what the file says, even where it says the default', () => {
  const shown = shownOf(settingGroups(file, []), '', true).flatMap(({ entries }) => entries.map(({ name }) => name));
  expect(shown).toEqual(['maxTiltDeg', 'tiltStepDeg', 'doCtfFind']);
});

test('what is no value is objected to in a sentence', () => {
  expect(objectionTo('tiltStepDeg', '3')).toBeNull();
  expect(objectionTo('tiltStepDeg', 'three')).toMatch(/^Tilt step.*has to be a number/);
  expect(objectionTo('minTiltDeg', '-200')).toMatch(/has to lie between/);
});

test('what a file says wrongly does not hide the other settings', () => {
  const values = valuesOf([
    { name: 'step', text: 'x' },
    { name: 'maxTilt', text: '42' },
  ]);
  expect(values).toEqual({ ...defaultSettings(), maxTiltDeg: 42 });
});

test('a list of tilts has no blanks in a targets file', () => {
  expect(textOf('0, 3, -3 6')).toBe('0,3,-3,6');
});

test('values are read with their unit', () => {
  expect([valueWords(-5, 'µm'), valueWords(3, '°'), valueWords(true, ''), valueWords('', '°')]).toEqual([
    '−5 µm',
    '3°',
    'yes',
    'empty',
  ]);
});

test('what differs is kept under the names of the table', () => {
  expect(differing(settingGroups(file, []))).toEqual({ tiltStepDeg: '2', doCtfFind: 'True' });
});
