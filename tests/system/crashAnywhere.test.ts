import { expect, test } from 'vitest';
import { differences, everyPlace, undisturbed } from './crashMatrix.ts';
import { fourTargetsNineTilts } from './exampleRun.ts';

test('a runner that dies anywhere loses nothing and exposes nothing twice', async () => {
  const plan = fourTargetsNineTilts();
  const expected = await undisturbed(plan);
  expect(expected.records).toHaveLength(4 * 9);
  const points = everyPlace(expected);
  console.log(`${points.length} crash points, ${expected.commands} commands, ${expected.lines} journal lines`);
  expect(await differences(plan, points, expected)).toEqual([]);
});
