import { expect, test } from 'vitest';
import { differences, undisturbed } from './crashMatrix.ts';
import { fourTargetsNineTilts } from './exampleRun.ts';

test('a runner that dies before or after any command to SerialEM loses nothing and exposes nothing twice', async () => {
  const plan = fourTargetsNineTilts();
  const expected = await undisturbed(plan);
  expect(expected.records).toHaveLength(4 * 9);
  const numbers = Array.from({ length: expected.commands }, (_, i) => i + 1);
  const points = numbers.flatMap((number) => [
    { at: 'command', number, when: 'before' } as const,
    { at: 'command', number, when: 'after' } as const,
  ]);
  console.log(`${points.length} crash points at ${expected.commands} commands`);
  expect(await differences(plan, points, expected)).toEqual([]);
});
