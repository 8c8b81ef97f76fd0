import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defocusCycle } from '../../src/plan/defocusCycle.ts';
import { scheduleFor, scheduleOf } from '../../src/plan/plan.ts';
import { defaultSettings } from '../../src/plan/settings.ts';
import {
  type DoseSymmetric,
  doseSymmetric,
  objectionToList,
  parseTiltList,
  type Tilt,
  type TiltScheme,
  tiltsOf,
} from '../../src/plan/tiltScheme.ts';
import { examplePlan } from './examplePlan.ts';

const degrees = (tilts: readonly Tilt[]) => tilts.map(({ deg }) => deg);
const angles = (scheme: DoseSymmetric) => degrees(doseSymmetric(scheme));
const focusedAt = (tilts: readonly Tilt[]) => degrees(tilts.filter(({ startsGroup }) => startsGroup));
const branchOf = (tilts: readonly Tilt[], branch: Tilt['branch']) => tilts.filter((tilt) => tilt.branch === branch);

test('the order of a grouped dose-symmetric series', () => {
  expect(angles({ startDeg: 0, minDeg: -12, maxDeg: 15, stepDeg: 3, groupSize: 2 })).toEqual([
    0, 3, 6, -3, -6, 9, 12, -9, -12, 15,
  ]);
});

test('a series that starts at 9° and reaches farther up than down', () => {
  expect(angles({ startDeg: 9, minDeg: 3, maxDeg: 24, stepDeg: 3, groupSize: 3 })).toEqual([
    9, 12, 15, 18, 6, 3, 21, 24,
  ]);
});

test('an end that is no whole number of steps away is not visited', () => {
  expect(angles({ startDeg: 0, minDeg: -5, maxDeg: 7, stepDeg: 2.5, groupSize: 1 })).toEqual([0, 2.5, -2.5, 5, -5]);
});

test.each([
  ['the lowest tilt has a plus branch only (H14)', -60, -60, -54, [-60, -57, -54], 'plus'],
  ['the highest tilt has a minus branch only', 48, 42, 48, [48, 45, 42], 'minus'],
] as const)('a series that starts at %s', (_what, startDeg, minDeg, maxDeg, expected, branch) => {
  const tilts = doseSymmetric({ startDeg, minDeg, maxDeg, stepDeg: 3, groupSize: 2 });
  expect(degrees(tilts)).toEqual(expected);
  expect(tilts.slice(1).every((tilt) => tilt.branch === branch)).toBe(true);
});

// appendix 2 lists what the original does: nothing for groups of one, and −6 and −9 instead of −12 and −15 (H24)
test.each([
  [1, [6, -6, 9, -9, 12, -12, 15, -15, 18, -18]],
  [2, [9, -9, 15, -15]],
  [3, [12, -12]],
  [4, [15, -15]],
])('with groups of %d images every group but the first of a branch starts with a focus', (groupSize, expected) => {
  const tilts = doseSymmetric({ startDeg: 0, minDeg: -18, maxDeg: 18, stepDeg: 3, groupSize });
  expect(focusedAt(tilts)).toEqual(expected);
});

test('a branch that goes on alone keeps its groups', () => {
  const tilts = doseSymmetric({ startDeg: 0, minDeg: -3, maxDeg: 21, stepDeg: 3, groupSize: 2 });
  expect(degrees(tilts)).toEqual([0, 3, 6, -3, 9, 12, 15, 18, 21]);
  expect(focusedAt(tilts)).toEqual([9, 15, 21]);
});

describe('a dose-symmetric series of larger groups', () => {
  const range = { startDeg: 0, minDeg: -8, maxDeg: 8, stepDeg: 1, groupSize: 1 };

  test('grows with every pair of groups', () => {
    expect(angles({ ...range, groupGrowth: 1 })).toEqual([0, 1, -1, 2, 3, -2, -3, 4, 5, 6, -4, -5, -6, 7, 8, -7, -8]);
  });

  test('grows from 3° on', () => {
    const tilts = doseSymmetric({ ...range, groupGrowth: 2, groupGrowthFromDeg: 3 });
    expect(degrees(tilts)).toEqual([0, 1, -1, 2, -2, 3, 4, 5, -3, -4, -5, 6, 7, 8, -6, -7, -8]);
    expect(focusedAt(tilts)).toEqual([2, -2, 3, -3, 6, -6]);
  });

  test('is finished one side after the other from 4° on', () => {
    const tilts = doseSymmetric({ ...range, groupSize: 3, oneWayBeyondDeg: 4 });
    expect(degrees(tilts)).toEqual([0, 1, 2, 3, -1, -2, -3, 4, 5, 6, 7, 8, -4, -5, -6, -7, -8]);
    expect(focusedAt(tilts)).toEqual([4, 7, -4, -7]);
  });

  test('is bidirectional when it goes one way from the start', () => {
    const { groupSize: _, ...ends } = range;
    expect(doseSymmetric({ ...range, oneWayBeyondDeg: 0 })).toEqual(
      tiltsOf({ kind: 'bidirectional', groupSize: 1, ...ends }),
    );
  });
});

describe('other orders', () => {
  test('a continuous series is one branch from the lowest tilt up', () => {
    const tilts = tiltsOf({ kind: 'continuous', minDeg: -7, maxDeg: 6, stepDeg: 2, groupSize: 3 });
    expect(degrees(tilts)).toEqual([-7, -5, -3, -1, 1, 3, 5]);
    expect(branchOf(tilts, 'minus')).toEqual([]);
    expect(focusedAt(tilts)).toEqual([1]);
  });

  test('a bidirectional series goes up from the start, then down from it', () => {
    const range = { startDeg: 10, minDeg: 1, maxDeg: 25, stepDeg: 4 };
    const tilts = tiltsOf({ kind: 'bidirectional', groupSize: 2, ...range });
    expect(degrees(tilts)).toEqual([10, 14, 18, 22, 6, 2]);
    expect(degrees(branchOf(tilts, 'plus'))).toEqual([10, 14, 18, 22]);
    expect(focusedAt(tilts)).toEqual([22]);
  });

  test('a list is taken as written, on the side of its first angle', () => {
    const tilts = tiltsOf({ kind: 'list', listDeg: [4, 9, 6, -1, 2, 20, 11, 13], groupSize: 2 });
    expect(degrees(tilts)).toEqual([4, 9, 6, -1, 2, 20, 11, 13]);
    expect(degrees(branchOf(tilts, 'minus'))).toEqual([-1, 2]);
    expect(focusedAt(tilts)).toEqual([20, 13]);
  });

  test.each([
    ['0, 3 −3\n6.5,-60', null],
    ['', 'has to have at least two angles'],
    [' 12 ', 'has to have at least two angles'],
    ['0, 3°, 6', 'has to be angles separated by commas or blanks, such as “0, 3, -3”; “3°” is none'],
    ['0, 81', 'has to stay between -80 and 80 °; it has 81'],
    ['3, 0, 3.0', 'has to name every angle once; it has 3 twice'],
  ])('the list “%s” is objected to: %s', (text, objection) => expect(objectionToList(text)).toBe(objection));

  test('a list may be separated by commas, blanks and new lines', () => {
    expect(parseTiltList(' 0, 3 -3\n6.5,\t-60\n')).toEqual([0, 3, -3, 6.5, -60]);
    expect(() => parseTiltList('5')).toThrow('at least two angles');
  });

  test.each([
    ['dose-symmetric', [2, 4, 6, 0, -2, 8, 10, 12, -4]],
    ['continuous', [-4, -2, 0, 2, 4, 6, 8, 10, 12]],
    ['bidirectional', [2, 4, 6, 8, 10, 12, 0, -2, -4]],
    ['list', [7, 5, 11]],
  ] as const)('the settings of a %s series make its schedule', (tiltScheme, expected) => {
    const range = { startTiltDeg: 2, minTiltDeg: -4, maxTiltDeg: 12, tiltStepDeg: 2, groupSize: 2, groupGrowth: 1 };
    const settings = { ...defaultSettings(), ...range, tiltScheme, tiltListDeg: '7, 5, 11' };
    expect(degrees(scheduleFor(settings))).toEqual(expected);
    expect(scheduleOf(examplePlan([], settings))).toEqual(scheduleFor(settings));
  });
});

describe('in every scheme', () => {
  const range = {
    startDeg: fc.integer({ min: -20, max: 20 }),
    minDeg: fc.integer({ min: -60, max: -20 }),
    maxDeg: fc.integer({ min: 20, max: 60 }),
    stepDeg: fc.constantFrom(0.5, 1, 2, 3, 7),
    groupSize: fc.integer({ min: 1, max: 9 }),
  };
  const growing = {
    ...range,
    groupGrowth: fc.integer({ min: 0, max: 4 }),
    groupGrowthFromDeg: fc.integer({ min: 0, max: 60 }),
    oneWayBeyondDeg: fc.integer({ min: 0, max: 90 }),
  };
  const stepped: fc.Arbitrary<Exclude<TiltScheme, { kind: 'list' }>> = fc.oneof(
    fc.record({ kind: fc.constant('dose-symmetric' as const), ...growing }),
    fc.record({ kind: fc.constantFrom('continuous' as const, 'bidirectional' as const), ...range }),
  );

  test('every angle of the range is visited once, each branch outwards', () => {
    fc.assert(
      fc.property(stepped, (scheme) => {
        const tilts = tiltsOf(scheme);
        const sorted = degrees(tilts).sort((a, b) => a - b);
        for (const [i, deg] of sorted.slice(1).entries()) expect(deg - sorted[i]!).toBeCloseTo(scheme.stepDeg, 6);
        expect(sorted[0]! - scheme.minDeg).toBeLessThan(scheme.stepDeg);
        expect(scheme.maxDeg - sorted.at(-1)!).toBeLessThan(scheme.stepDeg);
        for (const branch of ['plus', 'minus'] as const) {
          const outwards = branchOf(tilts, branch).map(({ deg }) => Math.abs(deg - tilts[0]!.deg));
          expect(outwards).toEqual([...outwards].sort((a, b) => a - b));
        }
      }),
    );
  });

  test('no group of a branch is longer than a group may be', () => {
    fc.assert(
      fc.property(stepped, (scheme) => {
        const tilts = tiltsOf(scheme.kind === 'dose-symmetric' ? { ...scheme, groupGrowth: 0 } : scheme);
        expect(tilts[0]).toMatchObject({ branch: 'plus', startsGroup: false });
        for (const branch of ['plus', 'minus'] as const) {
          const images = branchOf(tilts.slice(1), branch);
          const starts = [0, ...images.flatMap(({ startsGroup }, i) => (startsGroup ? [i] : [])), images.length];
          const groups = starts.slice(1).map((end, i) => end - starts[i]!);
          expect(groups.slice(0, -1).every((size) => size === scheme.groupSize)).toBe(true);
          expect(groups.at(-1) ?? 0).toBeLessThanOrEqual(scheme.groupSize);
        }
      }),
    );
  });

  test('without growth and one-way end a dose-symmetric series has the classic order', () => {
    const classic = ({ startDeg, minDeg, maxDeg, stepDeg, groupSize }: DoseSymmetric): readonly number[] => {
      const order = [startDeg];
      for (let first = 1; first * stepDeg <= Math.max(maxDeg - startDeg, startDeg - minDeg); first += groupSize) {
        const offsets = Array.from({ length: groupSize }, (_, i) => (first + i) * stepDeg);
        order.push(...offsets.map((offset) => startDeg + offset).filter((deg) => deg <= maxDeg));
        order.push(...offsets.map((offset) => startDeg - offset).filter((deg) => deg >= minDeg));
      }
      return order;
    };
    fc.assert(
      fc.property(fc.record(growing), (scheme) => {
        expect(angles({ ...scheme, groupGrowth: 0, oneWayBeyondDeg: 90 })).toEqual(classic(scheme));
      }),
    );
  });

  test('a start at the lowest tilt leaves the minus branch empty (H14)', () => {
    fc.assert(
      fc.property(stepped, (scheme) => {
        const tilts = tiltsOf(scheme.kind === 'continuous' ? scheme : { ...scheme, startDeg: scheme.minDeg });
        expect(branchOf(tilts, 'minus')).toEqual([]);
        expect(tilts[0]!.deg).toBe(scheme.minDeg);
      }),
    );
  });

  test('a list is visited as it stands', () => {
    const list = fc.uniqueArray(fc.integer({ min: -80, max: 80 }), { minLength: 2 });
    fc.assert(
      fc.property(list, range.groupSize, (listDeg, groupSize) => {
        expect(parseTiltList(listDeg.join(', '))).toEqual(listDeg);
        const tilts = tiltsOf({ kind: 'list', listDeg, groupSize });
        expect(degrees(tilts)).toEqual(listDeg);
        for (const { deg, branch } of tilts.slice(1)) expect(branch).toBe(deg > listDeg[0]! ? 'plus' : 'minus');
      }),
    );
  });
});

test.each([
  [2, 0.5, [0, 0.5, 1, 1.5, 2, 0]],
  [0.3, 0.1, [0, 0.1, 0.2, 0.3, 0]], // the original leaves 0.3 out (H28)
])('defocus runs through a range of %d µm by %d µm and starts again (appendix 2)', (rangeUm, stepUm, expected) => {
  const cycle = defocusCycle(0, rangeUm, stepUm);
  expect(expected.map(() => cycle.next().value)).toEqual(expected);
});
