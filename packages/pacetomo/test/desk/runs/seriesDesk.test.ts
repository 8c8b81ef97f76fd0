import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SeriesView } from '../../../src/api/series.ts';
import { finish } from '../../../src/cli/finish.ts';
import { runsHandlers } from '../../../src/server/handlers/runs.ts';
import { lockRun } from '../../../src/session/lock.ts';
import { type RunSite, runSite } from './runSite.ts';

let site: RunSite;
beforeEach(async () => {
  site = await runSite();
});
afterEach(async () => {
  vi.useRealTimers();
  await site.end();
});

const run = 'area_run01';
const inSort = { timeout: 20_000, interval: 20 };
const runFolder = (): string => join(site.folder, 'runs', run);
const exported = (file: string): string => join(site.folder, 'data', 'export', file);
const standings = (series: readonly SeriesView[]) => series.map(({ target, standing }) => [target, standing]);

/** The clock of this program goes on, with nothing else. */
const minutesLater = (minutes: number): unknown =>
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + minutes * 60_000 });

test('series of a run are finished when it is complete, and are told with verdict, tilts, dose and frames', async () => {
  const desk = await site.open();
  await site.acquire('area', ['recordDoseEPerA2=2.5']);
  const series = await desk.series(run);
  expect(standings(series)).toEqual([
    ['001', 'finished'],
    ['002', 'finished'],
  ]);
  expect(series[1]).toMatchObject({ name: 'area_ts_002', stack: 'area_ts_002.mrc', why: null, notDone: [] });
  const report = series[1]?.report;
  expect(report).toMatchObject({ wantedTilts: 7, hasPictures: true });
  expect(report?.tilts?.fromDeg).toBeCloseTo(-9, 0);
  expect(report?.tilts?.toDeg).toBeCloseTo(9, 0);
  expect(report?.doseEPerA2).toBeGreaterThan(7 * 2.4);
  expect(report?.reasons[0]).toMatch(/of 7 wanted tilts/);
  const manifest = JSON.parse(readFileSync(exported('area_ts_002.json'), 'utf8'));
  expect(report?.verdict).toBe(manifest.quality.verdict);
}, 60_000);

test('contact sheet, movie and manifest of a series are given under its name', async () => {
  const desk = await site.open();
  await site.acquire('area');
  const picture = await desk.seriesFile(run, '002', 'picture');
  expect(picture).toMatchObject({ type: 'image/png', saveAs: 'area_ts_002.png', isFinal: false });
  expect(PNG.sync.read(Buffer.from(picture.bytes)).width).toBeGreaterThan(200);
  const movie = await desk.seriesFile(run, '002', 'movie');
  expect(Buffer.from(movie.bytes.subarray(0, 6)).toString('latin1')).toBe('GIF89a');
  const manifest = await desk.seriesFile(run, '002', 'manifest');
  expect(JSON.parse(Buffer.from(manifest.bytes).toString()).series.name).toBe('area_ts_002');
}, 60_000);

test('only targets of the plan have series: a path is none', async () => {
  const handlers = runsHandlers({ runs: await site.open() });
  await site.acquire('area');
  writeFileSync(join(site.folder, 'data', 'secret.json'), '{}');
  const asked = {
    ...{ body: null, query: new URLSearchParams(), lastEventId: 0, expectedSeq: null },
    asker: { id: 'a', role: 'viewer', name: 'Ann' },
    signal: new AbortController().signal,
  } as const;
  for (const target of ['../secret', '..', '009', '', '002/../../secret'])
    for (const route of ['seriesPicture', 'seriesMovie', 'seriesManifest'] as const)
      await expect(handlers[route]({ ...asked, params: { run, target } })).rejects.toMatchObject({
        status: 404,
        code: 'no-series',
      });
  await expect(handlers.series({ ...asked, params: { run: '../data' } })).rejects.toMatchObject({ code: 'no-run' });
}, 60_000);

test('a run that is not complete has no finished series, whatever lies in the folder', async () => {
  const desk = await site.open();
  const acquiring = site.acquire('area');
  await vi.waitFor(async () => expect((await desk.view(run)).summary.taken).toBeGreaterThan(2), inSort);
  expect(standings(await desk.series(run))).toEqual([
    ['001', 'not-complete'],
    ['002', 'not-complete'],
  ]);
  await desk.stop(run, 'Ann');
  await acquiring;
  await expect(desk.seriesFile(run, '001', 'picture')).rejects.toMatchObject({ code: 'no-series' });
}, 60_000);

test('without exports it is said that the settings do not want them', async () => {
  const desk = await site.open();
  await site.acquire('area', ['writeExports=false']);
  minutesLater(2);
  const [first] = await desk.series(run);
  expect(first).toMatchObject({ standing: 'unwanted', report: null });
  expect(first?.why).toContain('writeExports');
}, 60_000);

test('while a process works on the stacks a series without its marker is being finished, else nobody has finished it', async () => {
  const desk = await site.open();
  await site.acquire('area');
  rmSync(exported('area_ts_001.done'));
  minutesLater(2);
  const unlock = await lockRun(join(site.folder, 'data'));
  expect(standings(await desk.series(run))).toEqual([
    ['001', 'being-finished'],
    ['002', 'finished'],
  ]);
  await unlock();
  const [first] = await desk.series(run);
  expect(first).toMatchObject({ standing: 'not-finished', why: expect.stringContaining(`pacetomo finish`) });
}, 60_000);

test('a stack that could not be finished says why, and one that could is told when it is', async () => {
  const desk = await site.open();
  await site.acquire('area', ['writeExports=false', 'sortByTilt=false']);
  const plan = join(runFolder(), 'plan.json');
  const stack = join(site.folder, 'data', 'area_ts_002.mrc');
  writeFileSync(plan, readFileSync(plan, 'utf8').replace('"writeExports": false', '"writeExports": true'));
  const whole = readFileSync(stack);
  writeFileSync(stack, whole.subarray(0, whole.length / 2));
  await finish(runFolder(), {});
  process.exitCode = undefined;
  minutesLater(2);
  const other = await site.open();
  const changes = (): number =>
    (site.changes.after(0) ?? []).filter(({ event }) => event.type === 'changed' && event.what === 'series').length;
  const [first, second] = await other.series(run);
  expect([first?.standing, second?.standing]).toEqual(['finished', 'left']);
  expect(second?.why).toMatch(/^It was left as it is: /);
  const before = changes();
  writeFileSync(stack, whole);
  await finish(runFolder(), {});
  await vi.waitFor(() => expect(changes()).toBeGreaterThan(before), inSort);
  expect(standings(await other.series(run))).toEqual([
    ['001', 'finished'],
    ['002', 'finished'],
  ]);
  await desk.close();
}, 60_000);

test('series of an earlier run of the same name are not taken for those of this one', async () => {
  const desk = await site.open();
  await site.acquire('area');
  const manifest = exported('area_ts_001.json');
  const text = readFileSync(manifest, 'utf8');
  writeFileSync(manifest, text.replace(/"finishedAt": "[^"]*"/, '"finishedAt": "2021-03-04T05:06:07.000Z"'));
  minutesLater(2);
  const [first] = await desk.series(run);
  expect(first).toMatchObject({ standing: 'not-finished', why: expect.stringContaining('of another run') });
  writeFileSync(manifest, text.slice(0, 400));
  expect((await desk.series(run))[0]).toMatchObject({ standing: 'not-finished', report: null });
  renameSync(join(site.folder, 'data'), join(site.folder, 'elsewhere'));
  expect(standings(await desk.series(run))).toEqual([
    ['001', 'out-of-reach'],
    ['002', 'out-of-reach'],
  ]);
  renameSync(join(site.folder, 'elsewhere'), join(site.folder, 'data'));
}, 60_000);
