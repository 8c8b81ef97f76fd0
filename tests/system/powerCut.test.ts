import { expect, test } from 'vitest';
import { replay } from '../../packages/pacetomo/src/run/after.ts';
import { sectionsOf } from '../../packages/pacetomo/src/run/stacks.ts';
import { parseJournal } from '../../packages/pacetomo/src/session/journalLines.ts';
import { budget } from './budget.ts';
import { type CrashPoint, CrashWorld } from './crashWorld.ts';
import { fourTargetsNineTilts } from './exampleRun.ts';
import { exposedTwice } from './exposedSlots.ts';
import { oneOf, seeded, wholeNumber } from './seeded.ts';

const plan = fourTargetsNineTilts();
const slots = 4 * 9;
/** So many cuts leave no run alive unless it makes no headway. */
const mostCuts = 40;

/** The power goes off: the journal keeps what was synced and perhaps more, and SerialEM is started again. */
async function cutPower(world: CrashWorld, random: () => number): Promise<void> {
  const { store, scope } = world;
  const unsynced = store.bytes.length - store.synced;
  const atSectors = 512 * Math.floor((random() * (unsynced + 1)) / 512);
  const survives = random() < 0.5 ? atSectors : wholeNumber(random, 0, unsynced);
  store.bytes = store.bytes.subarray(0, store.synced + survives);
  scope.faults.add({ kind: 'program-dies', file: oneOf(random, ['whole', 'no-mdoc']), at: { timeS: 0 } });
  await world.byHand((serialEm) => serialEm.call('ReportTiltAngle').catch(() => {}));
  await world.byHand((serialEm) => serialEm.call('SetLowDoseMode', 1));
}

function somewhere(random: () => number): CrashPoint {
  if (random() < 0.4)
    return { at: 'journal', number: wholeNumber(random, 1, 60), keep: oneOf(random, [0, 40, 'whole']) };
  return { at: 'command', number: wholeNumber(random, 1, 260), when: oneOf(random, ['before', 'after']) };
}

/** A run through cuts, to its end: how many there were, and how many images they cost. */
async function throughCuts(seed: number): Promise<{ readonly cuts: number; readonly lost: number }> {
  const random = seeded(seed);
  const world = await CrashWorld.create(plan);
  let cuts = 0;
  let ending = await world.work(somewhere(random)).catch(String);
  for (; ending === 'died'; cuts++) {
    await cutPower(world, random);
    ending = await world.work(cuts < mostCuts ? somewhere(random) : null).catch(String);
  }
  const where = `seed ${seed}, ${cuts} cuts`;
  expect(ending, where).toBe('complete');
  const state = replay(plan, parseJournal(world.store.bytes).events);
  const result = await world.end();
  expect(exposedTwice(plan, result), where).toEqual([]);
  for (const { id, stack } of plan.targets) expect(result.sections[stack], where).toBe(sectionsOf(state, id));
  const outcomes = [...state.outcomes.values()];
  expect(outcomes, where).toHaveLength(slots);
  const lost = outcomes.filter(({ kind }) => kind === 'lost').length;
  expect(outcomes.filter(({ kind }) => kind === 'taken').length + lost, where).toBe(slots);
  expect(lost, where).toBeLessThanOrEqual(cuts);
  return { cuts, lost };
}

test('a power cut costs one image at most, says which, and exposes nothing twice', async () => {
  let [cuts, lost] = [0, 0];
  for (let seed = 1; cuts < budget(1000); seed++) {
    const run = await throughCuts(seed);
    cuts += run.cuts;
    lost += run.lost;
  }
  console.log(`${cuts} power cuts cost ${lost} images`);
  expect(lost).toBeGreaterThan(0);
});

test('a stack that a power cut has torn is left to a person, who lengthens it; then the run goes on', async () => {
  const world = await CrashWorld.create(plan);
  world.scope.faults.add({ kind: 'program-dies', file: 'torn', at: { name: 'ReportISforBufferShift', occurrence: 9 } });
  await expect(world.work(null)).rejects.toMatchObject({ code: 'reply-lost' });
  await world.byHand((serialEm) => serialEm.call('SetLowDoseMode', 1));
  const refusal = expect.objectContaining({ code: 'needs-person', message: expect.stringContaining('append zeros') });
  await expect(world.work(null)).rejects.toEqual(refusal);
  await expect(world.work(null)).rejects.toEqual(refusal);
  expect(world.mendStacks()).toBe(1);
  expect(await world.work(null)).toBe('complete');
  const result = await world.end();
  expect(exposedTwice(plan, result)).toEqual([]);
  expect(result.records.length).toBeGreaterThanOrEqual(slots - 1);
});
