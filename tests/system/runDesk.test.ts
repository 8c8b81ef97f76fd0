import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Changes } from '../../packages/pacetomo/src/desk/changes.ts';
import { type MicroscopeDesk, openMicroscopeDesk } from '../../packages/pacetomo/src/desk/microscope/microscopeDesk.ts';
import { openRunDesk, type RunDesk } from '../../packages/pacetomo/src/desk/runs/runDesk.ts';
import { parseJournal } from '../../packages/pacetomo/src/session/journalLines.ts';
import { targetsText } from './navigatorFile.ts';
import { startVirtualMicroscope, type TruthLine, type VirtualMicroscope } from './programs.ts';

const dist = join(import.meta.dirname, '../../packages/pacetomo/dist');
const inSort = { timeout: 60_000, interval: 50 };

let folder: string;
let scope: VirtualMicroscope;
let truth: readonly TruthLine[] | null;
let opened: OpenDesk[];
let others: ChildProcess[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pacetomo-desk-'));
  scope = await startVirtualMicroscope(folder, ['--scenario', 'quiet', '--seed', '11']);
  [truth, opened, others] = [null, [], []];
});
afterEach(async () => {
  for (const desk of opened) await desk.close();
  for (const other of others) other.kill('SIGKILL');
  await endScope();
  rmSync(folder, { recursive: true, maxRetries: 30, retryDelay: 100 });
});

async function endScope(): Promise<readonly TruthLine[]> {
  truth ??= await scope.end();
  return truth;
}

/** The parts of a desk that a run needs, opened as the server does it. */
interface OpenDesk {
  readonly runs: RunDesk;
  readonly microscope: MicroscopeDesk;
  readonly changes: Changes;
  close(): Promise<void>;
}

async function openDesk(): Promise<OpenDesk> {
  const changes = new Changes();
  const microscope = await openMicroscopeDesk({ folder, changes });
  const areas = { saveIfEdited: async () => {}, pathOf: async (area: string) => join(folder, `${area}_tgts.txt`) };
  const presets = { fileOf: async (name: string) => join(folder, `${name}.toml`) };
  const runs = await openRunDesk({ folder, changes, microscope, areas, presets });
  const desk: OpenDesk = {
    ...{ runs, microscope, changes },
    close: async () => {
      await runs.close();
      await microscope.close();
    },
  };
  opened.push(desk);
  return desk;
}

const area = (name: string, at: { readonly xUm: number; readonly yUm: number }): void =>
  writeFileSync(join(folder, `${name}_tgts.txt`), targetsText(name, at));

const noticesOf = ({ changes }: OpenDesk) =>
  (changes.after(0) ?? []).flatMap(({ event }) => (event.type === 'notice' ? [event.notice] : []));

async function stands({ runs }: OpenDesk, run: string, standing: string): Promise<void> {
  await vi.waitFor(async () => expect((await runs.view(run)).summary.standing).toBe(standing), inSort);
}

const isOurs = ({ microscope }: OpenDesk): Promise<void> =>
  vi.waitFor(() => expect(microscope.view().state).toBe('ours'), inSort);

test('areas are acquired one after the other by a process that has the microscope meanwhile', async () => {
  area('first', { xUm: 0, yUm: 0 });
  area('second', { xUm: 60, yUm: -40 });
  const desk = await openDesk();
  await desk.microscope.connect(scope.address);
  const { job } = await desk.runs.start({ areas: ['second', 'first'], over: { maxTilt: '30' }, preset: null }, 'Ann');
  expect(job).toBe('batch_01~second_run01');
  expect(desk.microscope.view()).toMatchObject({ state: 'busy', busyWith: { kind: 'run', id: job } });
  await stands(desk, 'batch_01~first_run01', 'complete');
  await isOurs(desk);
  const summaries = await desk.runs.summaries();
  expect(summaries.map(({ run, standing, taken, batch }) => ({ run, standing, taken, batch }))).toEqual([
    { run: 'batch_01~first_run01', standing: 'complete', taken: 28, batch: 'batch_01' },
    { run: 'batch_01~second_run01', standing: 'complete', taken: 28, batch: 'batch_01' },
  ]);
  expect(noticesOf(desk).map(({ kind }) => kind)).toEqual(['run-complete', 'run-complete']);
  const images = (await endScope()).filter(({ command }) => command === 'R').map(({ file }) => file);
  expect(images.findIndex((file) => file?.includes('first_ts'))).toBe(28);
});

test('settings that cannot be used are told of before anything is made, and the microscope is ours again', async () => {
  area('first', { xUm: 0, yUm: 0 });
  const desk = await openDesk();
  await desk.microscope.connect(scope.address);
  const start = desk.runs.start({ areas: ['first'], over: { step: 'much' }, preset: null }, 'Ann');
  await expect(start).rejects.toThrow(/step/);
  await isOurs(desk);
  expect(await desk.runs.summaries()).toEqual([]);
});

test('a run goes on when the desk that began it is killed, and the next desk finds it, steers it and takes the microscope back', async () => {
  area('first', { xUm: 0, yUm: 0 });
  const run = 'first_run01';
  const dying = await deskInProcess(`
    await microscope.connect('${scope.address}');
    await runs.start({ areas: ['first'], over: {}, preset: null }, 'Ann');
    for (;;) {
      try { await runs.wish('${run}', { wish: 'pause' }, null, 'Ann'); break; }
      catch { await new Promise((soon) => setTimeout(soon, 20)); }
    }
    process.stdout.write('paused\\n');
  `);
  await vi.waitFor(() => expect(dying.said()).toContain('paused'), inSort);
  dying.process.kill('SIGKILL');
  await once(dying.process, 'exit');
  const desk = await openDesk();
  await stands(desk, run, 'paused');
  await vi.waitFor(
    () => expect(desk.microscope.view()).toMatchObject({ state: 'busy', busyWith: { id: run } }),
    inSort,
  );
  await desk.runs.wish(run, { wish: 'go-on' }, null, 'Bob');
  await stands(desk, run, 'complete');
  await isOurs(desk);
  const seen: string[] = [];
  for (const { command, file, section } of await endScope()) if (command === 'R') seen.push(`${file} ${section}`);
  expect(new Set(seen).size).toBe(14);
  expect(seen.length).toBe(14);
});

test('a run that was stopped is resumed, and what it lacks is taken', async () => {
  area('first', { xUm: 0, yUm: 0 });
  const run = 'first_run01';
  const desk = await openDesk();
  await desk.microscope.connect(scope.address);
  await desk.runs.start({ areas: ['first'], over: {}, preset: null }, 'Ann');
  await desk.runs.stop(run, 'Ann');
  await vi.waitFor(async () => {
    const [summary] = await desk.runs.summaries();
    expect(summary === undefined || summary.standing === 'stopped').toBe(true);
  }, inSort);
  await isOurs(desk);
  const [left] = await desk.runs.summaries();
  if (left === undefined) return; // it was stopped before anything was worth keeping
  const newest = parseJournal(readFileSync(join(folder, 'runs', run, 'journal.jsonl'))).events.length;
  await expect(desk.runs.resume(run, null, 1, 'Bob')).rejects.toMatchObject({ code: 'run-moved-on' });
  expect(await desk.runs.resume(run, null, newest, 'Bob')).toEqual({ job: run });
  await stands(desk, run, 'complete');
  await isOurs(desk);
  expect(readdirSync(join(folder, '.pacetomo', 'runs'))).toEqual(['001.log', '002.log']);
});

/** A desk in a process of its own, which does something and then only lives. */
async function deskInProcess(then: string) {
  const imported = (name: string): string => JSON.stringify(pathToFileURL(join(dist, name)).href);
  const script = `
    const { Changes } = await import(${imported('desk/changes.js')});
    const { openMicroscopeDesk } = await import(${imported('desk/microscope/microscopeDesk.js')});
    const { openRunDesk } = await import(${imported('desk/runs/runDesk.js')});
    const folder = ${JSON.stringify(folder)};
    const changes = new Changes();
    const microscope = await openMicroscopeDesk({ folder, changes });
    const areas = { saveIfEdited: async () => {}, pathOf: async (area) => folder + '/' + area + '_tgts.txt' };
    const runs = await openRunDesk({ folder, changes, microscope, areas, presets: { fileOf: async () => '' } });
    setInterval(() => {}, 1000);
    ${then}
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  others.push(child);
  let said = '';
  child.stdout.on('data', (text) => (said += text));
  return { process: child, said: () => said };
}
