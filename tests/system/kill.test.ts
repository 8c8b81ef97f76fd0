import { expect, test } from 'vitest';
import { budget } from './budget.ts';
import { takeMaps, withMaps } from './crashPlans.ts';
import { killAndResume } from './killing.ts';

/** Real kills need real time: these are the tests that wait, for as long as a killed run had to live. */
const settings = `_set pretilt = -10
_set minDefocus = -3
`;

const target = (id: string, x: number, y: number, maps = ''): string =>
  `\n_tgt = ${id}\ntsfile = kill_ts_${id}.mrc\n${maps}SSX = ${x}\nSSY = ${y}\n`;

const plain = `${settings}_set minTilt = -12
_set maxTilt = 12
${target('001', 0, 0)}${target('002', 3, 2.5)}${target('003', -2, 5.5)}${target('004', 1.5, -6)}`;

const mapped = withMaps.slice(0, 2);

/** Everything that a set-up can look at, pieces, and second images where the stage jumps. */
const everything = `${settings}_set minTilt = -6
_set maxTilt = 6
_set viewAli = True
_set tgtMontage = True
_set trackTwice = True
${mapped
  .map(({ id, position, viewMap, referenceMap }) =>
    target(id, position?.x ?? 0, position?.y ?? 0, `viewfile = ${viewMap}\ntgtfile = ${referenceMap}\n`),
  )
  .join('')}`;

test('runs killed at random moments and resumed are as complete as an undisturbed one', async () => {
  const { images, kills, lifeMs, mostRepeated } = await killAndResume({ targets: plain }, budget(10));
  console.log(`${kills} runs killed within their ${Math.round(lifeMs)} ms, ${mostRepeated} exposures repeated at most`);
  expect(new Set(images).size).toBe(4 * 9);
  expect(mostRepeated).toBeLessThanOrEqual(8); // an eucentricity that was cut off is made again
});

test('so are runs with maps, montages and second images', async () => {
  const run = {
    targets: everything,
    prepare: (serialEm: Parameters<typeof takeMaps>[0]) => takeMaps(serialEm, mapped),
    faults: [{ kind: 'stage-jump', at: { tiltDeg: 3 }, xUm: 0.8, yUm: 0.35 } as const],
  };
  const { images, kills, lifeMs, mostRepeated } = await killAndResume(run, budget(6));
  console.log(`${kills} runs killed within their ${Math.round(lifeMs)} ms, ${mostRepeated} exposures repeated at most`);
  expect(images.length).toBeGreaterThan(5 * (1 + 9));
  expect(new Set(images).size).toBe(images.length);
  expect(mostRepeated).toBeLessThanOrEqual(8);
});
