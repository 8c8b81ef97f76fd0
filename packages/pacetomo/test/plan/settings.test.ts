import { expect, test } from 'vitest';
import { readSettings } from '../../src/plan/readSettings.ts';
import { defaultSettings, settingsTable } from '../../src/plan/settings.ts';

const read = (...wishes: [string, unknown][]) =>
  readSettings(
    defaultSettings(),
    wishes.map(([name, value]) => ({ name, value, source: '--set' })),
  );

test('a setting answers to its name and to the name it has in PACEtomo.py; the later wish wins', () => {
  expect(read(['startTilt', '9'], ['startTiltDeg', 12]).settings.startTiltDeg).toBe(12);
});

test('every default lies within its own range', () => {
  const { problems } = readSettings(
    defaultSettings(),
    Object.entries(settingsTable).map(([name, row]) => ({ name, value: row.default, source: 'default' })),
  );
  expect(problems).toEqual([]);
});

test.each([
  ['groupSize', '2.5', '--set: groupSize has to be a whole number; it is 2.5.'],
  ['maxTilt', '900', '--set: maxTilt has to lie between -80 and 80 °; it is 900.'],
  ['pretilt', 'steep', '--set: pretilt has to be a number of °; it is “steep”.'],
  ['pretilt', '', '--set: pretilt has to be a number of °; it is “”.'],
  ['step', Number.NaN, '--set: step has to be a number of °; it is “NaN”.'],
  ['slowTilt', 'perhaps', '--set: slowTilt has to be yes or no; it is “perhaps”.'],
  ['unknownExposure', 'guess', '--set: unknownExposure has to be one of assume-exposed, retake; it is “guess”.'],
  ['sem', '1', '--set: there is no setting called sem. docs/settings.md lists all of them.'],
  ['__proto__', '1', '--set: there is no setting called __proto__. docs/settings.md lists all of them.'],
])('%s = %s is refused in a sentence', (name, value, sentence) => {
  expect(read([name, value]).problems).toEqual([sentence]);
});

test('1, True, yes and on are all yes', () => {
  for (const word of ['1', 'True', 'yes', 'on', '1.0', true])
    expect(read(['slowTilt', word]).settings.slowTilt).toBe(true);
  for (const word of ['0', 'False', 'no', 'off', '0.0', false])
    expect(read(['ignoreNegStart', word]).settings.ignoreNegStart).toBe(false);
});

test('a setting of the original that is not available yet is ignored with a note', () => {
  expect(read(['trackTwice', 'True'])).toMatchObject({
    problems: [],
    warnings: ['--set: trackTwice is known but not available yet; it is ignored.'],
  });
});
