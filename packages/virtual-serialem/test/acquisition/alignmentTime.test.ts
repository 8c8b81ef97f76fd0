import type { SerialEmClient } from '@pacetomo/serialem-link';
import type { VirtualSerialEm } from '@pacetomo/virtual-serialem';
import { expect, test } from 'vitest';
import { inSession, quietWith } from '../session.ts';

type Route = (client: SerialEmClient) => Promise<unknown>;

/** What a script is to have before: a View map with the label "hole" and a copy of its image. */
async function prepare(client: SerialEmClient): Promise<void> {
  await client.call('OpenNewFile', 'map.mrc');
  await client.call('V');
  await client.call('NewMap');
  await client.call('ChangeItemLabel', 1, 'hole');
  await client.call('Copy', 'A', 'O');
  await client.call('ImageShiftByMicrons', 0.3, 0.2);
}

/** The virtual seconds that a command takes when one alignment takes so many. */
async function seconds(alignS: number, route: Route): Promise<number> {
  let spent = 0;
  const scenario = quietWith({ clock: { alignS }, stage: { moveErrorUm: 0.1 } });
  await inSession({ scenario }, async ({ client, virtual }: { client: SerialEmClient; virtual: VirtualSerialEm }) => {
    await prepare(client);
    const from = virtual.nowS;
    await route(client);
    spent = virtual.nowS - from;
  });
  return spent;
}

test.each<readonly [string, number, Route]>([
  ['AlignTo', 1, (client) => client.call('AlignTo', 'O')],
  ['AlignBetweenMags', 1, (client) => client.call('AlignBetweenMags', 'O', -1, -1, 5)],
  ['AlignToTemplate', 1, (client) => client.call('AlignToTemplate', 1, 0.2, 0, 0, 'hole')],
  ['RealignToOtherItem', 1, (client) => client.call('RealignToOtherItem', 1, 0)],
  ['RealignToOtherItem with resets', 3, (client) => client.call('RealignToOtherItem', 1, 0, 0, 0, 1, 0)],
  ['WalkUpTo', 2, (client) => client.call('WalkUpTo', 11)],
  ['DriftWaitTask', 1, (client) => client.call('DriftWaitTask', 3, 'nm', 40, 8)],
])('%s spends the time of its %d alignments', async (_, alignments, route) => {
  const difference = (await seconds(13, route)) - (await seconds(0, route));
  expect(difference).toBeCloseTo(13 * alignments, 6);
});

test('a drift has the same rate when it is followed with image shift, however long an alignment takes', () =>
  inSession(
    { scenario: quietWith({ clock: { alignS: 25 }, stage: { driftNmPerS: 2.5 }, alignment: { noiseNm: 0.01 } }) },
    async ({ client }) => {
      await client.call('DriftWaitTask', 0.3, 'nm', 80, 6, -1);
      const [still] = (await client.call('GetWaitTaskDrift'))!;
      await client.call('DriftWaitTask', 0.3, 'nm', 90, 6, -1, 'F', 1);
      const [followed] = (await client.call('GetWaitTaskDrift'))!;
      expect(still).toBeGreaterThan(0.5);
      expect(followed! / still!).toBeCloseTo(1, 2);
    },
  ));
