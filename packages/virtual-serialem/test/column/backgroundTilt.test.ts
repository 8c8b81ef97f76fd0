import { expect, test } from 'vitest';
import { inSession } from '../session.ts';

/** Where Record looks after a background tilt during which a script asked so many questions, each after a second. */
async function afterPolls(polls: number): Promise<unknown> {
  let found: unknown;
  await inSession({ scenario: 'S4', seed: 23 }, async ({ client, virtual }) => {
    await client.call('TiltTo', -6);
    await client.call('BackgroundTilt', 27, 0.05);
    const startS = virtual.nowS;
    for (let poll = 0; poll < polls; poll++) {
      await client.call('Delay', 1, 's');
      await client.call('ReportStageBusy');
    }
    await client.call('Delay', startS + 400 - virtual.nowS, 's');
    await client.call('R');
    const { trueTiltDeg, specimenPointUm } = virtual.exposures[0]!;
    found = { trueTiltDeg, x: specimenPointUm.x.toFixed(6), y: specimenPointUm.y.toFixed(6) };
  });
  return found;
}

test('a background tilt ends at the same place however often a script has asked on the way', async () => {
  const unasked = await afterPolls(0);
  expect(await afterPolls(4)).toEqual(unasked);
  expect(await afterPolls(19)).toEqual(unasked);
}, 60_000);

test('after a background tilt the next exposure waits for the stage to settle', () =>
  inSession({}, async ({ client, virtual }) => {
    const costS = async (): Promise<number> => {
      const before = virtual.nowS;
      await client.call('R');
      return virtual.nowS - before;
    };
    const usualS = await costS();
    await client.call('BackgroundTilt', 12);
    await client.call('Delay', 2.81, 's');
    // √(12°/3°) times the delay of 2 s, of which the commands in between have passed
    expect((await costS()) - usualS).toBeCloseTo(4, 1);
  }));
