import { parse as parseToml } from 'smol-toml';
import { expect, test } from 'vitest';
import { settingsOfScript } from '../../src/plan/importScript.ts';
import { readSettings } from '../../src/plan/readSettings.ts';
import { defaultSettings, type Settings, settingsTable } from '../../src/plan/settings.ts';
import { settingsFile } from '../../src/plan/settingsFile.ts';

/** The shape of the script's head, with contents of our own. */
const script = (...lines: readonly string[]): string =>
  [
    '#!Python',
    '#ScriptName Krios tomography',
    '############ SETTINGS ############ ',
    ...lines,
    '########## END SETTINGS ########## ',
    'versionPACE = "1.9.2c"',
    'import serialem as sem',
    'step = 17 # somewhere in the program',
    'def breakpoint():',
    '    debug = True',
  ].join('\r\n');

const read = (text: string) => {
  const { wishes, problems, remarks } = settingsOfScript(text);
  const { settings, problems: refused } = readSettings(defaultSettings(), wishes);
  const changed = Object.entries(settings).filter(
    ([name, value]) => value !== defaultSettings()[name as keyof Settings],
  );
  return { changed: Object.fromEntries(changed), problems: [...problems, ...refused], remarks };
};

test('the head of a script is read up to the end of the settings', () => {
  const text = script(
    'startTilt       = 0         # where it starts',
    'minTilt         = -51       # it’s “lower” = better',
    'step\t= 2.',
    'groupSize=4# images',
    'focusSlope = -1e-2',
    '',
    '# Track settings',
    'trackTwice      = True      # costs dose',
    'zeroDefocus\t    = -.5 \t\t# in between',
    '#debug = True',
    'beamTiltComp    = 0',
  );
  expect(read(text)).toEqual({
    changed: {
      minTiltDeg: -51,
      tiltStepDeg: 2,
      groupSize: 4,
      focusSlopeUmPerDeg: -0.01,
      trackTwice: true,
      zeroDefocusUm: -0.5,
      beamTiltComp: false,
    },
    problems: [],
    remarks: [],
  });
});

test('every setting of the original is found under its name', () => {
  const rows = Object.entries(settingsTable).filter(([, { oldName }]) => oldName !== null);
  const inPython = (value: unknown): string =>
    typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
  const { wishes } = settingsOfScript(script(...rows.map(([, row]) => `${row.oldName} = ${inPython(row.default)}`)));
  expect(wishes.map(({ name }) => name)).toEqual(rows.map(([, { oldName }]) => oldName));
  expect(readSettings(defaultSettings(), wishes)).toMatchObject({ settings: defaultSettings(), problems: [] });
});

test.each([
  ['step = 6 / 2  # half', 'line 4: step = 6 / 2 is no plain value; the default holds.'],
  ['step = startTilt', 'line 4: step = startTilt is no plain value; the default holds.'],
  [
    'step = __import__("os").getpid()',
    'line 4: step = __import__("os").getpid() is no plain value; the default holds.',
  ],
  ['step = [3, 2]', 'line 4: step = [3, 2] is no plain value; the default holds.'],
  ['step = 90', 'line 4: step has to lie between 0.1 and 30 °; it is 90.'],
  ['slowTilt = 2', 'line 4: slowTilt has to be yes or no; it is “2”.'],
  ['tgtMntSize = [3, 5]', 'line 4: tgtMntSize = [3, 5]: montages here have as many pieces one way as the other.'],
])('%s is not taken over, with a sentence', (line, problem) => {
  expect(read(script(line))).toEqual({ changed: {}, problems: [problem], remarks: [] });
});

test('names that are no setting are remarked, ours among them', () => {
  expect(read(script('trackUseTrial = True', 'stepDeg = 4', 'tiltScheme = 2', 'if True:', '    step = 5'))).toEqual({
    changed: {},
    problems: [],
    remarks: ['trackUseTrial', 'stepDeg', 'tiltScheme'].map(
      (name, i) => `line ${i + 4}: there is no setting called ${name} here; it is left out.`,
    ),
  });
});

test('what stands between three quotation marks is no setting', () => {
  expect(read(script("'''", 'step = 5', "'''", 'maxTilt = 900')).problems[0]).toContain('line 7');
});

test('the later of two assignments holds, as in Python', () => {
  expect(read(script('step = 5', 'step = 4')).changed).toEqual({ tiltStepDeg: 4 });
});

test('names of older versions are known', () => {
  expect(read(script('geoRefine = True', 'ignoreFirstNegShift = False')).changed).toEqual({
    refineGeo: true,
    ignoreNegStart: false,
  });
});

test('a montage of 1.9.2g is given by its pieces; one piece is no montage', () => {
  expect(read(script('tgtMontage = True', 'tgtMntSize = [5, 5]')).changed).toEqual({ tgtMontage: true, tgtMntSize: 2 });
  expect(read(script('tgtMontage = True', 'tgtMntSize = (1, 1)')).changed).toEqual({});
});

test('the first versions do not mark the end of the settings: the program ends them', () => {
  const text = 'import serialem as sem\nstartTilt = 9\nmaxTilt = 60\nsem.SetProperty("X", 1)\nmaxTilt = 5\n';
  expect(read(text).changed).toEqual({ startTiltDeg: 9 });
});

test('the list of settings that a run of the script writes is read too, with a remark', () => {
  const lines = ['# PACEtomo 01.02.2025 12:13:14', "__builtins__ = {'__doc__': 'two", "lines'}", 'startTilt = 9.0'];
  const text = [...lines, 'groupSize = 2', 'slowTilt = True', 'versionPACE = 1.9.2c', ''].join('\n');
  expect(read(text)).toEqual({
    changed: { startTiltDeg: 9, slowTilt: true },
    problems: [],
    remarks: ['These are the settings of one run: what its targets file said, pretilt for instance, is among them.'],
  });
});

test('the script that selects targets is refused: its names mean something else', () => {
  const { wishes, problems } = settingsOfScript(script('targetByShift = False', 'size = 3', 'maxTilt = 70'));
  expect(wishes).toEqual([]);
  expect(problems).toHaveLength(1);
});

test('a settings file holds what differs, explained, and is read back the same', () => {
  const changed: Settings = { ...defaultSettings(), minTiltDeg: -51, slowTilt: true, tiltListDeg: '0, 3, -3' };
  const text = settingsFile(changed, ['From krios.py']);
  expect(text).toContain('\n# Lowest tilt of the series. Default: -60 °.\nminTiltDeg = -51\n');
  const wishes = Object.entries(parseToml(text)).map(([name, value]) => ({ name, value, source: 'file' }));
  expect(wishes).toHaveLength(3);
  expect(readSettings(defaultSettings(), wishes).settings).toEqual(changed);
});
