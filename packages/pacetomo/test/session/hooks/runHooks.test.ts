import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CommandHook, type CompleteSeries, type HookResult, hookLine } from '../../../src/session/hooks/hooks.ts';
import { runHooks } from '../../../src/session/hooks/runHooks.ts';
import { hookRecordPath, runHooksOnce } from '../../../src/session/hooks/runHooksOnce.ts';

let folder: string;
let series: CompleteSeries;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pacetomo hooks & more-'));
  const pathOf = (ending: string): string => join(folder, `lam_ts_004.${ending}`);
  series = { name: 'lam_ts_004', manifestPath: pathOf('json'), donePath: pathOf('done'), folder };
  writeFileSync(series.manifestPath, '{"manifestVersion":1}\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

const going = new AbortController().signal;

/** A hook that is a few lines of JavaScript. */
const scriptHook = (script: string, more: Partial<CommandHook> = {}): CommandHook => ({
  name: 'script',
  program: process.execPath,
  args: ['-e', script],
  folder,
  timeLimitS: 60,
  ...more,
});

async function resultOf(command: CommandHook, signal: AbortSignal = going): Promise<HookResult> {
  const [result] = await runHooks({ commands: [command], webhooks: [] }, series, signal);
  return result!;
}

describe('a command', () => {
  test('gets its arguments as they are, with the paths of the series put in and no shell between', async () => {
    const args = ['{series}', '{manifest}', '--done={done}', '{folder}', '$HOME; rm -rf *', '', '{ }'];
    const script = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';
    const { kind, output } = await resultOf(scriptHook('', { args: ['-e', script, '--', ...args] }));
    expect(kind).toBe('done');
    expect(JSON.parse(output.join(''))).toEqual([
      'lam_ts_004',
      join(folder, 'lam_ts_004.json'),
      `--done=${join(folder, 'lam_ts_004.done')}`,
      folder,
      '$HOME; rm -rf *',
      '',
      '{ }',
    ]);
  });

  test('works in its folder', async () => {
    expect((await resultOf(scriptHook('console.log(process.cwd())'))).output).toEqual([folder]);
  });

  test('that fails is told with its exit code and the end of what it wrote, without colours', async () => {
    const script =
      'for (let i = 0; i < 9; i++) console.error("\\x1b[31mline " + i + "\\x1b[0m"); process.exitCode = 3;';
    const result = await resultOf(scriptHook(script));
    expect(result).toMatchObject({ kind: 'failed', why: 'it ended with 3' });
    expect(result.output).toEqual(['line 4', 'line 5', 'line 6', 'line 7', 'line 8']);
    expect(hookLine(result)).toMatch(/^Hook script failed after \d+\.\d s: it ended with 3\. It said: line 4 \| /);
  });

  test('that writes without end costs no memory, and long lines are cut', async () => {
    const { output } = await resultOf(scriptHook('for (let i = 0; i < 2000; i++) console.log("x".repeat(9999))'));
    expect(output.join('').length).toBeLessThan(2000);
  });

  test('that is not there is told and takes nothing from the others', async () => {
    const missing = scriptHook('', { name: 'missing', program: join(folder, 'nowhere') });
    const other = scriptHook('console.log(1)', { name: 'other' });
    const results = await runHooks({ commands: [missing, other], webhooks: [] }, series, going);
    expect(results.map(({ hook, kind }) => [hook, kind])).toEqual([
      ['missing', 'failed'],
      ['other', 'done'],
    ]);
    expect(results[0]!.why).toContain('no such program');
  });

  test('that may not be started, or is no program, is told', async () => {
    const program = join(folder, 'submit.sh');
    writeFileSync(program, '#!/bin/sh\n', { mode: 0o644 });
    expect((await resultOf(scriptHook('', { program }))).why).toContain('EACCES');
    expect((await resultOf(scriptHook('', { args: ['a'.repeat(9_000_000)] }))).why).toContain('E2BIG');
  });

  test('that takes too long is ended and has failed, also when it ends with 0 then', async () => {
    const script = 'process.on("SIGTERM", () => process.exit(0)); setInterval(() => {}, 1000)';
    const result = await resultOf(scriptHook(script, { timeLimitS: 1 }));
    expect(result).toMatchObject({ kind: 'failed', why: 'it took longer than 1 s' });
  });

  test('is ended with all that it has started, even what does not listen', async () => {
    const heartbeat = join(folder, 'heartbeat');
    const child = `
      process.on("SIGTERM", () => {});
      setInterval(() => require("fs").appendFileSync(${JSON.stringify(heartbeat)}, "."), 10)`;
    const script = `
      require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(child)}], { stdio: "inherit" });
      setInterval(() => {}, 1000);`;
    const ending = new AbortController();
    const result = resultOf(scriptHook(script), ending.signal);
    await expect.poll(() => existsSync(heartbeat)).toBe(true);
    ending.abort();
    await result;
    const beats = readFileSync(heartbeat).length;
    await resultOf(scriptHook('')); // as long as it takes to start a program, many beats
    expect(readFileSync(heartbeat).length).toBe(beats);
  });

  test('that leaves a program behind is done when it has ended itself', async () => {
    const pidFile = join(folder, 'pid');
    const script = `
      const left = require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
      require("fs").writeFileSync(${JSON.stringify(pidFile)}, String(left.pid));
      console.log("submitted");
      process.exit(0);`;
    const result = await resultOf(scriptHook(script));
    const pid = Number(readFileSync(pidFile, 'utf8'));
    expect(process.kill(pid, 0)).toBe(true); // is still there
    process.kill(pid, 'SIGKILL');
    expect(result).toMatchObject({ kind: 'done', output: ['submitted'] });
  });

  test('is ended when finishing is cancelled, and not begun any more', async () => {
    const ending = new AbortController();
    const isUp = join(folder, 'up');
    const script = `require("fs").writeFileSync(${JSON.stringify(isUp)}, ""); setInterval(() => {}, 1000)`;
    const result = resultOf(scriptHook(script), ending.signal);
    await expect.poll(() => existsSync(isUp)).toBe(true);
    ending.abort();
    expect(await result).toMatchObject({ kind: 'cancelled', why: null });
    rmSync(isUp);
    expect((await resultOf(scriptHook(script), ending.signal)).kind).toBe('cancelled');
    expect(existsSync(isUp)).toBe(false);
  });
});

describe('when finishing is said again', () => {
  const good = () => scriptHook('require("fs").appendFileSync("good", ".")', { name: 'good' });
  const bad = () => scriptHook('require("fs").appendFileSync("bad", "."); process.exit(1)', { name: 'bad' });
  const runs = (name: string): number => readFileSync(join(folder, name)).length;

  test('hooks that were done are left, those that failed are tried again', async () => {
    const hooks = { commands: [good(), bad()], webhooks: [] };
    const first = await runHooksOnce(hooks, series, going);
    const second = await runHooksOnce(hooks, series, going);
    expect(first.map(({ kind }) => kind)).toEqual(['done', 'failed']);
    expect(second.map(({ hook, kind }) => [hook, kind])).toEqual([
      ['good', 'done-before'],
      ['bad', 'failed'],
    ]);
    expect([runs('good'), runs('bad')]).toEqual([1, 2]);
    expect(JSON.parse(readFileSync(hookRecordPath(series), 'utf8')).done).toEqual(['good']);
  });

  test('the record of another series, or one that cannot be read, keeps no hook from running', async () => {
    const hooks = { commands: [good()], webhooks: [] };
    await runHooksOnce(hooks, series, going);
    await runHooksOnce(hooks, { ...series, name: 'lam_ts_005' }, going);
    writeFileSync(hookRecordPath(series), '{"hooksVer');
    await runHooksOnce(hooks, series, going);
    expect(runs('good')).toBe(3);
  });

  test('what cannot be noted is told and ends nothing', async () => {
    const gone = { ...series, folder: join(folder, 'gone') };
    const results = await runHooksOnce({ commands: [good()], webhooks: [] }, gone, going);
    expect(results.map(({ hook, kind }) => [hook, kind])).toEqual([
      ['good', 'done'],
      ['record', 'failed'],
    ]);
  });
});
