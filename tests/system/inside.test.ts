import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { SerialEmClient } from '@pacetomo/serialem-link';
import { createVirtualSerialEm, type VirtualSerialEm } from '@pacetomo/virtual-serialem';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { shimScript } from '../../packages/pacetomo/src/cli/shim.ts';
import { parseJournal, type StampedEvent } from '../../packages/pacetomo/src/session/journalLines.ts';
import { preset } from './measuringSite.ts';
import { navigatorText, targetsText } from './navigatorFile.ts';

/** The interpreter of the system; one that is only a launcher of others would not die with its process. */
const python = '/usr/bin/python3';
const hasPython = (() => {
  try {
    execFileSync(python, ['-c', 'pass'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

const program = join(import.meta.dirname, '../../packages/pacetomo/bin/pacetomo.mjs');
const imagesOfArea = 14;

let folder: string;
let scope: VirtualSerialEm;
let port: number;
let bridge: Server;
/** What the script itself has asked of SerialEM. */
const asked: string[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pacetomo-inside-'));
  scope = await createVirtualSerialEm({ scenario: preset('quiet'), seed: 9, dir: folder, mode: 'internal-shim' });
  port = (await scope.listen({ port: 0 })).port;
  bridge = createServer();
  bridge.listen(0, '127.0.0.1');
  await once(bridge, 'listening');
  asked.length = 0;
});

afterEach(async () => {
  bridge.close();
  await scope.close();
  rmSync(folder, { recursive: true, maxRetries: 30, retryDelay: 100 });
});

/** The module `serialem` of the script: connects at its first command, and again when the program has displaced it. */
function serveScript(): void {
  bridge.once('connection', async (socket) => {
    let client: SerialEmClient | null = null;
    for await (const line of createInterface(socket)) {
      const [name, ...args] = JSON.parse(line);
      asked.push(name);
      client ??= new SerialEmClient(scope.connect(), { port: 'internal' });
      const own = client;
      void own.closed.then(() => {
        if (client === own) client = null;
      });
      const answer = await own.call(name as never, ...(args as never)).then(
        (reply: unknown) => ({ reply }),
        (error: Error) => ({ error: error.message }),
      );
      socket.write(`${JSON.stringify(answer)}\n`);
    }
    client?.close();
  });
}

/** Somebody opens a Navigator with one area and selects it. */
async function prepare(note = 'lam_tgts.txt'): Promise<void> {
  writeFileSync(join(folder, 'lam_tgts.txt'), targetsText('lam', { xUm: 12, yUm: -34 }));
  writeFileSync(join(folder, 'area.nav'), navigatorText([{ label: '1', note, xUm: 12, yUm: -34, isMarked: true }]));
  const client = new SerialEmClient(scope.connect(), { port: 'internal' });
  await client.call('ReadNavFile', 'area.nav');
  client.close();
  await client.closed;
  scope.processEnds(); // that script is over
}

/** The Run button: SerialEM starts its Python with the script on standard input. */
function pressRun(): { readonly script: ChildProcess; readonly ended: Promise<{ code: number | null; said: string }> } {
  serveScript();
  const address = bridge.address();
  const bridgePort = address !== null && typeof address === 'object' ? address.port : 0;
  const harness = join(import.meta.dirname, 'scriptSlot.py');
  const script = spawn(python, [harness, String(bridgePort)], { stdio: ['pipe', 'pipe', 'pipe'] });
  script.stdin.end(shimScript({ node: process.execPath, program, port }));
  let said = '';
  for (const stream of [script.stdout, script.stderr]) stream.on('data', (text) => (said += text));
  const ended = once(script, 'close').then(([code]) => {
    scope.processEnds();
    return { code, said };
  });
  return { script, ended };
}

const images = () => scope.exposures.filter(({ file }) => file?.includes('lam_ts_'));
const lastOf = (type: StampedEvent['type']) =>
  parseJournal(readFileSync(join(folder, 'runs/lam_run01/journal.jsonl'))).events.findLast(
    (event) => event.type === type,
  );

describe.skipIf(!hasPython)('a script in SerialEM', () => {
  test('runs the current item to its end and asks SerialEM nothing meanwhile', async () => {
    await prepare();
    const { code, said } = await pressRun().ended;
    expect({ code, said }).toMatchObject({ code: 0, said: expect.stringContaining('Complete: 14 of 14 images.') });
    expect(asked).toEqual(['ReportNavItem', 'GetVariable', 'ReportDirectory']);
    expect(said).not.toContain('pacetomo: done');
    expect(images()).toHaveLength(imagesOfArea);
    expect(lastOf('run.open')).toMatchObject({ address: '127.0.0.1:48888' });
  });

  test('is killed by STOP: the program sends nothing more, ends, and Run goes on with the run', async () => {
    await prepare();
    const { script, ended } = pressRun();
    await vi.waitUntil(() => images().length >= 5, { timeout: 60_000, interval: 2 });
    scope.stopByUser();
    script.kill('SIGKILL');
    await ended;
    const commands = scope.commandCount;
    await vi.waitUntil(() => lastOf('suspend') !== undefined, { timeout: 60_000, interval: 20 });
    await new Promise((resolve) => setTimeout(resolve, 300)); // long enough for a next command, if there were one
    expect(scope.commandCount - commands).toBeLessThanOrEqual(1); // the one that was under way
    expect(lastOf('action')).toMatchObject({ what: 'stop', who: 'STOP in SerialEM' });
    const again = await pressRun().ended;
    expect(again.said).toContain('Going on with the run in');
    expect(again.code).toBe(0);
    const kept = images().filter(({ section }) => section !== null);
    expect(new Set(kept.map(({ file, section }) => `${file}:${section}`)).size).toBe(kept.length);
    expect(kept.length).toBeGreaterThanOrEqual(imagesOfArea - 1);
  });

  test('is killed by STOP in the middle of an exposure: that one is not repeated, and nothing follows it', async () => {
    await prepare();
    scope.faults.add({ kind: 'slow-reply', at: { name: 'R', occurrence: 6 }, silenceMs: 500, virtualS: 0 });
    const { script, ended } = pressRun();
    await vi.waitUntil(() => scope.faults.fired.length > 0, { timeout: 60_000, interval: 2 });
    const commands = scope.commandCount;
    scope.stopByUser();
    await new Promise((resolve) => setTimeout(resolve, 900)); // SerialEM answers, and its Python is still there for a moment
    script.kill('SIGKILL');
    await ended;
    await vi.waitUntil(() => lastOf('suspend') !== undefined, { timeout: 60_000, interval: 20 });
    expect(scope.commandCount).toBe(commands);
    expect(lastOf('expose.failed')).toMatchObject({ reason: expect.stringContaining('STOP was pressed in SerialEM') });
    expect(lastOf('action')).toMatchObject({ what: 'stop', who: 'STOP in SerialEM' });
    expect((await pressRun().ended).code).toBe(0);
    expect(scope.exposures.filter(({ command }) => command === 'R')).toHaveLength(imagesOfArea);
  });

  test('fails when the Note is no targets file, so that Acquire at Items goes to the next item', async () => {
    await prepare('a square');
    const { code, said } = await pressRun().ended;
    expect(code).toBe(1);
    expect(said).toContain('The Note of the current Navigator item, “a square”, is not the name of a targets file');
    expect(asked).not.toContain('EndAcquireAtItems');
    expect(scope.exposures).toHaveLength(0);
  });

  test('ends Acquire at Items over a connection of its own when the trouble would meet every item', async () => {
    await prepare();
    scope.faults.add({ kind: 'camera-fails', at: { name: 'R', occurrence: 4 } });
    const { code, said } = await pressRun().ended;
    expect(asked.at(-1)).toBe('EndAcquireAtItems'); // refused here, because nothing is being acquired at items
    expect(said).toContain('SerialEM broke an exposure off');
    expect(code).toBe(0); // SerialEM takes a script whose last command has failed for aborted
  });
});

test('the script is short, in ASCII, and has no backslash', () => {
  const text = shimScript({
    node: 'C:\\Program Files\\nodejs\\node.exe',
    program: 'D:\\pace\\bin\\pacetomo.mjs',
    port: 48887,
  });
  expect(text).toMatch(/^#!Python\n[ -~\n]+$/);
  expect(text).not.toContain('\\');
  expect(text).toContain("'C:/Program Files/nodejs/node.exe', 'D:/pace/bin/pacetomo.mjs'");
  expect(text.split('\n').length).toBeLessThan(20);
  expect(() => shimScript({ node: 'C:/Jürgen/node.exe', program: 'p', port: 1 })).toThrow(/beyond ASCII/);
});
