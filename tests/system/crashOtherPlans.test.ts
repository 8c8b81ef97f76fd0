import { expect, test } from 'vitest';
import { budget } from './budget.ts';
import { chains } from './crashChain.ts';
import { missSoFarNm, undisturbed } from './crashMatrix.ts';
import { asymmetric, everything, found, lonely, montage, trackedTwice } from './crashPlans.ts';
import { CrashWorld } from './crashWorld.ts';

test.each([
  { ...asymmetric, runs: 14 },
  { ...lonely, runs: 20 },
  { ...montage, runs: 10 },
  { ...trackedTwice, runs: 14 },
  { ...found, runs: 24 },
  { ...everything, runs: 10 },
])('nothing is lost or exposed twice in a run that is $name, however often it dies', async ({ plan, site, runs }) => {
  const expected = await undisturbed(plan, site);
  const { deaths, inRecovery, differences } = await chains(budget(runs), 1, plan, expected, site);
  console.log(
    `${expected.records.length} images, ${expected.commands} commands, ${deaths} deaths, ${inRecovery} of them in recovery; worst miss ${missSoFarNm().toFixed(2)} nm`,
  );
  expect(differences).toEqual([]);
  expect(deaths).toBeGreaterThan(5 * runs);
});

test('the asymmetric plan does what it says', async () => {
  const { records, journal } = await undisturbed(asymmetric.plan);
  expect(records.filter((record) => record.startsWith('matrix_ts_003'))).toEqual([]);
  expect(records.filter((record) => record.startsWith('matrix_ts_001'))).toHaveLength(12);
  expect(records.filter((record) => record.startsWith('matrix_ts_004')).length).toBeLessThan(12);
  expect(journal.at(-1)).toBe('run.close');
});

test('the plans with montage, second images and maps do what they say', async () => {
  const pieces = await undisturbed(montage.plan, montage.site);
  expect(pieces.records).toHaveLength(5 * (2 * 9 - 1));
  expect(pieces.journal.filter((type) => type === 'tile.skip')).toHaveLength(5);
  const again = await undisturbed(trackedTwice.plan, trackedTwice.site);
  expect(again.records.length).toBeGreaterThan(3 * 9 + 3);
  const maps = await undisturbed(found.plan, found.site);
  for (const type of ['slope.measured', 'setup.walked', 'target.placed']) expect(maps.journal).toContain(type);
});

test('the walk to the start tilt keeps the tracking target in sight with a View at each of its stages', async () => {
  const world = await CrashWorld.at(found.plan, found.site);
  const before = world.scope.exposures.length;
  expect(await world.work(null)).toBe('complete');
  const views = world.scope.exposures.slice(before).filter(({ command, area }) => command === 'V' && area === 'view');
  await world.end();
  const tilts = views.map(({ nominalTiltDeg }) => nominalTiltDeg);
  // the map at 0°, the walk, and the maps of two more targets at the start tilt
  expect(tilts).toEqual([0, 0, 10, 20, 24, 24, 24]);
});
