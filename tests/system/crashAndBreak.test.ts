import type { SerialEmClient } from '@pacetomo/serialem-link';
import type { ScenarioInput } from '@pacetomo/virtual-serialem';
import { expect, test } from 'vitest';
import type { RunPlan } from '../../packages/pacetomo/src/plan/plan.ts';
import type { Realign } from '../../packages/pacetomo/src/session/acquire.ts';
import { budget } from './budget.ts';
import { found } from './crashPlans.ts';
import { CrashWorld, crashStage } from './crashWorld.ts';
import { fourTargetsNineTilts } from './exampleRun.ts';
import { seeded, wholeNumber } from './seeded.ts';

const base = fourTargetsNineTilts();
const plan: RunPlan = { ...base, targets: base.targets.slice(0, 3) };

/** A stage on which an undisturbed image lies a few nanometres off the one before, but which drifts and misses its marks. */
const drifting: ScenarioInput = {
  stage: {
    ...crashStage,
    smoothRmsUm: { x: 0.01, y: 0.015, z: 0.02 },
    whiteNm: { x: 5, y: 8, z: 5 },
    branchNm: { x: 5, y: 8, z: 5 },
    driftNmPerS: 0.06,
    moveErrorUm: 0.25,
    readbackNm: 20,
  },
};

/** What happens between the death of a run and its resuming. */
interface Break {
  readonly what: string;
  readonly byHand: (serialEm: SerialEmClient) => Promise<unknown>;
  readonly realign?: Realign;
  readonly restarts?: true;
  /** Before that, hours pass, and the run dies once more, while it looks for the tracking target. */
  readonly diesLooking?: true;
}

const breaks: readonly Break[] = [
  { what: 'at once', byHand: async () => {} },
  { what: 'after nine minutes', byHand: (serialEm) => serialEm.call('Delay', 540, 's') },
  { what: 'after two hours of drift', byHand: (serialEm) => serialEm.call('Delay', 7200, 's') },
  {
    what: 'after a night',
    byHand: (serialEm) => serialEm.call('Delay', 36_000, 's'),
  },
  {
    what: 'after somebody has moved the stage, which is moved back',
    byHand: (serialEm) => serialEm.call('MoveStage', 4, -3),
    realign: 'back',
  },
  {
    what: 'after somebody has moved the stage while it looked for the tracking target',
    diesLooking: true,
    byHand: (serialEm) => serialEm.call('MoveStage', 2.5, -1.5),
    realign: 'back',
  },
  {
    what: 'after somebody has moved the stage a little, where it stands',
    byHand: (serialEm) => serialEm.call('MoveStage', 0.7, 1.1),
    realign: 'here',
  },
  {
    what: 'after somebody has tilted the stage',
    byHand: (serialEm) => serialEm.call('TiltTo', 31),
  },
  {
    what: 'after SerialEM was restarted and half an hour has gone',
    restarts: true,
    byHand: async (serialEm) => {
      await serialEm.call('SetLowDoseMode', 1);
      await serialEm.call('Delay', 1800, 's');
    },
  },
];

/** Resumes after two hours and dies when the Preview of the tracking target has been taken. */
async function dieLooking(world: CrashWorld): Promise<void> {
  await world.byHand((serialEm) => serialEm.call('Delay', 7200, 's'));
  await world.work({ at: 'line', says: '"type":"expose.commit","purpose":"look"' });
}

/** How far the first image after a break lies off the last one of its target on its branch, nm; null when there was none. */
async function missAfter(pause: Break, number: number): Promise<number | null> {
  const { byHand, realign, restarts, diesLooking } = pause;
  const world = await CrashWorld.create(plan, drifting);
  const isDead = (await world.work({ at: 'command', number, when: 'after' })) === 'died';
  if (restarts) {
    world.scope.faults.add({ kind: 'program-dies', at: { timeS: 0 } });
    await world.byHand((serialEm) => serialEm.call('ReportTiltAngle').catch(() => {}));
  }
  if (diesLooking) await dieLooking(world);
  await world.byHand(byHand);
  const before = world.scope.exposures.length;
  const ending = await world.work(null, { realign });
  const taken = world.scope.exposures.filter(({ command }) => command === 'R');
  const result = await world.end();
  if (!isDead) return null;
  expect(ending, `died at command ${number}`).toBe('complete');
  expect(new Set(result.records).size, `died at command ${number}`).toBe(taken.length);
  const first = taken.find(({ n }) => n > before);
  if (first === undefined) return null;
  const isOnBranch = (tiltDeg: number): boolean =>
    tiltDeg === 0 || Math.sign(tiltDeg) === Math.sign(first.nominalTiltDeg);
  const last = taken.findLast(
    (image) => image.n < first.n && image.file === first.file && isOnBranch(image.nominalTiltDeg),
  );
  if (last === undefined) return null;
  const [a, b] = [first.specimenPointUm, last.specimenPointUm];
  return 1000 * Math.hypot(a.x - b.x, a.y - b.y);
}

test.each(breaks)('the first image of a run that is resumed $what lies where it belongs', async (pause) => {
  const random = seeded(29);
  const missesNm: number[] = [];
  for (let trial = 0; trial < budget(16); trial++) {
    const missNm = await missAfter(pause, wholeNumber(random, 120, 640));
    if (missNm !== null) missesNm.push(missNm);
  }
  missesNm.sort((a, b) => a - b);
  const quantile = (q: number): string => (missesNm[Math.floor(q * (missesNm.length - 1))] ?? Number.NaN).toFixed(1);
  console.log(`${missesNm.length} runs: median ${quantile(0.5)} nm, 90 % ${quantile(0.9)} nm, worst ${quantile(1)} nm`);
  expect(missesNm.length).toBeGreaterThan(10);
  expect(missesNm.at(-1)).toBeLessThan(100);
});

test('a set-up that nobody has gone on with for a night is made again, and the targets are found where their maps were taken', async () => {
  const { plan: withMaps, site } = found;
  const random = seeded(31);
  const missesNm: number[] = [];
  for (let trial = 0; trial < budget(10); trial++) {
    const world = await CrashWorld.at(withMaps, { ...site, scenario: drifting });
    const wanted = world.scope.exposures.filter(({ command }) => command === 'L');
    expect(await world.work({ at: 'command', number: wholeNumber(random, 45, 330), when: 'after' })).toBe('died');
    await world.byHand((serialEm) => serialEm.call('Delay', 36_000, 's'));
    expect(await world.work(null)).toBe('complete');
    const first = world.scope.exposures.filter(({ command, section }) => command === 'R' && section === 0);
    await world.end();
    expect(first).toHaveLength(withMaps.targets.length);
    for (const [i, { specimenPointUm: a }] of first.entries()) {
      const b = wanted[i]?.specimenPointUm ?? { x: Number.NaN, y: Number.NaN };
      missesNm.push(1000 * Math.hypot(a.x - b.x, a.y - b.y));
    }
  }
  console.log(`${missesNm.length} first images, worst ${Math.max(...missesNm).toFixed(1)} nm off their maps`);
  expect(Math.max(...missesNm)).toBeLessThan(100);
});
