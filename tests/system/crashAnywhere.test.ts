import { expect, test } from 'vitest';
import type { RunPlan } from '../../packages/pacetomo/src/plan/plan.ts';
import { strideOf } from './budget.ts';
import { differences, everyPlace, undisturbed } from './crashMatrix.ts';
import type { CrashPoint } from './crashWorld.ts';
import { fourTargetsNineTilts } from './exampleRun.ts';

const base = fourTargetsNineTilts();

/** Both branches, two groups, another target beside the tracking one: every kind of place that the larger run has. */
const twoTargetsFiveTilts: RunPlan = {
  ...base,
  settings: { ...base.settings, minTiltDeg: -6, maxTiltDeg: 6, groupSize: 1 },
  targets: base.targets.slice(0, 2),
};

/** A line of the journal is a few hundred bytes long: these tear it in its checksum, its stamp and its event. */
const tornAfter = [0, 7, 9, 60, 150, 'whole'] as const;

test('a runner that dies before or after any command, or in the middle of any line, loses nothing and exposes nothing twice', async () => {
  const expected = await undisturbed(twoTargetsFiveTilts);
  expect(expected.records).toHaveLength(2 * 5);
  const stride = strideOf(2); // every line, torn in half of the ways; the next line in the others
  const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1);
  const points: readonly CrashPoint[] = [
    ...numbers(expected.commands).flatMap((number) => [
      { at: 'command', number, when: 'before' } as const,
      { at: 'command', number, when: 'after' } as const,
    ]),
    ...numbers(expected.lines).flatMap((number) =>
      tornAfter.filter((_, i) => (i + number) % stride === 0).map((keep) => ({ at: 'journal', number, keep }) as const),
    ),
  ];
  console.log(`${points.length} crash points at ${expected.commands} commands and ${expected.lines} journal lines`);
  expect(await differences(twoTargetsFiveTilts, points, expected)).toEqual([]);
});

test('nor does a runner of four targets and nine tilts', async () => {
  const expected = await undisturbed(base);
  expect(expected.records).toHaveLength(4 * 9);
  const points = everyPlace(expected, strideOf(8));
  console.log(`${points.length} crash points, ${expected.commands} commands, ${expected.lines} journal lines`);
  expect(await differences(base, points, expected)).toEqual([]);
});
