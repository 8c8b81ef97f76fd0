import {
  type BranchState,
  decodeText,
  encodeText,
  formatTargets,
  parseTargets,
  readTarget,
  setTargetKey,
  settingBoolean,
  settingNumber,
  settingText,
  type TargetEntry,
  type TargetsFile,
  writeTargets,
} from '@pacetomo/em-files';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatBranch } from '../src/targetBranch.ts';
import { needsRealFiles, realBytes, realFilesPresent, realNames } from './realFiles.ts';

const runFile = [
  '_set startTilt = 9.0',
  '_bset measureGeo = True',
  '_spos = 7,2',
  '',
  '_tgt = 001',
  'tsfile = L05_ts_001.mrc',
  'SSX = 0.0',
  'SSY = 0.25',
  'stageX = 212.418',
  'stageY = -87.036',
  'skip = False',
  '_pbr',
  'SSX = 2.166',
  'SSY = 5.118',
  'focus = -3.1607',
  'z0 = -0.8398',
  'n0 = 5.084',
  'shifts = -0.0081,-0.0129',
  'angles = 9.02,12.03',
  'ISXset = 1.7891',
  'ISYset = 5.2954',
  'ISXali = 0.0147',
  'ISYali = 0.0902',
  'dose = 7.5',
  'sec = 2',
  'skip = False',
  '_nbr',
  'SSX = 2.137',
  'SSY = 5.1502',
  'focus = -2.6916',
  'z0 = -0.8144',
  'n0 = 5.085',
  'shifts = ',
  'angles = ',
  'ISXset = 1.7049',
  'ISYset = 5.2299',
  'ISXali = 0.0461',
  'ISYali = 1e-05',
  'sec = 0',
  'skip = True',
  'tsSeq = 17',
  '',
  '_geo = 1',
  'SSX = 6.41',
  'SSY = -3.255',
  '',
  '',
].join('\n');

describe('a run file', () => {
  const file = parseTargets(runFile);

  test('says its settings, its place and its geometry points', () => {
    expect(settingNumber(file, 'startTilt')).toBe(9);
    expect(settingBoolean(file, 'measureGeo')).toBe(true);
    expect(settingText(file, 'constructor')).toBeNull();
    expect(file.resumeAt).toEqual({ section: 7, target: 2 });
    expect(file.geometryPoints).toEqual([{ ssxUm: 6.41, ssyUm: -3.255 }]);
  });

  test('says what a target is', () => {
    expect(readTarget(file.targets[0]!)).toEqual({
      tiltSeriesFile: 'L05_ts_001.mrc',
      referenceFile: null,
      viewFile: null,
      specimen: { xUm: 0, yUm: 0.25 },
      stage: { xUm: 212.418, yUm: -87.036 },
      skip: false,
      score: null,
    });
  });

  test('says the state of both branches', () => {
    const { plus, minus } = file.targets[0]!;
    expect(plus).toEqual({
      ssxUm: 2.166,
      ssyUm: 5.118,
      focusUm: -3.1607,
      z0Um: -0.8398,
      n0Um: 5.084,
      shiftsUm: [-0.0081, -0.0129],
      anglesDeg: [9.02, 12.03],
      isxSet: 1.7891,
      isySet: 5.2954,
      isxAli: 0.0147,
      isyAli: 0.0902,
      doseEPerA2: 7.5,
      section: 2,
      skip: false,
      others: new Map(),
    });
    expect(minus).toMatchObject({ anglesDeg: [], doseEPerA2: null, section: 0, skip: true, isyAli: 0.00001 });
    expect(minus!.others).toEqual(new Map([['tsSeq', '17']]));
  });

  test('is written with the same bytes when nothing is changed, and in the same form when it is', () => {
    expect(formatTargets(file)).toBe(runFile);
    const [target] = file.targets;
    const changed = formatTargets({ ...file, targets: [setTargetKey(target!, 'skip', 'True')] });
    expect(changed).toBe(runFile.replace('skip = False', 'skip = True'));
  });

  test.each(['SSX', 'focus', 'angles', 'ISYali', 'sec', 'skip'])('torn so that a branch lacks %s is refused', (key) => {
    const at = runFile.lastIndexOf(`\n${key} = `, runFile.indexOf('_geo'));
    const torn = runFile.slice(0, at) + runFile.slice(runFile.indexOf('\n', at + 1));
    expect(() => parseTargets(torn)).toThrow(
      expect.objectContaining({ code: 'bad-line', where: { line: 27 }, message: expect.stringContaining(`“${key}”`) }),
    );
  });

  test('torn at any byte is read as far as it goes or refused, and never takes a branch with less', () => {
    for (let length = 0; length < runFile.length; length++) {
      const read = readOrCode(runFile.slice(0, length));
      if (typeof read === 'string') expect(read).toBe('bad-line');
      else for (const { plus } of read.targets) expect(plus === null || plus.anglesDeg.length === 2).toBe(true);
    }
  });
});

function readOrCode(text: string): TargetsFile | string {
  try {
    return parseTargets(text);
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'crash';
  }
}

describe('what is tolerated', () => {
  const untidy = [
    '\uFEFF# targets of lamella 5',
    '  _set step=3',
    '_bset	tgtPattern =  1 ',
    '_set measureGeo = False',
    '_tgt=001',
    'tsfile=my series 1.mrc',
    '',
    '# the position',
    'SSX= 0.5',
    '_set step = 2',
    'SSY =-0.75',
    'viewfile = None',
  ].join('\r\n');
  const file = parseTargets(untidy);

  test('a byte order mark, comments, CRLF, missing blanks, blanks in names, settings anywhere, no last line end', () => {
    expect(file.settings).toEqual([
      { kind: 'set', name: 'step', text: '3' },
      { kind: 'bset', name: 'tgtPattern', text: '1' },
      { kind: 'set', name: 'measureGeo', text: 'False' },
      { kind: 'set', name: 'step', text: '2' },
    ]);
    expect(settingNumber(file, 'step')).toBe(2);
    expect(settingBoolean(file, 'tgtPattern')).toBe(true);
    expect(settingBoolean(file, 'measureGeo')).toBe(false);
    expect(readTarget(file.targets[0]!)).toMatchObject({
      tiltSeriesFile: 'my series 1.mrc',
      viewFile: null,
      specimen: { xUm: 0.5, yUm: -0.75 },
    });
  });

  test('comes back with the same bytes', () => expect(formatTargets(file)).toBe(untidy));

  test('numbers in the writing of NumPy 2', () => {
    const numpy = runFile.replace('-3.1607', 'np.float64(-3.1607)').replace('9.02,12.03', 'np.float64(9.02),12.03');
    const { plus } = parseTargets(numpy).targets[0]!;
    expect([plus!.focusUm, ...plus!.anglesDeg]).toEqual([-3.1607, 9.02, 12.03]);
  });
});

describe('what PACEtomo.py would not understand', () => {
  const reasons = (text: string) =>
    writeTargets(parseTargets(text)).obstacles.map(({ line, text: why }) => `${line} ${why}`);

  test('is nothing in a file of its own', () => expect(reasons(runFile)).toEqual([]));

  test('is told line by line for a file that is written back as it was', () => {
    const text =
      '\uFEFF# note\n_set a=1\n_bset b = 1\n_set c = True\n_tgt = 001\ntsfile = a b.mrc\nstageX = 1\n \nx = µ\ny =1\n';
    expect(reasons(text)).toEqual([
      '1 the file starts with a byte order mark.',
      '1 a comment.',
      '2 one blank must stand on each side of the equals sign, and none before the key.',
      '3 this value would count as False; write True.',
      '4 the value of a _set must be a number.',
      '6 the value would be cut at its blank.',
      '8 a line of blanks.',
      '9 a character that is not plain ASCII.',
      '10 one blank must stand on each side of the equals sign, and none before the key.',
    ]);
  });

  test('leaves a file that is changed, except for blanks in names', () => {
    const file = parseTargets('# note\n_tgt=001\ntsfile = a b.mrc\nSSX=0.5\nSSY=0.75\n');
    const target = setTargetKey(file.targets[0]!, 'skip', 'True');
    const { text, obstacles } = writeTargets({ ...file, targets: [target] });
    expect(text).toBe('_tgt = 001\ntsfile = a b.mrc\nSSX = 0.5\nSSY = 0.75\nskip = True\n\n');
    expect(obstacles).toEqual([{ line: 2, text: 'the value would be cut at its blank.' }]);
  });

  test('are keys that it looks up without asking', () => {
    expect(reasons('_spos = 3,1\n\n_tgt = 001\nfoo = 2\n')).toEqual([
      '3 the target has no tsfile.',
      '3 the target has no SSX and no stageX.',
      '3 the target has no skip, which a resumed run needs.',
      '3 the target has no state of both branches, which a resumed run needs.',
    ]);
  });
});

describe('what is refused, with its line', () => {
  test.each([
    ['a key above the first target', '_set a = 1\ntsfile = a.mrc\n', 2],
    ['a branch above the first target', '\n_pbr\n', 2],
    ['two plus branches', runFile.replace('_nbr', '_pbr'), 27],
    ['a line without an equals sign', '_tgt = 001\n\ntsfile\n', 3],
    ['an equals sign with nothing before it', '_tgt = 001\n= 4\n', 2],
    ['a setting without a name', '_set = 4\n', 1],
    ['a place that is none', '_spos = 3\n', 1],
    ['a negative place', '_spos = -1,2\n', 1],
    ['a position that is no number', '_tgt = 001\nstageX = abc\n', 2],
    ['a position that is not finite', '_tgt = 001\ntsfile = a\nSSY = nan\n', 3],
    ['a skip that is neither', '_tgt = 001\nskip = maybe\n', 2],
    ['a number of a branch that is none', runFile.replace('n0 = 5.084', 'n0 = inf'), 17],
    ['a section number with a fraction', runFile.replace('sec = 2', 'sec = 2.5'), 25],
    ['half a geometry point', '_geo = 1\nSSX = 3\n', 1],
    ['another key in a geometry point', '_geo = 1\nSSX = 3\nSSY = 4\nz = 5\n', 4],
    ['a control character', '_tgt = 001\ntsfile = a\u001bb\n', 2],
  ])('%s', (_, text, line) => {
    expect(() => parseTargets(text)).toThrow(expect.objectContaining({ code: 'bad-line', where: { line } }));
  });

  test('a zero byte', () => {
    expect(() => parseTargets('_tgt = 001\0')).toThrow(expect.objectContaining({ code: 'not-text' }));
  });
});

describe('what would be read back as something else is not written', () => {
  const target = (keys: readonly (readonly [string, string])[], label = '001'): TargetsFile => ({
    settings: [],
    resumeAt: null,
    targets: [{ label, keys: new Map(keys), plus: null, minus: null }],
    geometryPoints: [],
    lineEnd: '\n',
  });

  test.each([
    ['a line end in a name', target([['tsfile', 'a.mrc\n_tgt = 002']])],
    ['a key that starts a comment', target([['#tsfile', 'a.mrc']])],
    ['a key that is a record', target([['_tgt', '002']])],
    ['a key with an equals sign', target([['a=b', 'c']])],
    ['blanks at the end of a value', target([['tsfile', 'a.mrc ']])],
    ['a line end in a label', target([], '001\n')],
    ['a setting with two names', { ...target([]), settings: [{ kind: 'set', name: 'a = b', text: '1' }] }],
    ['half a section', { ...target([]), resumeAt: { section: 1.5, target: 2 } }],
    ['a geometry point that is not finite', { ...target([]), geometryPoints: [{ ssxUm: 1, ssyUm: Number.NaN }] }],
  ] as [string, TargetsFile][])('%s', (_, file) => {
    expect(() => formatTargets(file)).toThrow(expect.objectContaining({ code: 'unwritable' }));
  });

  test('a branch with a number that is none', () => {
    const { plus } = parseTargets(runFile).targets[0]!;
    for (const wrong of [{ z0Um: Number.NaN }, { shiftsUm: [1, Number.POSITIVE_INFINITY] }, { section: 0.5 }]) {
      expect(() => formatBranch({ ...plus!, ...wrong })).toThrow(expect.objectContaining({ code: 'unwritable' }));
    }
  });
});

const number = fc.double({ noNaN: true, noDefaultInfinity: true });
const word = fc.stringMatching(/^[A-Za-z0-9_.-]{1,8}( [A-Za-z0-9]{1,4})?$/);
const ownKey = fc.stringMatching(/^[a-z][A-Za-z0-9]{0,8}$/).filter((key) => !['skip', 'sec'].includes(key));
const keys = fc.array(fc.tuple(ownKey, word), { maxLength: 5 }).map((pairs) => new Map(pairs));
const numbers = fc.array(number, { maxLength: 3 });
const branch: fc.Arbitrary<BranchState> = fc.record({
  ssxUm: number,
  ssyUm: number,
  focusUm: number,
  z0Um: number,
  n0Um: number,
  shiftsUm: numbers,
  anglesDeg: numbers,
  isxSet: number,
  isySet: number,
  isxAli: number,
  isyAli: number,
  doseEPerA2: fc.option(number),
  section: fc.nat(200),
  skip: fc.boolean(),
  others: keys.map((others) => new Map(Array.from(others, ([key, text]) => [`own${key}`, text]))),
});
const target: fc.Arbitrary<TargetEntry> = fc.record({
  label: word,
  keys,
  plus: fc.option(branch),
  minus: fc.option(branch),
});
const targetsFile: fc.Arbitrary<TargetsFile> = fc.record({
  settings: fc.array(fc.record({ kind: fc.constantFrom('set' as const, 'bset' as const), name: ownKey, text: word })),
  resumeAt: fc.option(fc.record({ section: fc.nat(99), target: fc.nat(99) })),
  targets: fc.array(target, { maxLength: 4 }),
  geometryPoints: fc.array(fc.record({ ssxUm: number, ssyUm: number }), { maxLength: 4 }),
  lineEnd: fc.constantFrom('\n' as const, '\r\n' as const),
});

test('what is written is read', () => {
  fc.assert(
    fc.property(targetsFile, (file) => {
      const text = formatTargets(file);
      const { source, ...readBack } = parseTargets(text);
      expect(source).toBe(text);
      expect(readBack).toEqual(text === '' ? { ...file, lineEnd: '\n' } : file);
    }),
    { numRuns: 300 },
  );
});

describe(`files that PACEtomo and SPACEtomo wrote${needsRealFiles}`, () => {
  const names = realNames('tgts', '.txt');
  const textOf = (name: string) => decodeText(realBytes(`tgts/${name}`));

  test.skipIf(!realFilesPresent).each(names)('%s is written with the same bytes', (name) => {
    const { text, encoding } = textOf(name);
    expect(encodeText({ text: formatTargets(parseTargets(text)), encoding })).toEqual(realBytes(`tgts/${name}`));
  });

  test.skipIf(!realFilesPresent).each(names)('%s holds nothing that PACEtomo.py would not understand', (name) => {
    expect(writeTargets(parseTargets(textOf(name).text)).obstacles).toEqual([]);
  });

  test.skipIf(!realFilesPresent).each(names)('%s made anew from what it says is the same text', (name) => {
    const { source, ...said } = parseTargets(textOf(name).text);
    expect(formatTargets(said)).toBe(source);
  });

  test.skipIf(!realFilesPresent).each(names)('%s says what the original parser found in it', (name) => {
    const oracle = JSON.parse(decodeText(realBytes(`tgts/${name}.expected.json`)).text);
    const file = parseTargets(textOf(name).text);
    expect(file.targets.map(({ keys: own }) => Object.fromEntries(own))).toEqual(oracle.targets);
    expect(file.resumeAt ?? { section: 0, target: 0 }).toEqual({
      section: oracle.resume.sec,
      target: oracle.resume.pos,
    });
    expect(file.geometryPoints.map(({ ssxUm, ssyUm }) => ({ SSX: ssxUm, SSY: ssyUm }))).toEqual(oracle.geoPoints);
    const branches = file.targets.flatMap(({ plus, minus }) =>
      plus && minus ? [[plus, minus].map((state) => Object.fromEntries(formatBranch(state)))] : [],
    );
    expect(branches).toEqual(oracle.savedRun || []);
    for (const [setting, value] of Object.entries(oracle.settings)) {
      const read = typeof value === 'boolean' ? settingBoolean(file, setting) : settingNumber(file, setting);
      expect(read).toBe(value);
    }
  });
});
