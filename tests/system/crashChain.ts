import type { RunPlan } from '../../packages/pacetomo/src/plan/plan.ts';
import { differenceOf } from './crashMatrix.ts';
import { type CrashPoint, CrashWorld, type Result, type Site } from './crashWorld.ts';
import { oneOf, seeded, wholeNumber } from './seeded.ts';

/** A resumed run has found out where it is after about so many commands and journal lines. */
const recovery = { commands: 45, lines: 7 } as const;
/** How far a run may get at once before it dies again. */
const stretch = { commands: 190, lines: 40 } as const;
/** So many deaths leave no run alive unless it makes no headway. */
const mostDeaths = 60;

/** What many runs that died again and again have shown. */
export interface Chained {
  readonly deaths: number;
  /** Deaths in the middle of the recovery from the one before. */
  readonly inRecovery: number;
  readonly differences: readonly string[];
}

/** Lets runs die at random places, half of the time while they recover from the last death, and compares each with the undisturbed one. */
export async function chains(
  runs: number,
  firstSeed: number,
  plan: RunPlan,
  expected: Result,
  site: Site = {},
): Promise<Chained> {
  let [deaths, inRecovery] = [0, 0];
  const differences: string[] = [];
  for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
    const world = await CrashWorld.at(plan, site);
    const random = seeded(seed);
    const died: CrashPoint[] = [];
    let ending = 'died';
    for (let isRecovering = false; ending === 'died'; isRecovering = died.length > 0 && !isRecovering) {
      const point = died.length < mostDeaths ? deathOf(random, isRecovering) : null;
      ending = await world.work(point).catch(String);
      if (ending !== 'died' || point === null) continue;
      died.push(point);
      if (isRecovering) inRecovery += 1;
    }
    deaths += died.length;
    const difference = differenceOf(await world.end(), expected, ending, died.length, site);
    if (difference !== null) differences.push(`seed ${seed}: ${difference}; died at ${JSON.stringify(died)}`);
  }
  return { deaths, inRecovery, differences };
}

function deathOf(random: () => number, isRecovering: boolean): CrashPoint {
  const most = isRecovering ? recovery : stretch;
  if (random() < 0.5) {
    const keep = oneOf(random, [0, 7, 60, 'whole', 'whole'] as const);
    return { at: 'journal', number: wholeNumber(random, 1, most.lines), keep };
  }
  const when = random() < 0.5 ? 'before' : 'after';
  return { at: 'command', number: wholeNumber(random, 1, most.commands), when };
}
