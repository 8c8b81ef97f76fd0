import { afterEach, beforeEach, expect, test } from 'vitest';
import { Refusal } from '../../../src/desk/refusal.ts';
import { runsHandlers } from '../../../src/server/handlers/runs.ts';
import { type RunSite, runSite } from './runSite.ts';

let site: RunSite;
let handlers: ReturnType<typeof runsHandlers>;
beforeEach(async () => {
  site = await runSite();
  handlers = runsHandlers({ runs: await site.open() });
});
afterEach(() => site.end());

/** What every request of somebody at the page has. */
const asked = {
  body: null,
  query: new URLSearchParams(),
  asker: { id: 'a', role: 'operator', name: 'Ann' },
  lastEventId: 0,
  expectedSeq: null,
  signal: new AbortController().signal,
} as const;

test('what is not there is a refusal with 404, what has moved on one with 409', async () => {
  await site.acquire('area');
  const run = 'area_run01';
  await expect(handlers.run({ ...asked, params: { run: '../data' } })).rejects.toMatchObject({ status: 404 });
  for (const [step, size] of [
    ['0', '../thumb'],
    ['0', 'toString'],
    ['1e3', 'thumb'],
    ['99', 'thumb'],
  ] as const)
    await expect(handlers.image({ ...asked, params: { run, target: '001', step, size } })).rejects.toMatchObject({
      status: 404,
      code: 'no-image',
    });
  const wish = handlers.wish({ ...asked, params: { run }, body: { wish: 'pause' }, expectedSeq: 1 });
  await expect(wish).rejects.toBeInstanceOf(Refusal);
  await expect(wish).rejects.toMatchObject({ status: 409, code: 'run-moved-on' });
  const stream = handlers.runEvents({ ...asked, params: { run: 'none_run01' } });
  await expect(stream[Symbol.asyncIterator]().next()).rejects.toMatchObject({ status: 404 });
});

test('a log is read from the byte that is asked for, and from its end when that is no number', async () => {
  await site.acquire('area');
  const params = { run: 'area_run01' };
  const log = (after: string) => handlers.runLog({ ...asked, params, query: new URLSearchParams({ after }) });
  const all = (await log('0')).bytes.length;
  expect((await log(String(all))).bytes.length).toBe(0);
  expect((await log('-1')).bytes.length).toBe(all);
});
