import { expect } from 'vitest';
import type { RunPlan } from '../../packages/pacetomo/src/plan/plan.ts';
import { type CrashPoint, CrashWorld, type Result } from './crashWorld.ts';

/** The run that nothing disturbs. */
export async function undisturbed(plan: RunPlan): Promise<Result> {
  const world = await CrashWorld.create(plan);
  expect(await world.work(null)).toBe('complete');
  return world.end();
}

/** Dies at a point, resumes once, and says how the result differs from the undisturbed run; null when it does not. */
async function differenceAfter(plan: RunPlan, point: CrashPoint, expected: Result): Promise<string | null> {
  const world = await CrashWorld.create(plan);
  const first = await world.work(point);
  const ending = first === 'died' ? await world.work(null) : first;
  const result = await world.end();
  const where = JSON.stringify(point);
  if (first !== 'died') return `${where}: the run did not get there`;
  if (ending !== 'complete') return `${where}: resumed to ${ending}`;
  if (new Set(result.records).size !== result.records.length) return `${where}: exposed twice`;
  if (result.records.join() !== expected.records.join()) return `${where}: other exposures: ${result.records.join()}`;
  if (result.others < expected.others || result.others > expected.others + mostOfOneLook)
    return `${where}: ${result.others} exposures beside the record, not ${expected.others}`;
  const names = new Set([...Object.keys(expected.files), ...Object.keys(result.files)]);
  const differing = [...names].filter((name) => result.files[name] !== expected.files[name]);
  return differing.length > 0 ? `${where}: ${differing.join()} differ` : null;
}

/** A look that a crash has interrupted is made again; an autofocus is three exposures, an eucentricity more. */
const mostOfOneLook = 8;

/** All differences over a list of points. */
export async function differences(
  plan: RunPlan,
  points: readonly CrashPoint[],
  expected: Result,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const point of points) {
    const difference = await differenceAfter(plan, point, expected);
    if (difference !== null) found.push(difference);
  }
  return found;
}
