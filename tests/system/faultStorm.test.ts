import type { FaultInput } from '@pacetomo/virtual-serialem';
import { expect, test } from 'vitest';
import type { RunPlan } from '../../packages/pacetomo/src/plan/plan.ts';
import { replay } from '../../packages/pacetomo/src/run/after.ts';
import { sectionsOf } from '../../packages/pacetomo/src/run/stacks.ts';
import { parseJournal, type StampedEvent } from '../../packages/pacetomo/src/session/journalLines.ts';
import { budget } from './budget.ts';
import { CrashWorld } from './crashWorld.ts';
import { fourTargetsNineTilts } from './exampleRun.ts';
import { exposedTwice } from './exposedSlots.ts';
import { badInstrument, badNetwork, badProgram } from './storms.ts';
import { type Stretch, seeToIt, workUnattended } from './stormyRun.ts';

const base = fourTargetsNineTilts();
const plan: RunPlan = { ...base, settings: { ...base.settings, checkDewar: true, openValves: true } };

/** Whoever has resumed so often gives up. */
const mostResumes = 80;

interface Weathered {
  readonly stretches: readonly Stretch[];
  readonly lost: number;
  readonly faults: number;
}

/** A run through a storm to its end, resumed by a person as often as it takes. */
async function weather(seed: number, faults: readonly FaultInput[]): Promise<Weathered> {
  const world = await CrashWorld.at(plan, { seed, faults });
  const stretches: Stretch[] = [];
  for (let resumes = 0; resumes < mostResumes && stretches.at(-1)?.ending !== 'complete'; resumes++) {
    if (resumes > 0) await seeToIt(world);
    const stretch = await workUnattended(world, plan);
    stretches.push(stretch);
    expectReason(parseJournal(world.store.bytes).events.at(-1), `seed ${seed}: ${stretch.ending} ${stretch.message}`);
  }
  const where = `seed ${seed}: ${stretches
    .map(({ ending, message }) => `${ending} ${message}`)
    .slice(-3)
    .join(' | ')}`;
  expect(stretches.at(-1)?.ending, where).toBe('complete');
  const fired = world.scope.faults.fired.length;
  const state = replay(plan, parseJournal(world.store.bytes).events);
  const result = await world.end();
  expect(exposedTwice(plan, result), where).toEqual([]);
  for (const { id, stack } of plan.targets) expect(result.sections[stack] ?? 0, where).toBe(sectionsOf(state, id));
  const outcomes = [...state.outcomes.values()];
  return { stretches, lost: outcomes.filter(({ kind }) => kind === 'lost').length, faults: fired };
}

/** I7: a run that stands still says why, and its journal says it last. */
function expectReason(last: StampedEvent | undefined, where: string): void {
  expect(['suspend', 'run.close'], where).toContain(last?.type);
  if (last?.type === 'suspend') expect(last.reason, where).not.toBe('');
}

/** How often each ending came. */
function tally(runs: readonly Weathered[]): string {
  const counts = new Map<string, number>();
  for (const { stretches } of runs)
    for (const { ending } of stretches) counts.set(ending, (counts.get(ending) ?? 0) + 1);
  const faults = runs.reduce((sum, run) => sum + run.faults, 0);
  const lost = runs.reduce((sum, run) => sum + run.lost, 0);
  const itself = runs.flatMap(({ stretches }) => stretches).reduce((sum, stretch) => sum + stretch.resumedItself, 0);
  const endings = [...counts].map(([ending, count]) => `${count} ${ending}`).join(', ');
  return `${runs.length} runs, ${faults} faults, ${itself} times resumed by itself, ${lost} images lost; ended ${endings}`;
}

async function weatherAll(runs: number, faults: readonly FaultInput[]): Promise<readonly Weathered[]> {
  const all: Weathered[] = [];
  for (let seed = 1; seed <= runs; seed++) all.push(await weather(seed, faults));
  console.log(tally(all));
  return all;
}

test('runs through everything that can go wrong expose nothing twice, say why they stand still, and can be completed', async () => {
  const runs = await weatherAll(budget(50), [...badNetwork(1 / 200), ...badProgram, ...badInstrument]);
  expect(runs.every(({ faults }) => faults > 5)).toBe(true);
});

test('a network that fails now and then is left to the program', async () => {
  const runs = await weatherAll(budget(20), badNetwork(1 / 1500));
  const alone = runs.filter(({ stretches }) => stretches.length === 1);
  expect(alone.length).toBeGreaterThanOrEqual(0.95 * runs.length);
  expect(runs.reduce((sum, { lost }) => sum + lost, 0)).toBe(0);
});
