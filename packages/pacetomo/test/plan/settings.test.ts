import { expect, test } from 'vitest';
import { readSettings } from '../../src/plan/readSettings.ts';
import { area } from '../../src/plan/settings/area.ts';
import { facility } from '../../src/plan/settings/facility.ts';
import { finishing } from '../../src/plan/settings/finishing.ts';
import { imaging } from '../../src/plan/settings/imaging.ts';
import { montage } from '../../src/plan/settings/montage.ts';
import { pattern } from '../../src/plan/settings/pattern.ts';
import { running } from '../../src/plan/settings/running.ts';
import { sample } from '../../src/plan/settings/sample.ts';
import { tilting } from '../../src/plan/settings/tilting.ts';
import { tracking } from '../../src/plan/settings/tracking.ts';
import { defaultSettings, findSetting, settingsTable } from '../../src/plan/settings.ts';

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

test('a whole number may be written as the original writes its numbers', () => {
  expect(read(['groupSize', '4.0'], ['tgtMntSize', 2.0]).settings).toMatchObject({ groupSize: 4, tgtMntSize: 2 });
});

test('a list of tilts may come from a targets file, a command line or a list in TOML', () => {
  const listed = (value: unknown): string => read(['tiltListDeg', value]).settings.tiltListDeg;
  expect(listed('0,3,-3')).toBe('0,3,-3');
  expect(listed(' 0 3  -3 ')).toBe('0 3  -3');
  expect(listed([0, 3, -3])).toBe('0, 3, -3');
  expect(listed('')).toBe('');
});

test.each(['0, three', '0, 3, 3', '0, 95', '0; 3', '0, NaN'])('%s is no list of tilts', (text) => {
  const [problem] = read(['tiltListDeg', text]).problems;
  expect(problem).toMatch(/^--set: tiltListDeg has .+\.$/);
});

test('no name stands for two settings', () => {
  const names = Object.entries(settingsTable).flatMap(([name, { oldName }]) => [...new Set([name, oldName ?? name])]);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

test('no group has lost a setting to another one of the same name', () => {
  const groups = [tilting, sample, area, pattern, imaging, tracking, montage, facility, finishing, running];
  const rows = groups.flatMap((group) => Object.entries(group));
  expect(rows).toHaveLength(Object.keys(settingsTable).length);
  for (const [name, row] of rows) expect({ name, row: findSetting(name)?.row }).toEqual({ name, row });
});

test('a name ends in its unit, and help is one sentence', () => {
  const suffixes: Readonly<Record<string, string>> = {
    '°': 'Deg',
    µm: 'Um',
    s: 'S',
    min: 'Min',
    h: 'H',
    Å: 'A',
    GB: 'Gb',
  };
  for (const [name, { unit, help }] of Object.entries(settingsTable)) {
    expect({ name, ends: name.endsWith(suffixes[unit] ?? '') }).toEqual({ name, ends: true });
    expect(help).toMatch(/^[^a-z].*[^.]\.$/);
    expect({ name, sentences: help.split(/\. /).length }).toEqual({ name, sentences: 1 });
  }
});

test('every setting of PACEtomo.py 1.9.2 is there, with its default', () => {
  const ours = Object.values(settingsTable).flatMap((row) =>
    row.oldName === null ? [] : [[row.oldName, row.default]],
  );
  const numbers = {
    ...{ startTilt: 0, minTilt: -60, maxTilt: 60, step: 3, groupSize: 2, minDefocus: -5, maxDefocus: -5 },
    ...{ stepDefocus: 0.5, focusSlope: 0, delayIS: 0.3, delayTilt: 0.3, zeroExpTime: 0, zeroDefocus: 0 },
    ...{ trackExpTime: 0, trackDefocus: 0, trackMag: 0, pretilt: 0, rotation: 0, binFinalStack: 1, taOffsetPos: 0 },
    ...{ taOffsetNeg: 0, flashInterval: -1, slitInterval: 0, fitLimit: 30, parabolTh: 9, imageShiftLimit: 20 },
    ...{ dataPoints: 4, alignLimit: 0.5, minCounts: 0, tiltTargets: 0, tgtMntSize: 1, tgtMntOverlap: 0.05 },
    ...{ tgtMntXOffset: 0, size: 0, vecA0: 0, vecA1: 0, vecB0: 0, vecB1: 0 },
  };
  const on = [
    'beamTiltComp',
    'previewAli',
    'sortByTilt',
    'doCtfPlotter',
    'extendedMdoc',
    'checkDewar',
    'ignoreNegStart',
  ];
  const off = [
    ...['trackTwice', 'measureGeo', 'tgtPattern', 'alignToP', 'refineVec', 'refineGeo', 'addAF', 'viewAli'],
    ...['delFinalStack', 'doCtfFind', 'slowTilt', 'cryoARM', 'coldFEG', 'realignToItem', 'refFromPreview'],
    ...['noZeroRecAli', 'autoStartTilt', 'tgtMontage', 'tgtMntFocusCor', 'tgtTrackMnt', 'debug', 'breakpoints'],
  ];
  expect(Object.fromEntries(ours)).toEqual({
    ...numbers,
    ...Object.fromEntries(on.map((name) => [name, true])),
    ...Object.fromEntries(off.map((name) => [name, false])),
  });
});
