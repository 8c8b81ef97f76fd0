import { SerialEmClient } from '@pacetomo/serialem-link';
import { expect, test } from 'vitest';
import { CrashWorld, type Result } from './crashWorld.ts';
import { fourTargetsNineTilts } from './exampleRun.ts';

const plan = fourTargetsNineTilts();

/** How often each slot was exposed, saved or not: nobody may be exposed twice at one tilt. */
function worstSlot({ records }: Result, targets = plan.targets.length): number {
  const perTilt = new Map<string, number>();
  for (const record of records) {
    const [, tilt = ''] = record.split(' ');
    perTilt.set(tilt, (perTilt.get(tilt) ?? 0) + 1);
  }
  return Math.max(...perTilt.values()) - targets;
}

/** What an operator does by hand while no run is connected. */
async function byHand(world: CrashWorld, work: (serialEm: SerialEmClient) => Promise<unknown>): Promise<void> {
  const client = new SerialEmClient(world.scope.connect());
  await work(client);
  client.close();
  await client.closed;
}

test.each(['before', 'after'] as const)(
  'SerialEM crashes %s an exposure took effect: the slot is given up, and dying again and again does not bring it back',
  async (moment) => {
    const world = await CrashWorld.create(plan);
    world.scope.faults.add({ kind: 'program-dies', at: { name: 'R', occurrence: 7 }, moment });
    await expect(world.work(null)).rejects.toMatchObject({ code: 'reply-lost' });
    // a SerialEM that has just been started has low dose off: nothing is exposed before a person has seen to it
    await expect(world.work(null)).rejects.toThrow(/Low Dose mode is off in SerialEM\. Switch it on/);
    await byHand(world, (serialEm) => serialEm.call('SetLowDoseMode', 1));
    // the token is in SerialEM again after the first of these, and must not pass for an unbroken session
    for (const number of [3, 9, 15, 18, 20])
      expect(await world.work({ at: 'command', number, when: 'after' })).toBe('died');
    expect(await world.work(null)).toBe('complete');
    const result = await world.end();
    expect(result.records).toHaveLength(moment === 'after' ? 36 : 35);
    expect(worstSlot(result)).toBe(0);
    expect(result.journal.filter((type) => type === 'expose.lost')).toHaveLength(1);
  },
);

test('an exposure that SerialEM breaks off is counted and not repeated', async () => {
  const world = await CrashWorld.create(plan);
  world.scope.faults.add({ kind: 'command-fails', at: { name: 'R', occurrence: 5 }, message: 'The camera timed out' });
  await expect(world.work(null)).rejects.toMatchObject({ code: 'exposure-failed' });
  expect(await world.work(null)).toBe('complete');
  const result = await world.end();
  expect(result.records).toHaveLength(35);
  expect(result.journal.filter((type) => type === 'expose.lost')).toHaveLength(1);
});

test('STOP in the middle of an exposure ends the run until a person resumes it', async () => {
  const world = await CrashWorld.create(plan);
  world.scope.faults.add({ kind: 'user-stop', at: { name: 'R', occurrence: 9 }, moment: 'during' });
  await expect(world.work(null)).rejects.toMatchObject({ code: 'exposure-failed' });
  expect(await world.work(null)).toBe('complete');
  expect(worstSlot(await world.end())).toBeLessThanOrEqual(0);
});

test('STOP between two commands ends the run until a person resumes it, and costs nothing', async () => {
  const world = await CrashWorld.create(plan);
  world.scope.faults.add({ kind: 'user-stop', at: { name: 'SetDefocus', occurrence: 6 }, moment: 'before' });
  await expect(world.work(null)).rejects.toMatchObject({ code: 'user-stop' });
  expect(await world.work(null)).toBe('complete');
  expect((await world.end()).records).toHaveLength(36);
});

test('a View that somebody took after a crash is not taken for the Record', async () => {
  const undisturbed = await CrashWorld.create(plan);
  await undisturbed.work(null);
  const intents = [...(await undisturbed.end()).journal.entries()].filter(([, type]) => type === 'expose.intent');
  const world = await CrashWorld.create(plan);
  expect(await world.work({ at: 'journal', number: intents[8]![0] + 1, keep: 'whole' })).toBe('died');
  await byHand(world, (serialEm) => serialEm.call('V'));
  await expect(world.work(null)).rejects.toMatchObject({ code: 'needs-person' });
  expect((await world.end()).records).toHaveLength(7);
});

test('image shift that an earlier run left behind is noticed before anything is exposed', async () => {
  const world = await CrashWorld.create(plan);
  await byHand(world, (serialEm) => serialEm.call('SetImageShift', 6, -4));
  await expect(world.work(null)).rejects.toMatchObject({
    code: 'needs-person',
    message: expect.stringContaining('µm from zero'),
  });
  expect((await world.end()).records).toEqual([]);
});

test('where the stage goes to the target, image shift begins at zero', async () => {
  const staged = {
    ...plan,
    targets: plan.targets.map((target, i) => ({ ...target, stage: i === 0 ? { x: 0, y: 0 } : null })),
  };
  const world = await CrashWorld.create(staged);
  await byHand(world, (serialEm) => serialEm.call('SetImageShift', 6, -4));
  expect(await world.work(null)).toBe('complete');
  await world.end();
});

test('a Focus area with another magnification does not spoil the calibration', async () => {
  const world = await CrashWorld.create(plan, {
    lowDose: { view: { missUm: { x: 0, y: 0 } }, search: { missUm: { x: 0, y: 0 } }, focus: { magIndex: 29 } },
  });
  expect(await world.work({ at: 'command', number: 150, when: 'before' })).toBe('died');
  expect(await world.work(null)).toBe('complete');
  expect((await world.end()).records).toHaveLength(36);
});

test('the image-shift limit of SerialEM is put back, also after a crash and after trouble', async () => {
  const world = await CrashWorld.create(plan);
  const limit = async (): Promise<number> => {
    let found = 0;
    await byHand(world, async (serialEm) => {
      found = await serialEm.call('ReportProperty', 'ImageShiftLimit');
    });
    return found;
  };
  const before = await limit();
  expect(await world.work({ at: 'command', number: 60, when: 'after' })).toBe('died');
  expect(await limit()).toBe(20);
  world.scope.faults.add({ kind: 'command-fails', at: { name: 'SetDefocus', occurrence: 9 } });
  await expect(world.work(null)).rejects.toMatchObject({ code: 'serialem-refused' });
  expect(await limit()).toBe(before);
  expect(await world.work(null)).toBe('complete');
  expect(await limit()).toBe(before);
  await world.end();
});
