import { expect, test } from 'vitest';
import { chosenArea } from '../../src/area/chosenArea.ts';
import { cliProgram } from '../../src/cliProgram.ts';
import { loadScenario } from '../../src/scenario/presets.ts';

async function printed(...args: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const program = cliProgram({ write: (text) => lines.push(text), started: () => {} });
  await program.exitOverride().parseAsync(['area', ...args], { from: 'user' });
  return lines.join('');
}

test('area prints what is chosen for a seed, as JSON', async () => {
  const s4 = await loadScenario('S4');
  expect(JSON.parse(await printed('S4', '--seed', '37'))).toEqual(chosenArea(s4, 37));
  expect(JSON.parse(await printed('S4'))).toEqual(chosenArea(s4, 1));
  expect(chosenArea(s4, 37)).not.toEqual(chosenArea(s4, 1));
});

test('a scenario in which nothing is chosen is said so', async () => {
  await expect(printed('lamella')).rejects.toThrow('The scenario lamella has no area: nothing is chosen in it.');
});
