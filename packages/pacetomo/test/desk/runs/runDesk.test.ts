import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { PNG } from 'pngjs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RunDesk } from '../../../src/desk/runs/runDesk.ts';
import type { RunStreamEvent } from '../../../src/desk/runs/runStream.ts';
import { sortByTilt } from '../../../src/finish/sortByTilt.ts';
import { replay } from '../../../src/run/after.ts';
import { parseJournal, type StampedEvent } from '../../../src/session/journalLines.ts';
import { type RunSite, runSite } from './runSite.ts';

let site: RunSite;
beforeEach(async () => {
  site = await runSite();
});
afterEach(() => site.end());

const inSort = { timeout: 20_000, interval: 20 };
const journalOf = (run: string): string => join(site.folder, 'runs', run, 'journal.jsonl');
const journal = (run: string): readonly StampedEvent[] => parseJournal(readFileSync(journalOf(run))).events;

/** Waits until a run stands in some way. */
async function stands(desk: RunDesk, run: string, standing: string): Promise<void> {
  await vi.waitFor(async () => expect((await desk.view(run)).summary.standing).toBe(standing), inSort);
}

/** The lines that a stream sends, until it has sent one of a type. */
async function linesUntil(events: AsyncIterable<RunStreamEvent>, type: StampedEvent['type'], end: AbortController) {
  const lines: StampedEvent[] = [];
  for await (const { id, event, data } of events) {
    if (event !== 'lines') continue;
    lines.push(...JSON.parse(data));
    expect(id).toBe(lines.at(-1)?.seq);
    if (lines.some((line) => line.type === type)) end.abort();
  }
  return lines;
}

test('a run that goes on is watched, paused, changed and gone on with, and its end is told of', async () => {
  const desk = await site.open();
  await desk.summaries();
  const acquiring = site.acquire('area');
  const run = 'area_run01';
  await vi.waitFor(() => desk.view(run), inSort);
  await vi.waitFor(
    async () => expect((await desk.wish(run, { wish: 'pause' }, null, 'Ann')).said).toContain('rests'),
    inSort,
  );
  await stands(desk, run, 'paused');
  expect((await desk.view(run)).live).toMatchObject({ pausedBy: 'Ann' });
  await vi.waitFor(() => expect(site.lent).toEqual([run]), inSort);
  const { said } = await desk.wish(run, { wish: 'skip-target', target: '002' }, null, 'Ann');
  expect(said).toContain('target 002 takes no more images');
  await expect(desk.wish(run, { wish: 'skip-target', target: '009' }, null, 'Ann')).rejects.toMatchObject({
    name: 'Trouble',
  });
  await desk.wish(run, { wish: 'go-on' }, null, 'Ann');
  expect(await acquiring).toBe('complete');
  await stands(desk, run, 'complete');
  await vi.waitFor(() => expect(site.back).toEqual([run]), inSort);
  expect(site.notices()).toMatchObject([{ kind: 'run-complete', run }]);
  const [summary] = await desk.summaries();
  expect(summary).toMatchObject({ run, area: 'area', targets: 2, due: 0, minutesLeft: null });
  expect(journal(run)).toContainEqual(expect.objectContaining({ type: 'plan.change', who: 'Ann' }));
});

test('a stream gives every line of the journal once, whenever it begins, and folds to the same run', async () => {
  const desk = await site.open();
  const end = new AbortController();
  const acquiring = site.acquire('area');
  await vi.waitFor(() => desk.view('area_run01'), inSort);
  const lines = await linesUntil(desk.events('area_run01', 0, end.signal), 'run.close', end);
  await acquiring;
  expect(lines).toEqual(journal('area_run01'));
  const { plan } = await desk.view('area_run01');
  expect(replay(plan, lines)).toEqual(replay(plan, journal('area_run01')));
  const again = new AbortController();
  const rest = await linesUntil(desk.events('area_run01', 20, again.signal), 'run.close', again);
  expect(rest).toEqual(lines.slice(20));
});

test('a run is stopped in the name of whoever said so, and another desk knows', async () => {
  const desk = await site.open();
  const acquiring = site.acquire('area');
  await vi.waitFor(async () => expect((await desk.view('area_run01')).summary.taken).toBeGreaterThan(2), inSort);
  expect((await desk.stop('area_run01', 'Bob on the phone')).said).not.toBe('');
  expect(await acquiring).toBe('stopped');
  await stands(desk, 'area_run01', 'stopped');
  await vi.waitFor(() => expect(site.notices()).toMatchObject([{ kind: 'run-stopped' }]), inSort);
  await desk.close();
  const other = await site.open();
  const [summary] = await other.summaries();
  expect(summary).toMatchObject({ standing: 'stopped', reason: 'stopped by Bob on the phone' });
  await expect(other.stop('area_run01', 'Ann')).rejects.toThrow('nothing to stop');
});

test('a wish that rests on how a run stood before somebody decided something is refused', async () => {
  const desk = await site.open();
  const acquiring = site.acquire('area');
  await vi.waitFor(async () => expect((await desk.view('area_run01')).summary.taken).toBeGreaterThan(2), inSort);
  await desk.stop('area_run01', 'Ann');
  await acquiring;
  await stands(desk, 'area_run01', 'stopped');
  const wish = { wish: 'end-branch', target: '002', branch: 'plus' } as const;
  await expect(desk.wish('area_run01', wish, 3, 'Bob')).rejects.toMatchObject({ code: 'run-moved-on' });
  const newest = journal('area_run01').length;
  expect((await desk.wish('area_run01', wish, newest, 'Bob')).said).toContain('When the run is resumed');
  expect(journal('area_run01').at(-1)).toMatchObject({ type: 'plan.change', who: 'Bob' });
  const another = { ...wish, branch: 'minus' } as const;
  await expect(desk.wish('area_run01', another, newest, 'Ann')).rejects.toMatchObject({ code: 'run-moved-on' });
  expect((await desk.wish('area_run01', another, newest, 'Bob')).said).toContain('When the run is resumed'); // he knows
});

test('an image is the same before and after its stack is sorted by tilt', async () => {
  await site.end();
  site = await runSite('lamella');
  const desk = await site.open();
  await site.acquire('area', ['sortByTilt=false']);
  const steps = [0, 1, 4, 6];
  const shown = (): Promise<readonly Uint8Array[]> =>
    Promise.all(steps.map(async (step) => (await desk.image('area_run01', '002', step, 'large')).bytes));
  const before = await shown();
  expect(await sortByTilt(join(site.folder, 'data', 'area_ts_002.mrc'))).toMatchObject({ kind: 'sorted' });
  expect(await shown()).toEqual(before);
  expect(new Set(before.map((bytes) => Buffer.from(bytes).toString('base64'))).size).toBe(steps.length);
}, 120_000);

test('small pictures are kept and never change, and what is no image is none', async () => {
  await site.end();
  site = await runSite('lamella');
  const desk = await site.open();
  await site.acquire('area', ['maxTilt=0', 'minTilt=-3']);
  expect((await desk.view('area_run01')).images).toEqual({ canBeRead: true, why: null });
  const thumb = await desk.image('area_run01', '001', 1, 'thumb');
  expect(thumb).toMatchObject({ type: 'image/png', isFinal: true });
  const { width, height } = PNG.sync.read(Buffer.from(thumb.bytes));
  expect(Math.max(width, height)).toBeLessThanOrEqual(96);
  expect(Math.max(width, height)).toBeGreaterThan(48);
  rmSync(join(site.folder, 'data', 'area_ts_001.mrc'));
  expect((await desk.image('area_run01', '001', 1, 'thumb')).bytes).toEqual(thumb.bytes);
  for (const [target, step, size] of [
    ['001', 1, 'view'],
    ['001', 99, 'thumb'],
    ['../001', 1, 'thumb'],
  ] as const)
    await expect(desk.image('area_run01', target, step, size)).rejects.toMatchObject({ code: 'no-image' });
}, 120_000);

test('the log is read on from where it was read to, and a bundle holds it', async () => {
  const desk = await site.open();
  await site.acquire('area');
  const all = await desk.log('area_run01', 0);
  expect(Buffer.from(all.bytes).toString()).toContain('Complete: 14 of 14 images');
  const half = Math.floor(all.bytes.length / 2);
  const rest = await desk.log('area_run01', half);
  expect(Buffer.from(rest.bytes)).toEqual(Buffer.from(all.bytes).subarray(half));
  expect(rest.headers).toEqual({ 'x-log-end': String(all.bytes.length) });
  const bundle = await desk.bundle('area_run01');
  expect(bundle.saveAs).toBe('area_run01.tar.gz');
  expect(gunzipSync(bundle.bytes).toString()).toContain('area_run01/journal.jsonl');
});

test('a run of no such name, or by a path, is not there', async () => {
  const desk = await site.open();
  for (const run of ['other_run01', '../area_run01', '..', '', 'batch_01~../../x_run01'])
    await expect(desk.view(run)).rejects.toMatchObject({ code: 'no-run' });
});

test('a damaged journal is told of with its sentence, and the other runs are shown', async () => {
  await site.acquire('area');
  await site.acquire('other');
  appendFileSync(journalOf('area_run01'), 'nonsense\nnonsense\n');
  const desk = await site.open();
  const summaries = await desk.summaries();
  expect(summaries.map(({ run, standing }) => [run, standing])).toEqual([
    ['area_run01', 'interrupted'],
    ['other_run01', 'complete'],
  ]);
  expect(summaries[0]?.reason).toContain('is damaged');
});
