import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTargets } from '@pacetomo/em-files';
import { describe, expect, test } from 'vitest';
import { checkPlan } from '../../src/plan/checkPlan.ts';
import { type MadePlan, makePlan } from '../../src/plan/makePlan.ts';
import type { RunPlan } from '../../src/plan/plan.ts';
import { planSchema } from '../../src/plan/planSchema.ts';
import type { SettingWish } from '../../src/plan/readSettings.ts';

function made(text: string, over: readonly SettingWish[] = [], before: readonly SettingWish[] = []): MadePlan {
  return makePlan({
    file: parseTargets(text),
    path: 'D:\\data\\lam5_tgts.txt',
    sha256: 'f00d',
    program: '0.1.0',
    before,
    over,
  });
}

function planOf(result: MadePlan): RunPlan {
  if (result.plan === null) throw new Error(result.problems.join('\n'));
  return result.plan;
}

const problemsOf = (text: string): readonly string[] => {
  const result = made(text);
  return result.plan === null ? result.problems : [];
};

const twoTargets = `_set startTilt = 9
_tgt = 001
tsfile = lam5_ts_001.mrc
SSX = 0
SSY = 0
_tgt = 002
tgtfile = lam5_tgt_002.mrc
tsfile = lam5_ts_002.mrc
SSX = 1.5
SSY = -2.5
stageX = 30.25
stageY = -41.5
skip = True
`;

test('a targets file becomes a plan', () => {
  const plan = planOf(made(twoTargets));
  expect(plan).toMatchObject({
    name: 'lam5',
    settings: { startTiltDeg: 9, tiltStepDeg: 3 },
    targetsFile: { path: 'D:\\data\\lam5_tgts.txt', sha256: 'f00d' },
  });
  expect(plan.targets[1]).toEqual({
    id: '002',
    stack: 'lam5_ts_002.mrc',
    position: { x: 1.5, y: -2.5 },
    stage: { x: 30.25, y: -41.5 },
    referenceMap: 'lam5_tgt_002.mrc',
    viewMap: null,
    skip: true,
  });
});

test('the command line wins over the targets file, which wins over the settings file', () => {
  const wish = (name: string, value: unknown) => ({ name, value, source: 'test' });
  const plan = planOf(
    made(twoTargets, [wish('step', '2')], [wish('step', 5), wish('startTilt', 12), wish('groupSize', 4)]),
  );
  expect(plan.settings).toMatchObject({ tiltStepDeg: 2, startTiltDeg: 9, groupSize: 4 });
});

test('ends that are the wrong way round are put right, for tilt and for defocus', () => {
  const plan = planOf(
    made(`_set minTilt = 40\n_set maxTilt = -50\n_set minDefocus = -6\n_set maxDefocus = -3\n${twoTargets}`),
  );
  expect(plan.settings).toMatchObject({ minTiltDeg: -48, maxTiltDeg: 39, minDefocusUm: -3, maxDefocusUm: -6 });
});

test('targets chosen on a tilted stage start the series there and carry the range along', () => {
  const result = made(`_set tiltTargets = 12\n${twoTargets.replace('_set startTilt = 9\n', '')}`);
  expect(planOf(result).settings).toMatchObject({ startTiltDeg: 12, minTiltDeg: -48, maxTiltDeg: 72 });
  expect(result.warnings).toEqual([
    'The targets were chosen at 12°: the series starts there and runs from -48° to 72°.',
  ]);
});

test('a range that is no whole number of steps is shortened with a note', () => {
  expect(made(twoTargets, [{ name: 'maxTilt', value: 59, source: '--set' }]).warnings).toEqual([
    '-60° to 59° is not a whole number of 3° steps from 9°: the series runs from -60° to 57°.',
  ]);
});

test('a file name that a plan may not use is refused for views too', () => {
  const away = twoTargets.replace('SSX = 0\n', 'viewfile = ../view.mrc\nSSX = 0\n');
  expect(problemsOf(away)).toEqual([expect.stringContaining('target 001: the file name “../view.mrc”')]);
});

test('views and geometry points of a targets file go into the plan', () => {
  const withView = twoTargets.replace('SSX = 0\n', 'viewfile = lam5_view.mrc\nSSX = 0\n');
  const plan = planOf(made(`${withView}\n_geo = 1\nSSX = 4.5\nSSY = -7\n`));
  expect(plan.targets.map(({ viewMap }) => viewMap)).toEqual(['lam5_view.mrc', null]);
  expect(plan.geometryPoints).toEqual([{ x: 4.5, y: -7 }]);
});

test('a plan that was frozen before there were views and geometry points still loads', () => {
  const plan = planOf(made(twoTargets));
  const { geometryPoints: _, targets, ...old } = plan;
  const oldTargets = targets.map(({ viewMap: __, ...target }) => target);
  expect(planSchema.parse({ ...old, targets: oldTargets })).toEqual(plan);
});

test('a level start is known beforehand unless the slope is going to be measured', () => {
  const text = `_set pretilt = -9.2\n_set rotation = 1.6\n_bset autoStartTilt = True\n${twoTargets.replace('_set startTilt = 9\n', '')}`;
  const known = made(text);
  expect(planOf(known).settings).toMatchObject({ startTiltDeg: 9, minTiltDeg: -51, maxTiltDeg: 69 });
  expect(known.warnings).toEqual(['The sample lies level at 9°: the series starts there and runs from -51° to 69°.']);
  const later = made(`_bset measureGeo = True\n${text}`);
  expect(planOf(later).settings).toMatchObject({ startTiltDeg: 0, minTiltDeg: -60, maxTiltDeg: 60 });
});

test('the first angle of a list or of a continuous series is the start tilt of the plan', () => {
  const set = (name: string, value: string) => ({ name, value, source: '--set' });
  const list = planOf(made(twoTargets, [set('tiltScheme', 'list'), set('tiltListDeg', '6, 9 3')]));
  expect(list.settings).toMatchObject({ startTiltDeg: 6, minTiltDeg: 3, maxTiltDeg: 9 });
  const continuous = planOf(made(twoTargets, [set('tiltScheme', 'continuous'), set('minTilt', '-40')]));
  expect(continuous.settings).toMatchObject({ startTiltDeg: -40, minTiltDeg: -40, maxTiltDeg: 59 });
});

test.each([
  ['list', '', 'tiltListDeg has to have at least two angles'],
  ['list', '7', 'tiltListDeg has to have at least two angles'],
  ['list', '3 -3', 'The targets were chosen at 12° and hold there, but the series starts at 3°.'],
  ['continuous', '', 'The targets were chosen at 12° and hold there, but the series starts at -60°.'],
])('%s “%s” is no series of targets that were chosen at 12°', (tiltScheme, tiltListDeg, sentence) => {
  const result = made(`_set tiltTargets = 12\n${twoTargets}`, [
    { name: 'tiltScheme', value: tiltScheme, source: '--set' },
    { name: 'tiltListDeg', value: tiltListDeg, source: '--set' },
  ]);
  expect(result.plan === null ? result.problems : []).toEqual([expect.stringContaining(sentence)]);
});

test('what was frozen in plan.json is read back as it was', () => {
  const plan = planOf(made(twoTargets));
  expect(planSchema.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
});

test.each([
  ['no targets', '_set startTilt = 3\n', 'has no targets'],
  [
    'a tracking target that is skipped',
    twoTargets.replace('SSY = 0\n', 'SSY = 0\nskip = True\n'),
    'target 001 tracks for all the others and cannot be skipped',
  ],
  ['a target without a file name', twoTargets.replace('tsfile = lam5_ts_002.mrc\n', ''), 'target 002 has no tsfile'],
  [
    'two targets with one file',
    twoTargets.replace('lam5_ts_002', 'LAM5_ts_001'),
    'two targets share the file lam5_ts_001.mrc',
  ],
  [
    'a target that is nowhere',
    twoTargets.replace(/SSX = 1.5\nSSY = -2.5\n/, ''),
    'target 002 has neither SSX and SSY nor a stage position',
  ],
  [
    'a start outside the range',
    `_set maxTilt = 3\n_set minTilt = -30\n${twoTargets}`,
    'The start tilt, 9°, lies outside the range of -30° to 3°',
  ],
  [
    'a run of the script that was interrupted',
    `_spos = 2,1\n${twoTargets}`,
    'is the run file of a PACEtomo run that was interrupted',
  ],
  ['an override of something that is no setting', `_set sem = 1\n${twoTargets}`, 'there is no setting called sem'],
])('%s is a problem in a sentence', (_what, text, sentence) => {
  expect(problemsOf(text.replace(/skip = True\n$/, 'skip = False\n')).join('\n')).toContain(sentence);
});

test('a range that is carried beyond what any stage can do is cut there, and the plan can be read back', () => {
  const plan = planOf(made(`_set tiltTargets = 25\n${twoTargets}`));
  expect(plan.settings).toMatchObject({ startTiltDeg: 25, maxTiltDeg: 76 });
  const steep = planOf(made(`_set tiltTargets = 25\n${twoTargets.replace('startTilt = 9', 'startTilt = 0')}`));
  expect(steep.settings).toMatchObject({ startTiltDeg: 25, minTiltDeg: -35, maxTiltDeg: 79 });
  expect(planSchema.safeParse(JSON.parse(JSON.stringify(steep))).success).toBe(true);
});

test.each([
  '../evil.mrc',
  'C:evil.mrc',
  '\\\\host\\share\\a.mrc',
  '/etc/passwd',
  'NUL.mrc',
  'com1',
  'a.mrc:stream',
  'trailing.mrc.',
  '.hidden',
  'ä.mrc',
  'a*b.mrc',
])('the file name %s reaches no folder, drive, device or stream', (name) => {
  expect(
    problemsOf(twoTargets.replace('lam5_ts_002.mrc', name).replace('skip = True', 'skip = False')).join('\n'),
  ).toContain('the file name');
});

test('a blank inside a file name is allowed', () => {
  expect(planOf(made(twoTargets.replace('lam5_ts_002.mrc', 'lam 5_ts_002.mrc'))).targets[1]?.stack).toBe(
    'lam 5_ts_002.mrc',
  );
});

describe('the report of a plan', () => {
  test('counts, levels and finds what image shift cannot follow', () => {
    const text = `_set pretilt = -9.2\n_set rotation = 1.6\n${twoTargets.replace('SSX = 1.5\nSSY = -2.5', 'SSX = 19\nSSY = 6').replace('skip = True', 'skip = False')}`;
    const report = checkPlan(planOf(made(text, [{ name: 'maxTilt', value: 60, source: '--set' }])));
    expect(report).toMatchObject({ targets: 2, tilts: 41, levelAtDeg: 9, lowestTiltDeg: -60, highestTiltDeg: 60 });
    expect(report.outOfReach).toHaveLength(1);
    const [far] = report.outOfReach;
    expect(far?.target).toBe('002');
    expect(far!.farthestUm).toBeGreaterThan(19.5);
    expect(report.exposures).toBe(2 * 41 - far!.missingTiltsDeg.length);
  });
});

describe('real files', () => {
  const folder = join(import.meta.dirname, '../../../../../shared/data/tgts');

  test.skipIf(!existsSync(folder))('Yeast9: eight targets, two skipped, −51° to 69° from 9°', () => {
    const plan = planOf(made(readFileSync(join(folder, 'Yeast9_L13_tgts.txt'), 'utf8')));
    expect(plan.targets.filter(({ skip }) => skip).map(({ id }) => id)).toEqual(['005', '007']);
    expect(checkPlan(plan)).toMatchObject({
      targets: 6,
      tilts: 41,
      exposures: 246,
      lowestTiltDeg: -51,
      highestTiltDeg: 69,
      outOfReach: [],
    });
  });
});
