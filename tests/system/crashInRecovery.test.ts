import { expect, test } from 'vitest';
import { budget } from './budget.ts';
import { chains } from './crashChain.ts';
import { undisturbed } from './crashMatrix.ts';
import { fourTargetsNineTilts } from './exampleRun.ts';

test('a run that dies again and again, also while it recovers, is as complete as an undisturbed one', async () => {
  const plan = fourTargetsNineTilts();
  const expected = await undisturbed(plan);
  const { deaths, inRecovery, differences } = await chains(budget(85), 1000, plan, expected);
  console.log(`${deaths} deaths, ${inRecovery} of them in the recovery from the one before`);
  expect(differences).toEqual([]);
  expect(inRecovery).toBeGreaterThan(budget(900));
});
