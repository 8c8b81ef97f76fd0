import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CommandLog, commandLogFiles } from '../../src/session/commandLog.ts';

const clock = { now: () => new Date('2026-11-22T03:00:00Z'), monotonicMs: () => 0 };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pacetomo-commands-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const linesOf = (path: string): readonly unknown[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

test('every command stands in it when it is sent, and its answer with how long it took', async () => {
  const log = new CommandLog(folder, clock);
  log.sent('TiltTo', [-3]);
  log.answered('TiltTo', { reply: [0] }, 1234.56);
  log.sent('R', []);
  log.answered('R', { error: new Error('The camera timed out') }, 7);
  await log.end();
  const t = '2026-11-22T03:00:00.000Z';
  expect(linesOf(join(folder, 'commands.log'))).toEqual([
    { t, sent: 'TiltTo', args: [-3] },
    { t, answered: 'TiltTo', ms: 1234.6, reply: [0] },
    { t, sent: 'R', args: [] },
    { t, answered: 'R', ms: 7, error: 'The camera timed out' },
  ]);
});

test('it begins a new file when one is full, and keeps twenty', async () => {
  for (let i = 0; i < 30; i++) {
    const log = new CommandLog(folder, clock, 500);
    log.sent('ReportStageXYZ', [i]);
    log.answered('ReportStageXYZ', { reply: 'x'.repeat(300) }, 1);
    await log.end();
  }
  expect(readdirSync(folder)).toHaveLength(20);
  const files = commandLogFiles(folder);
  expect(files).toHaveLength(20);
  for (const file of files) expect(statSync(file).size).toBeLessThanOrEqual(500);
  expect(linesOf(files[0]!)[0]).toMatchObject({ args: [29] });
  expect(linesOf(files.at(-1)!)[0]).toMatchObject({ args: [10] });
});

test('a long answer is cut', async () => {
  const log = new CommandLog(folder, clock);
  log.answered('ReportAllProperties', { reply: Array.from({ length: 9000 }, (_, i) => i) }, 1);
  await log.end();
  expect(statSync(join(folder, 'commands.log')).size).toBeLessThan(2200);
});

test('where it cannot be written it is silent', async () => {
  mkdirSync(join(folder, 'commands.log'));
  const log = new CommandLog(folder, clock);
  log.sent('R', []);
  await expect(log.end()).resolves.toBeUndefined();
});
