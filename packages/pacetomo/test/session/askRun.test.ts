import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { askRun } from '../../src/session/askRun.ts';
import { LiveRun } from '../../src/session/liveRun.ts';
import { lockRun, placeOfRun } from '../../src/session/lock.ts';
import { examplePlan, exampleTarget } from '../plan/examplePlan.ts';

const plan = examplePlan([exampleTarget(1, 0, 0), exampleTarget(2, 3.1, -2.4)]);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pacetomo-ask-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const stop = { type: 'action', who: 'ann@krios', what: 'stop' } as const;

/** What comes back for bytes that no pacetomo would send. */
function raw(path: string, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(path, () => socket.write(bytes));
    socket.on('data', (text) => (answer += text));
    socket.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EPIPE' ? null : reject(error)));
    socket.once('close', () => resolve(answer));
  });
}

test('nobody answers for a run that no process works on', async () => {
  expect(await askRun(folder, stop)).toBeNull();
});

test('the process that has locked a run answers, until it gives the lock back', async () => {
  const live = new LiveRun(plan);
  const unlock = await lockRun(folder, live.answer);
  expect(await askRun(folder, { type: 'status' })).toMatchObject({ ok: true, status: { pid: process.pid } });
  expect(await askRun(folder, stop)).toMatchObject({ ok: true });
  expect(live.control.stoppedBy).toBe('ann@krios');
  await unlock();
  expect(await askRun(folder, stop)).toBeNull();
});

test('many may ask at once, and the stop among them is heard', async () => {
  const live = new LiveRun(plan);
  const unlock = await lockRun(folder, live.answer);
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) => askRun(folder, i === 13 ? stop : { type: 'status' })),
  );
  expect(answers.every((answer) => answer?.ok)).toBe(true);
  expect(live.control.stopping).toBe(true);
  await unlock();
});

test.each([
  ['garbage', '\u0000\u0001\u0002\n'],
  ['a web page’s request', 'GET / HTTP/1.1\r\nHost: here\r\n\r\n'],
  ['more than a request may have', 'x'.repeat(100_000)],
])('%s is refused, and does no harm', async (_what, bytes) => {
  const live = new LiveRun(plan);
  const unlock = await lockRun(folder, live.answer);
  expect(await raw(await placeOfRun(folder), bytes)).toMatch(/^\{"ok":false,/);
  expect(await askRun(folder, { type: 'status' })).toMatchObject({ ok: true });
  expect(live.control.stopping).toBe(false);
  await unlock();
});

test('giving the lock back does not wait for guests who say nothing', async () => {
  const unlock = await lockRun(folder, new LiveRun(plan).answer);
  const guest = connect(await placeOfRun(folder));
  await new Promise((connected) => guest.once('connect', connected));
  await unlock();
  guest.destroy();
});

test('whoever has locked a folder for other work takes no requests', async () => {
  const unlock = await lockRun(folder);
  await expect(askRun(folder, stop)).rejects.toMatchObject({ code: 'run-in-use' });
  await expect(lockRun(folder)).rejects.toMatchObject({ code: 'run-in-use' });
  await unlock();
});
