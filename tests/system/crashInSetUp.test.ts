import { expect, test } from 'vitest';
import { strideOf } from './budget.ts';
import { differences, everyPlace, missSoFarNm, undisturbed } from './crashMatrix.ts';
import { placed, walked } from './crashPlans.ts';

test.each([walked, placed])('wherever a run dies that is $name, its targets are found', async ({ plan, site }) => {
  const expected = await undisturbed(plan, site);
  const points = everyPlace(expected, strideOf(2));
  console.log(`${points.length} crash points at ${expected.commands} commands`);
  expect(await differences(plan, points, expected, site)).toEqual([]);
  expect(missSoFarNm()).toBeLessThan(1);
});
