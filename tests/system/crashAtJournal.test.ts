import { expect, test } from 'vitest';
import { differences, undisturbed } from './crashMatrix.ts';
import { fourTargetsNineTilts } from './exampleRun.ts';

/** A line of the journal is a few hundred bytes long: these tear it in its checksum, its stamp and its event. */
const tornAfter = [0, 1, 7, 9, 40, 90, 120, 150] as const;

test('a runner that dies in the middle of any journal write loses nothing and exposes nothing twice', async () => {
  const plan = fourTargetsNineTilts();
  const expected = await undisturbed(plan);
  const numbers = Array.from({ length: expected.lines }, (_, i) => i + 1);
  const points = numbers.flatMap((number) =>
    [...tornAfter, 'whole' as const].map((keep) => ({ at: 'journal', number, keep }) as const),
  );
  console.log(`${points.length} crash points at ${expected.lines} journal lines`);
  expect(await differences(plan, points, expected)).toEqual([]);
});
