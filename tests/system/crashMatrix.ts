import { expect } from 'vitest';
import type { RunPlan } from '../../packages/pacetomo/src/plan/plan.ts';
import { type CrashPoint, CrashWorld, type Result, type Site } from './crashWorld.ts';

/** The run that nothing disturbs. */
export async function undisturbed(plan: RunPlan, site: Site = {}): Promise<Result> {
  const world = await CrashWorld.at(plan, site);
  expect(await world.work(null)).toBe('complete');
  return world.end();
}

/** Dies at a point, resumes once, and says how the result differs from the undisturbed run; null when it does not. */
async function differenceAfter(
  plan: RunPlan,
  point: CrashPoint,
  expected: Result,
  site: Site,
): Promise<string | null> {
  const world = await CrashWorld.at(plan, site);
  const first = await world.work(point);
  const ending = first === 'died' ? await world.work(null).catch(String) : first;
  const difference = differenceOf(await world.end(), expected, ending, 1);
  const where = JSON.stringify(point);
  if (first !== 'died') return `${where}: the run did not get there`;
  return difference === null ? null : `${where}: ${difference}`;
}

/** How the result of a run that died some times differs from the undisturbed one; null when it does not. */
export function differenceOf(result: Result, expected: Result, ending: string, deaths: number): string | null {
  if (ending !== 'complete') return `resumed to ${ending}`;
  if (new Set(result.records).size !== result.records.length) return 'exposed twice';
  if (result.records.join() !== expected.records.join()) return `other exposures: ${result.records.join()}`;
  const repeated = result.others - expected.others;
  if (repeated < 0 || repeated > deaths * mostOfOneLook)
    return `${result.others} exposures beside the record, not ${expected.others}`;
  const names = new Set([...Object.keys(expected.files), ...Object.keys(result.files)]);
  const differing = [...names].filter((name) => result.files[name] !== expected.files[name]);
  return differing.length > 0 ? `${differing.join()} differ` : null;
}

/** A look that a crash has interrupted is made again; an autofocus is three exposures, an eucentricity more. */
const mostOfOneLook = 8;

/** All differences over a list of points. */
export async function differences(
  plan: RunPlan,
  points: readonly CrashPoint[],
  expected: Result,
  site: Site = {},
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const point of points) {
    const difference = await differenceAfter(plan, point, expected, site);
    if (difference !== null) found.push(difference);
  }
  return found;
}

/** Every stride-th command before and after, and every stride-th journal line torn. */
export function pointsOf({ commands, lines }: Result, stride: number): readonly CrashPoint[] {
  const everyOf = (count: number): readonly number[] =>
    Array.from({ length: Math.ceil(count / stride) }, (_, i) => 1 + i * stride);
  return [
    ...everyOf(commands).flatMap((number) => [
      { at: 'command', number, when: 'before' } as const,
      { at: 'command', number, when: 'after' } as const,
    ]),
    ...everyOf(lines).map((number) => ({ at: 'journal', number, keep: 60 }) as const),
  ];
}
