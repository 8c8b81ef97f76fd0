import { obstaclesInTargets, parseTargets } from '@pacetomo/em-files';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Settings } from '../../src/plan/settings.ts';
import { after } from '../../src/run/after.ts';
import { runFileOf } from '../../src/run/runFile.ts';
import { scriptTurn, turnsTakenEarly } from '../../src/run/scriptTurns.ts';
import type { Slot } from '../../src/run/slot.ts';
import type { RunState } from '../../src/run/state.ts';
import { textOfRunFile } from '../../src/session/script/exportRunFile.ts';
import { examplePlan, exampleTarget } from '../plan/examplePlan.ts';
import { scriptWouldTake } from './scriptResumed.ts';
import { acquired, exampleArea, type Outcomes, readyState, slotsStillDue } from './syntheticRun.ts';

const targets = [
  exampleTarget(1, 0, 0, { stage: { x: 212.418, y: -87.036 }, viewMap: 'area_tgt_001_view.mrc' }),
  exampleTarget(2, 2.137, 5.084, { stage: { x: 214.561, y: -81.949 } }),
  exampleTarget(3, -4.3, 1.7, { referenceMap: 'area_tgt_003.mrc' }),
];
const area = (settings: Partial<Settings> = {}, chosen = targets) =>
  examplePlan(chosen, {
    startTiltDeg: 9,
    minTiltDeg: -6,
    maxTiltDeg: 24,
    pretiltDeg: -9.2,
    rotationDeg: 1.6,
    doCtfPlotter: false,
    ...settings,
  });

function exported(plan: ReturnType<typeof area>, state: RunState) {
  const made = runFileOf(plan, state, 'run-7');
  return { ...made, ...textOfRunFile(made) };
}

/** The run file after so many images. */
function runFileAfter(images: number, settings: Partial<Settings> = {}, outcomes: Outcomes = {}, chosen = targets) {
  const plan = area(settings, chosen);
  return exported(plan, acquired(plan, readyState(plan), images, outcomes));
}

const branchKeys = 'SSX SSY focus z0 n0 shifts angles ISXset ISYset ISXali ISYali dose sec skip'.split(' ');

describe('a run file', () => {
  const { text, resumable, why, obstacles } = runFileAfter(8); // two targets at the third tilt, 15°

  test('has the six settings, the place, and every target with both branches, in PACEtomo’s order', () => {
    expect({ resumable, why, obstacles }).toEqual({ resumable: true, why: null, obstacles: [] });
    const keys = text.split('\n').map((line) => line.replace(/ = .*| = ?$/, ''));
    expect(keys.slice(0, 8)).toEqual([
      '_set startTilt',
      '_set minTilt',
      '_set maxTilt',
      '_set step',
      '_set pretilt',
      '_set rotation',
      '_bset doCtfPlotter',
      '_spos',
    ]);
    const second = keys.slice(keys.indexOf('_tgt', keys.indexOf('_tgt') + 1), keys.lastIndexOf('_tgt'));
    const own = ['_tgt', 'tsfile', 'SSX', 'SSY', 'stageX', 'stageY', 'skip', 'tsRun', 'tsSeq'];
    expect(second).toEqual([...own, '_pbr', ...branchKeys, '_nbr', ...branchKeys, '']);
  });

  test('names the number of the tilt and the target that was exposed last', () => {
    expect(text).toContain('_set startTilt = 9.0\n_set minTilt = -6.0\n_set maxTilt = 24.0\n_set step = 3.0\n');
    expect(text).toContain('\n_spos = 2,1\n\n_tgt = 001\n');
  });

  test('says the last angle nominal and the section that the next image is aligned to', () => {
    const [, second, third] = parseTargets(text).targets;
    expect(second?.plus).toMatchObject({ anglesDeg: [9, 12, 15], section: 2, doseEPerA2: 9.3, skip: false });
    expect(third?.plus).toMatchObject({ anglesDeg: [9, 12], section: 1, doseEPerA2: 6.2 });
    expect(second?.minus).toMatchObject({ anglesDeg: [], shiftsUm: [], section: 0, doseEPerA2: 9.3, skip: false });
  });

  test('is one that PACEtomo reads without an obstacle', () => {
    expect(obstaclesInTargets(text)).toEqual([]);
    expect(text).toMatch(/^[\n -~]*$/);
  });

  test('carries the identity of the run through a session of PACEtomo', () => {
    expect(parseTargets(text).targets[2]?.keys).toEqual(
      new Map([
        ['tgtfile', 'area_tgt_003.mrc'],
        ['tsfile', 'area_ts_003.mrc'],
        ['SSX', '-4.3'],
        ['SSY', '1.7'],
        ['skip', 'False'],
        ['tsRun', 'run-7'],
        ['tsSeq', '8'],
      ]),
    );
  });
});

test('keys of the targets file are kept in their order, and what a resumed run needs is added', () => {
  const plan = area({}, [exampleTarget(1, 0, 0), exampleTarget(2, 2.137, 5.084)]);
  const state = acquired(plan, readyState(plan), 3);
  const keys = [
    new Map([['SPACEscore', '0.7'] as const, ['tsfile', 'area_ts_001.mrc'], ['SSX', '0'], ['SSY', '0']]),
    new Map([['tsfile', 'area_ts_002.mrc'] as const, ['skip', 'no'], ['SSX', '2.1370'], ['SSY', '5.084']]),
  ];
  const [first, second] = runFileOf(plan, state, 'r', keys).file.targets;
  expect([...(first?.keys.keys() ?? [])]).toEqual([
    'SPACEscore',
    'tsfile',
    'SSX',
    'SSY',
    'stageX',
    'stageY',
    'skip',
    'tsRun',
    'tsSeq',
  ]);
  expect(first?.keys.get('stageX')).toBe(String(exampleArea.stage.x));
  expect([second?.keys.get('SSX'), second?.keys.get('skip')]).toEqual(['2.1370', 'False']);
});

test('every setting that PACEtomo knows and would have otherwise is said in the words that it reads', () => {
  const geometryPoints = [{ x: 6.41, y: -3.255 }];
  const plan = {
    ...area({ minDefocusUm: -3, tgtPattern: true, alignLimitUm: 0.7, guardPatienceMin: 33 }),
    geometryPoints,
  };
  const { text, obstacles } = exported(plan, acquired(plan, readyState(plan), 4));
  expect(text).toContain('_set rotation = 1.6\n_bset tgtPattern = True\n_set minDefocus = -3.0\n');
  expect(text).toContain('_set alignLimit = 0.7\n');
  expect(text).not.toContain('guard');
  expect(text).toContain('\n_geo = 1\nSSX = 6.41\nSSY = -3.255\n');
  expect(obstacles).toEqual([]);
});

test('whole numbers that PACEtomo takes from no file are asked for in words', () => {
  const { text, remarks } = runFileAfter(8, { groupSize: 3 });
  expect(text).not.toContain('groupSize');
  expect(remarks).toEqual(['PACEtomo.py takes groupSize from no file: write groupSize = 3 into the script itself.']);
});

describe('a state from which PACEtomo would go wrong is not offered to it', () => {
  const alone = (made: ReturnType<typeof runFileAfter>) => {
    expect(made).toMatchObject({ resumable: false, obstacles: [] });
    expect(made.text).not.toMatch(/_spos|_pbr|_nbr/);
    expect(parseTargets(made.text).targets).toHaveLength(3);
    return made.why;
  };

  test.each([1, 2, 3])('%i images of the start tilt', (images) => {
    expect(alone(runFileAfter(images))).toMatch(/before the first image of the second tilt.*expose all targets again/);
  });

  test('one image of the second tilt is enough', () => {
    expect(runFileAfter(4)).toMatchObject({ resumable: true });
  });

  test('the last tilt of the shorter branch, just when all targets have had it', () => {
    const short = { minTiltDeg: -6, maxTiltDeg: 15, groupSize: 2 }; // 9, 12, 15, 6, 3, 0, -3, -6
    expect(runFileAfter(8, short)).toMatchObject({ resumable: true });
    expect(alone(runFileAfter(9, short))).toMatch(/15° was the last tilt of its branch/);
    expect(runFileAfter(10, short)).toMatchObject({ resumable: true });
  });

  test('an order of tilts of our own', () => {
    expect(alone(runFileAfter(7, { tiltScheme: 'bidirectional' }))).toMatch(/order of tilts/);
  });

  test('angles that it would round', () => {
    expect(alone(runFileAfter(4, { startTiltDeg: 0, tiltStepDeg: 1.5 }))).toMatch(/round 1.5°/);
  });

  test('a target without any image, whose stack it would look for', () => {
    expect(alone(runFileAfter(4, {}, { isLost: ({ target, step }) => target === '003' && step === 0 }))).toMatch(
      /target 003/,
    );
  });
});

test('before the first image there is nothing to warn of', () => {
  expect(runFileAfter(0).why).toBe('PACEtomo.py would begin this run: nothing was acquired yet.');
});

test('a complete run leaves its targets alone', () => {
  const plan = area();
  const whole = acquired(plan, readyState(plan), 1000);
  const closed = after(plan, whole, { type: 'run.close', status: 'complete', restored: [] });
  const { text, resumable } = exported(plan, closed);
  expect(resumable).toBe(false);
  expect(text).toMatch(/^_tgt = 001\n/);
  expect(text).not.toMatch(/_set|_bset|_spos|_pbr|_geo/);
});

describe('PACEtomo counts tilts as if both branches went on for ever', () => {
  test('up to the end of the shorter branch that is the order of acquisition', () => {
    const plan = area({ minTiltDeg: -3, maxTiltDeg: 21 });
    const { settings, schedule } = readyState(plan);
    expect(schedule.map((tilt) => scriptTurn(settings, tilt))).toEqual(schedule.map((_, step) => step));
  });

  test('beyond it the missing turns count, and the place says so', () => {
    const { text } = runFileAfter(19, { minTiltDeg: -9, maxTiltDeg: 15 }); // 9, 12, 15, 6, 3, [18, 21], 0, -3
    expect(text).toContain('_spos = 8,0\n');
  });

  test('inside a minus group of three it would take the last tilt before its turn', () => {
    const state = readyState(area({ groupSize: 3, startTiltDeg: 0, minTiltDeg: -18, maxTiltDeg: 18 }));
    const early = state.schedule.map((tilt) => turnsTakenEarly(state.settings, scriptTurn(state.settings, tilt)));
    expect(early).toEqual([0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1]);
  });
});

describe('what PACEtomo works the next angle out from', () => {
  const lastTarget = [targets[0]!, targets[1]!, exampleTarget(3, -4.3, 1.7, { skip: true })];

  test('is there for a last target that is skipped, or it would begin the minus branch anew', () => {
    const { text } = runFileAfter(10, {}, {}, lastTarget); // both targets at 9, 12, 15, 6, 3
    const [, , skipped] = parseTargets(text).targets;
    expect(skipped?.minus).toMatchObject({ skip: true, anglesDeg: [6] });
    expect(skipped?.minus?.shiftsUm).toHaveLength(1);
  });

  test('is missing as long as the minus branch has not begun', () => {
    const [, , skipped] = parseTargets(runFileAfter(6, {}, {}, lastTarget).text).targets;
    expect(skipped?.minus).toMatchObject({ anglesDeg: [] });
  });

  test('is the run’s own last angle for a target that was given up', () => {
    const dark: Outcomes = { meanCounts: ({ target }) => (target === '002' ? 10 : 300) };
    const { text } = runFileAfter(11, { minCountsPerS: 50 }, dark); // 002 ends at the start tilt, the others reach 3°
    const [, second] = parseTargets(text).targets;
    expect(second?.plus).toMatchObject({ skip: true, section: 0 });
    expect(second?.plus?.anglesDeg.at(-1)).toBe(15);
    expect(second?.minus?.anglesDeg.at(-1)).toBe(3);
  });
});

test('a target whose last image was lost stands where it was predicted, for PACEtomo goes on by one step', () => {
  const plan = area();
  const start = acquired(plan, readyState(plan), 4);
  const isLost: Outcomes = { isLost: ({ target, step }) => target === '002' && step === 1 };
  const lost = parseTargets(exported(plan, acquired(plan, start, 1, isLost)).text).targets[1]?.plus;
  const blind = parseTargets(exported(plan, acquired(plan, start, 1, { correction: () => null })).text).targets[1]
    ?.plus;
  expect(lost?.anglesDeg).toEqual([9, 12]);
  expect(lost?.section).toBe(0);
  expect(lost?.focusUm).toBeCloseTo(blind?.focusUm ?? Number.NaN, 9);
  // an image without a peak leaves the target where it was predicted, too
  expect(lost?.isxSet).toBeCloseTo(blind?.isxSet ?? Number.NaN, 9);
  expect(lost?.isySet).toBeCloseTo(blind?.isySet ?? Number.NaN, 9);
});

test('a stack with a blank in its name is one that PACEtomo cannot read', () => {
  const plan = area({}, [exampleTarget(1, 0, 0, { stack: 'my area.mrc' }), targets[1]!]);
  const { obstacles } = exported(plan, acquired(plan, readyState(plan), 3));
  expect(obstacles[0]).toMatch(/my area.mrc.*cut at its blank/);
});

test('a range that a person has narrowed is the one that is handed over', () => {
  const plan = area();
  const state = acquired(plan, readyState(plan), 8);
  const narrowed = after(plan, state, {
    type: 'plan.change',
    who: 'a',
    change: { kind: 'range', minDeg: 1, maxDeg: 20 },
  });
  expect(exported(plan, narrowed).text).toContain('_set minTilt = 3.0\n_set maxTilt = 18.0\n');
});

describe('PACEtomo, resumed from a run file of ours,', () => {
  const some = fc.record({
    images: fc.integer({ min: 0, max: 60 }),
    startTiltDeg: fc.integer({ min: -10, max: 10 }),
    below: fc.integer({ min: 0, max: 9 }),
    above: fc.integer({ min: 0, max: 9 }),
    tiltStepDeg: fc.constantFrom(1, 2, 3),
    groupSize: fc.integer({ min: 1, max: 4 }),
    skipped: fc.option(fc.integer({ min: 1, max: 3 })),
    dark: fc.option(fc.record({ target: fc.integer({ min: 1, max: 4 }), step: fc.integer({ min: 0, max: 9 }) })),
    lost: fc.option(fc.record({ target: fc.integer({ min: 1, max: 4 }), step: fc.integer({ min: 0, max: 9 }) })),
    maximumTiltDeg: fc.constantFrom(70, 17),
  });

  test('exposes exactly what is still due, and in our order but within groups of three and more', () =>
    fc.assert(
      fc.property(some, ({ images, below, above, skipped, dark, lost, maximumTiltDeg, ...settings }) => {
        const { startTiltDeg: start, tiltStepDeg: step, groupSize } = settings;
        const four = [1, 2, 3, 4].map((i) => exampleTarget(i, i - 1, 2 - i / 3, { skip: i - 1 === skipped }));
        const range = { minTiltDeg: start - below * step, maxTiltDeg: start + above * step };
        const plan = area({ ...settings, ...range, pretiltDeg: 0, minCountsPerS: 50 }, four);
        const meets = (place: typeof dark, slot: Slot) =>
          place?.target === Number(slot.target) && place.step === slot.step;
        const state = acquired(plan, readyState(plan, maximumTiltDeg), images, {
          isLost: (slot) => meets(lost, slot),
          meanCounts: (slot) => (meets(dark, slot) ? 10 : 300),
        });
        const { resumable, text, remarks } = exported(plan, state);
        fc.pre(resumable);
        const due = slotsStillDue(plan, state);
        const wouldTake = scriptWouldTake(text, { groupSize, maximumTiltDeg });
        if (remarks.every((remark) => !remark.includes('before their turn'))) expect(wouldTake).toEqual(due);
        expect([...wouldTake].sort()).toEqual([...due].sort());
      }),
      { numRuns: 300 },
    ));
});
