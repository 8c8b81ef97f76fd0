import { expect, test } from 'vitest';
import { differences, pointsOf, undisturbed } from './crashMatrix.ts';
import { asymmetric, everything, found, lonely, montage, trackedTwice } from './crashPlans.ts';
import { strideOf } from './budget.ts';

/** Every so many commands and journal lines: enough to meet each kind of place in each plan. */
test.each([
  { ...asymmetric, stride: 11 },
  { ...lonely, stride: 7 },
  { ...montage, stride: 37 },
  { ...trackedTwice, stride: 13 },
  { ...found, stride: 7 },
  { ...everything, stride: 23 },
])('nothing is lost or exposed twice in a run that is $name', async ({ plan, site, stride }) => {
  const expected = await undisturbed(plan, site);
  const points = pointsOf(expected, strideOf(stride));
  console.log(`${points.length} crash points, ${expected.records.length} images`);
  expect(await differences(plan, points, expected, site)).toEqual([]);
});

test('the asymmetric plan does what it says', async () => {
  const { records, journal } = await undisturbed(asymmetric.plan);
  expect(records.filter((record) => record.startsWith('matrix_ts_003'))).toEqual([]);
  expect(records.filter((record) => record.startsWith('matrix_ts_001'))).toHaveLength(12);
  expect(records.filter((record) => record.startsWith('matrix_ts_004')).length).toBeLessThan(12);
  expect(journal.at(-1)).toBe('run.close');
});
