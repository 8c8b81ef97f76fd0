import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunSummary } from '../../../packages/pacetomo/src/api/runs.ts';
import { replay } from '../../../packages/pacetomo/src/run/after.ts';
import { parseJournal } from '../../../packages/pacetomo/src/session/journalLines.ts';
import { openRunFolder } from '../../../packages/pacetomo/src/session/runFolder.ts';
import { Browser } from '../../../packages/pacetomo/test/server/testServer.ts';
import { budget } from '../budget.ts';
import { runPacetomo, startVirtualMicroscope, type VirtualMicroscope } from '../programs.ts';
import { type Serving, startServing, until } from './serving.ts';

/** T11: what becomes of a run when the process that serves the page dies or freezes: nothing. */
let folder: string;
let scope: VirtualMicroscope;
let serving: Serving;
let browser: Browser;
let address: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pacetomo-web-'));
  scope = await startVirtualMicroscope(folder, ['--scenario', 'quiet', '--speed', '100']);
  serving = await startServing(folder, ['--serialem', scope.address]);
  address = new URL(serving.url).host;
  browser = await Browser.open(serving.url, serving.link);
});
afterEach(async () => {
  serving.process.kill('SIGKILL');
  await serving.ended;
  await scope.end();
  rmSync(folder, { recursive: true, force: true, maxRetries: 30, retryDelay: 100 });
});

const targets = [
  [0, 0],
  [2.5, 4],
  [-3, -6],
] as const;
const tilts = 21;

/** Begins a run of a new area from the page. */
async function begin(area: string): Promise<string> {
  const keys = targets.map(
    ([x, y], i) => `_tgt = 00${i + 1}\ntsfile = ${area}_ts_00${i + 1}.mrc\nSSX = ${x}\nSSY = ${y}\n`,
  );
  writeFileSync(join(folder, `${area}_tgts.txt`), `_set minTilt = -30\n_set maxTilt = 30\n${keys.join('\n')}`);
  await until(async () => {
    const microscope = (await browser.json(await browser.get('/api/microscope'))) as { state: string };
    return microscope.state === 'ours';
  });
  expect(await browser.lease('take')).toBe(200);
  const started = await browser.post('/api/runs', { areas: [area], over: {}, preset: null });
  expect({ status: started.status, said: await started.text() }).toMatchObject({ status: 200 });
  return join(folder, 'runs', `${area}_run01`);
}

/** Empty before the run has begun. */
function journal(run: string): Buffer {
  const path = join(run, 'journal.jsonl');
  return existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
}
const linesOf = (run: string): number => journal(run).toString().split('\n').length - 1;
const isOver = (run: string): boolean => journal(run).toString().includes('"type":"run.close"');

/** How a run stands, as the page is told. */
async function summaryOf(run: string): Promise<RunSummary> {
  const runs = (await browser.json(await browser.get('/api/runs'))) as readonly RunSummary[];
  return runs.find((each) => run.endsWith(each.run))!;
}

/** How many images a run has taken, from its journal alone. */
async function takenIn(run: string): Promise<number> {
  const { events } = parseJournal(journal(run));
  const { plan } = await openRunFolder(run);
  return [...replay(plan, events).outcomes.values()].filter(({ kind }) => kind === 'taken').length;
}

/** What the page is told lies between what the journal says before and after it is asked. */
async function expectTheTruth(run: string): Promise<void> {
  const before = await takenIn(run);
  const { taken, standing } = await summaryOf(run);
  const after = await takenIn(run);
  expect(taken).toBeGreaterThanOrEqual(before);
  expect(taken).toBeLessThanOrEqual(after);
  if (!isOver(run)) expect(['working', 'waiting', 'complete']).toContain(standing);
}

/** Kills the server and starts it again; how long until the page of before is told the truth again, ms. */
async function killAndComeBack(run: string): Promise<number> {
  serving.process.kill('SIGKILL');
  await serving.ended;
  await grows(run); // nobody serves, and the run goes on
  const begun = performance.now();
  serving = await startServing(folder, ['--listen', address, '--serialem', scope.address]);
  await summaryOf(run);
  const backMs = performance.now() - begun;
  await expectTheTruth(run);
  return backMs;
}

/** Freezes the server for a while. */
async function freeze(run: string): Promise<number> {
  serving.process.kill('SIGSTOP');
  await grows(run);
  const begun = performance.now();
  serving.process.kill('SIGCONT');
  await summaryOf(run);
  const backMs = performance.now() - begun;
  await expectTheTruth(run);
  return backMs;
}

async function grows(run: string): Promise<void> {
  const before = linesOf(run);
  await until(() => isOver(run) || linesOf(run) > before + 3);
}

test('T11: a run goes on while its server is killed and frozen, and is as complete as any other', async () => {
  const wanted = budget(4);
  const backMs: number[] = [];
  const stoppedMs: number[] = [];
  const runs: string[] = [];
  while (backMs.length + stoppedMs.length < wanted) {
    const run = await begin(`web${runs.length + 1}`);
    runs.push(run);
    while (!isOver(run)) {
      const moment = linesOf(run) + Math.floor(Math.random() * 60);
      await until(() => isOver(run) || linesOf(run) >= moment);
      await pause(Math.random() * 100);
      if (isOver(run)) break;
      if ((backMs.length + stoppedMs.length) % 2 === 0) backMs.push(await killAndComeBack(run));
      else stoppedMs.push(await freeze(run));
    }
    await until(async () => (await summaryOf(run)).standing === 'complete');
    await until(() => existsSync(join(run, 'finish.json'))); // the last that its process does
    expect(await summaryOf(run)).toMatchObject({ taken: targets.length * tilts, due: 0, lost: 0 });
  }
  const images = (await scope.end()).filter(({ command }) => command === 'R');
  expect(images).toHaveLength(runs.length * targets.length * tilts);
  expect(new Set(images.map(({ file, section }) => `${file}:${section}`)).size).toBe(images.length);
  for (const run of runs) {
    const { events, wholeBytes } = parseJournal(journal(run));
    expect(wholeBytes).toBe(journal(run).length);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => events[0]!.seq + i));
  }
  const shown = (times: readonly number[]): string => times.map((ms) => Math.round(ms)).join(', ');
  console.log(
    `${runs.length} runs; back after a kill in ${shown(backMs)} ms, after a freeze in ${shown(stoppedMs)} ms`,
  );
});

test('a frozen server does not keep anybody from stopping a run, and neither does a dead one', async () => {
  const run = await begin('stopped');
  await grows(run);
  serving.process.kill('SIGSTOP');
  expect(await runPacetomo(['stop', run], folder)).toMatchObject({ code: 0 });
  await until(() => journal(run).toString().includes('"what":"stop"'));
  serving.process.kill('SIGCONT');
  await until(async () => (await summaryOf(run)).standing === 'stopped');
  await scope.end();
});

test('a server that comes back knows of a run that was begun before, and stops it for whoever asks', async () => {
  const run = await begin('stopped');
  await grows(run);
  await killAndComeBack(run);
  const viewer = await Browser.open(serving.url, serving.link);
  const stopped = await viewer.post('/api/runs/stopped_run01/stop', null); // nobody has control, and nobody needs it
  expect({ status: stopped.status, said: await stopped.text() }).toMatchObject({ status: 200 });
  await until(async () => (await summaryOf(run)).standing === 'stopped');
  await scope.end();
});
