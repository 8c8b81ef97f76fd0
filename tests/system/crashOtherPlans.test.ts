import { expect, test } from 'vitest';
import type { RunPlan } from '../../packages/pacetomo/src/plan/plan.ts';
import { differences, undisturbed } from './crashMatrix.ts';
import { fourTargetsNineTilts } from './exampleRun.ts';

const base = fourTargetsNineTilts();

/** A start tilt, an asymmetric range, a stage position, a target left out and one that runs out of reach on the way. */
const asymmetric: RunPlan = {
  ...base,
  settings: {
    ...base.settings,
    startTiltDeg: 9,
    minTiltDeg: 0,
    maxTiltDeg: 33,
    groupSize: 3,
    imageShiftLimitUm: 6.72,
    slowTilt: true,
  },
  targets: base.targets.map((target, i) => ({
    ...target,
    skip: i === 2,
    stage: i === 0 ? { x: 0.5, y: -0.75 } : null,
  })),
};

/** One branch only, one target only, and a defocus for each tilt. */
const lonely: RunPlan = {
  ...base,
  settings: {
    ...base.settings,
    startTiltDeg: -6,
    minTiltDeg: -6,
    maxTiltDeg: 15,
    groupSize: 1,
    focusSlopeUmPerDeg: 0.01,
  },
  targets: base.targets.slice(0, 1),
};

/** Every stride-th command and journal line: enough to meet each kind of place in each plan. */
const stride = 7;

test.each([
  ['asymmetric, with a start tilt, a skipped target and one that runs out of reach', asymmetric],
  ['one target on one branch', lonely],
] as const)('nothing is lost or exposed twice in a run that is %s', async (_what, plan) => {
  const expected = await undisturbed(plan);
  const everyOf = (count: number): readonly number[] =>
    Array.from({ length: Math.ceil(count / stride) }, (_, i) => 1 + i * stride);
  const points = [
    ...everyOf(expected.commands).flatMap((number) => [
      { at: 'command', number, when: 'before' } as const,
      { at: 'command', number, when: 'after' } as const,
    ]),
    ...everyOf(expected.lines).map((number) => ({ at: 'journal', number, keep: 60 }) as const),
  ];
  console.log(`${points.length} crash points, ${expected.records.length} images`);
  expect(await differences(plan, points, expected)).toEqual([]);
});

test('the asymmetric plan does what it says', async () => {
  const { records, journal } = await undisturbed(asymmetric);
  expect(records.filter((record) => record.startsWith('matrix_ts_003'))).toEqual([]);
  expect(records.filter((record) => record.startsWith('matrix_ts_001'))).toHaveLength(12);
  expect(records.filter((record) => record.startsWith('matrix_ts_004')).length).toBeLessThan(12);
  expect(journal.at(-1)).toBe('run.close');
});
