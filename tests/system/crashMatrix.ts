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
async function differenceAfter(plan: RunPlan, point: CrashPoint, expected: Result, site: Site): Promise<string | null> {
  const world = await CrashWorld.at(plan, site);
  const first = await world.work(point);
  const ending = first === 'died' ? await world.work(null).catch(String) : first;
  const difference = differenceOf(await world.end(), expected, ending, 1, site);
  const where = JSON.stringify(point);
  if (first !== 'died') return `${where}: the run did not get there`;
  return difference === null ? null : `${where}: ${difference}`;
}

/** How the result of a run that died some times differs from the undisturbed one; null when it does not. */
export function differenceOf(
  result: Result,
  expected: Result,
  ending: string,
  deaths: number,
  { toleranceNm = 0, mostRepeated = mostOfOneLook }: Site,
): string | null {
  if (ending !== 'complete') return `resumed to ${ending}`;
  if (new Set(result.records).size !== result.records.length) return 'exposed twice';
  if (result.records.join() !== expected.records.join()) return `other exposures: ${result.records.join()}`;
  const repeated = result.others - expected.others;
  if (repeated < 0 || repeated > deaths * mostRepeated)
    return `${result.others} exposures beside the record, not ${expected.others}`;
  const names = new Set([...Object.keys(expected.files), ...Object.keys(result.files)]);
  const differing = [...names].filter((name) => result.files[name] !== expected.files[name]);
  if (differing.length === 0) return null;
  const missNm = missOf(result, expected);
  largestMissNm = Math.max(largestMissNm, missNm);
  const isRepeated = repeated > 0 || result.tilts > expected.tilts;
  if (isRepeated && missNm < toleranceNm) return null;
  return `${differing.join()} differ, images lie up to ${missNm.toFixed(1)} nm off`;
}

/** The largest miss that was met so far, for the report. */
let largestMissNm = 0;
export const missSoFarNm = (): number => largestMissNm;

/** How far the worst image lies off where it would have without a crash, nm on the specimen. */
function missOf(result: Result, expected: Result): number {
  const misses = result.places.map(({ x, y }, i) => {
    const wanted = expected.places[i] ?? { x: Number.NaN, y: Number.NaN };
    return 1000 * Math.hypot(x - wanted.x, y - wanted.y);
  });
  return Math.max(...misses);
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

/**
 * Every place at which what the disk and SerialEM know differs. Between two commands a runner does nothing that outlives it but
 * write lines: dying before a command is dying after the last line, and a torn line is cut off and leaves the one before.
 */
export function everyPlace({ commands, lines }: Result, stride = 1): readonly CrashPoint[] {
  const everyOf = (count: number, step: number): readonly number[] =>
    Array.from({ length: Math.ceil(count / step) }, (_, i) => 1 + i * step);
  return [
    ...everyOf(commands, stride).map((number) => ({ at: 'command', number, when: 'after' }) as const),
    ...everyOf(lines, stride).map((number) => ({ at: 'journal', number, keep: 'whole' }) as const),
    // the argument above, tried here and there
    ...everyOf(commands, 11 * stride).map((number) => ({ at: 'command', number, when: 'before' }) as const),
    ...everyOf(lines, 5 * stride).map((number) => ({ at: 'journal', number, keep: (7 * number) % 150 }) as const),
  ];
}
