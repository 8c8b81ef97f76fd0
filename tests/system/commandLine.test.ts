import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runPacetomo, startPacetomo, startVirtualMicroscope, type VirtualMicroscope } from './programs.ts';

let folder: string;
let scope: VirtualMicroscope;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pacetomo-cli-'));
  const targets = [
    [0, 0],
    [2.5, 4],
    [-3, -6],
  ].map(([x, y], i) => `_tgt = 00${i + 1}\ntsfile = cli_ts_00${i + 1}.mrc\nSSX = ${x}\nSSY = ${y}\n`);
  writeFileSync(join(folder, 'cli_tgts.txt'), `_set minTilt = -30\n_set maxTilt = 30\n${targets.join('\n')}`);
  scope = await startVirtualMicroscope(folder, ['--scenario', 'quiet']);
});
afterEach(() => rmSync(folder, { recursive: true, maxRetries: 30, retryDelay: 100 }));

const pacetomo = (...args: string[]) => runPacetomo(args, folder);
const status = async (): Promise<unknown> => JSON.parse((await pacetomo('status', 'runs/cli_run01', '--json')).stdout);

/** Resolves when the journal of a run has so many lines. */
async function journalReaches(lines: number): Promise<void> {
  const path = join(folder, 'runs/cli_run01/journal.jsonl');
  for (;;) {
    try {
      if (readFileSync(path, 'utf8').split('\n').length > lines) return;
    } catch {
      // not made yet
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('check tells what run will do; run does it; status says so', async () => {
  const { stdout } = await pacetomo('check', 'cli_tgts.txt', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ targets: 3, tilts: 21, exposures: 63, outOfReach: [] });
  const { code, stdout: said } = await pacetomo('run', 'cli_tgts.txt', '--serialem', scope.address);
  expect(code).toBe(0);
  expect(said.split('\n').filter((line) => line.startsWith('Tilt '))).toHaveLength(21);
  expect(await status()).toMatchObject({ state: 'complete', taken: 63, due: 0, lost: 0, openExposure: false });
  expect(await pacetomo('resume', 'runs/cli_run01')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('is complete'),
  });
  expect((await scope.end()).filter(({ command }) => command === 'R')).toHaveLength(63);
  expect(readdirSync(join(folder, 'runs/cli_run01')).sort()).toEqual([
    'commands.log',
    'finish.json',
    'journal.jsonl',
    'plan.json',
    'run.log',
  ]);
});

test('Ctrl-C lets the command in progress end and no other follow, and the run goes on another day', async () => {
  const first = startPacetomo(['run', 'cli_tgts.txt', '--serialem', scope.address], folder);
  await journalReaches(60);
  first.process.kill('SIGINT');
  expect(await first.ended).toMatchObject({ code: 130, stdout: expect.stringContaining('pacetomo resume') });
  expect(await status()).toMatchObject({ state: 'suspended', reason: 'stopped by the operator' });
  expect(await pacetomo('resume', 'runs/cli_run01')).toMatchObject({ code: 0 });
  const images = (await scope.end()).filter(({ command }) => command === 'R');
  expect(new Set(images.map(({ file, section }) => `${file}:${section}`)).size).toBe(63);
  expect(images).toHaveLength(63);
});

test('a second process can neither work on the same run nor throw the first out of SerialEM', async () => {
  const first = startPacetomo(['run', 'cli_tgts.txt', '--serialem', scope.address], folder);
  await journalReaches(20);
  first.process.kill('SIGSTOP'); // it lives, but does nothing for a while
  const again = await pacetomo('resume', 'runs/cli_run01');
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('is working on the run in') });
  const other = await pacetomo('run', 'cli_tgts.txt', '--serialem', scope.address);
  expect(other).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`is using the SerialEM at ${scope.address}`),
  });
  first.process.kill('SIGCONT');
  expect(await first.ended).toMatchObject({ code: 0 });
  await scope.end();
});
