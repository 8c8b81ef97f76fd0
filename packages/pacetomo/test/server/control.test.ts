import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LeaseView } from '../../src/api/access.ts';
import { headers } from '../../src/api/route.ts';
import { Changes } from '../../src/desk/changes.ts';
import { Access } from '../../src/server/access.ts';
import { AuditLog } from '../../src/server/auditLog.ts';
import { ownNames } from '../../src/server/guard.ts';
import type { Handlers } from '../../src/server/handler.ts';
import { accessHandlers } from '../../src/server/handlers/access.ts';
import { makeApp } from '../../src/server/http.ts';

const folder = mkdtempSync(join(tmpdir(), 'pacetomo-control-'));
const site = 'http://127.0.0.1:4816';
beforeEach(() => vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] }));
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

/** The server without a socket, with a clock that the test turns. */
async function startInMemory(log: AuditLog, nowMs: () => number) {
  const changes = new Changes();
  const access = new Access({
    guests: { earlier: [], keep: () => {}, written: async () => {} },
    changes,
    log,
    clock: nowMs,
  });
  access.origin = site;
  const acted: string[] = [];
  const act = async ({ body }: { body: unknown }) => {
    acted.push(JSON.stringify(body));
    return { job: String(acted.length) };
  };
  const handlers = {
    ...accessHandlers({ folder, changes, access, version: '1.2.3' }),
    connect: act,
    stopRun: async () => ({ said: 'It stops.' }),
  } as unknown as Handlers;
  const names = ownNames({ host: '127.0.0.1', port: 4816, isTls: false, names: [] });
  const app = makeApp({
    ...{ folder, handlers, access, log, page: new Map() },
    ...{ names: () => names, closing: new AbortController().signal },
  });
  const tokens = await Promise.all([0, 1, 2].map(() => letIn(access)));
  const ask = (who: number, path: string, body: unknown, epoch: number, requestId: string): Promise<Response> =>
    Promise.resolve(
      app.request(site + path, {
        method: 'POST',
        headers: {
          host: '127.0.0.1:4816',
          origin: site,
          authorization: `Bearer ${tokens[who]}`,
          'content-type': 'application/json',
          [headers.page]: '1',
          [headers.leaseEpoch]: String(epoch),
          [headers.requestId]: requestId,
        },
        body: body === null ? null : JSON.stringify(body),
      }),
    );
  return { ask, acted, access };
}

async function letIn(access: Access): Promise<string> {
  const { link } = access.newLink('operator');
  return (await access.signIn(link.split('#code=')[1]!, 'memory')).token;
}

const step = fc.record({
  /** From 3 on: whoever has control, or had it last. */
  whoOrHolder: fc.integer({ min: 0, max: 5 }),
  what: fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom('take', 'take-over', 'renew', 'release') },
    { weight: 3, arbitrary: fc.constantFrom('act', 'act again', 'act late') },
    { weight: 1, arbitrary: fc.constant('stop') },
  ),
  passesMs: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 0, max: 3000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 25_000 }) },
  ),
  /** The clock of the computer is set, or summer ends: it must not matter. */
  wallJumpMs: fc.constantFrom(0, 0, 0, 3_600_000, -3_600_000, 86_400_000, -86_400_000),
});

test('T12: of three browsers one has control at a time, each request acts once, and Stop is always taken', async () => {
  const log = new AuditLog(join(folder, 'server.log'));
  let accepted = 0;
  let refused = 0;
  let again = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      let nowMs = 1_000_000;
      const { ask, acted, access } = await startInMemory(log, () => nowMs);
      const believed = [0, 0, 0];
      /** Who has control according to the replies alone, and until when. */
      let truth: { readonly who: number; readonly epoch: number; readonly endsAtMs: number } | null = null;
      const sent: { readonly who: number; readonly id: string; readonly epoch: number; readonly address: string }[] =
        [];
      let number = 0;
      let last = 0;
      for (const { whoOrHolder, what, passesMs, wallJumpMs } of steps) {
        const who: number = whoOrHolder < 3 ? whoOrHolder : last;
        nowMs += passesMs;
        vi.setSystemTime(Date.now() + wallJumpMs);
        if (truth !== null && nowMs >= truth.endsAtMs) truth = null;
        if (what === 'stop') {
          expect((await ask(who, '/api/runs/x/stop', null, 0, `stop-${who}-${number++}-${nowMs}`)).status).toBe(200);
          continue;
        }
        if (what === 'take' || what === 'take-over' || what === 'renew' || what === 'release') {
          const body = { wish: what, name: `Browser ${who}` };
          const reply = await ask(who, '/api/lease', body, 0, `lease-${who}-${number++}`);
          const isTheirs: boolean = truth?.who === who;
          const mayHave = isTheirs || what === 'release' || what === 'take-over' || (what === 'take' && truth === null);
          expect(reply.status).toBe(mayHave ? 200 : 423);
          if (reply.status !== 200) continue;
          const view = (await reply.json()) as LeaseView;
          if (what === 'release') {
            if (isTheirs) truth = null;
            continue;
          }
          expect(view.isYours).toBe(true);
          if (truth !== null && !isTheirs) expect(view.epoch).toBeGreaterThan(truth.epoch);
          believed[who] = view.epoch;
          last = who;
          truth = { who, epoch: view.epoch, endsAtMs: nowMs + 20_000 };
          continue;
        }
        const earlier = sent.findLast((each) => each.who === who);
        if (what === 'act again' && earlier !== undefined) {
          // the reply was lost on the way: the same request comes again, whoever has control by now
          const reply = await ask(
            who,
            '/api/microscope/connect',
            { address: earlier.address },
            earlier.epoch,
            earlier.id,
          );
          expect(reply.status).toBe(200);
          again += 1;
        } else {
          const epoch = what === 'act late' ? believed[who]! - 1 : believed[who]!;
          const id = `request-${who}-${number++}`;
          const address = `${id}:1`;
          const reply = await ask(who, '/api/microscope/connect', { address }, Math.max(0, epoch), id);
          const may: boolean = truth !== null && truth.who === who && truth.epoch === epoch;
          expect(reply.status).toBe(may ? 200 : 423);
          if (may) sent.push({ who, id, epoch, address });
          if (may) accepted += 1;
          else refused += 1;
        }
        expect(acted).toEqual(sent.map(({ address }) => JSON.stringify({ address })));
      }
      access.control.close();
    }),
    { numRuns: 1000 },
  );
  await log.close();
  console.log(`${accepted} requests accepted, ${refused} refused, ${again} sent again`);
  expect(Math.min(accepted, refused, again)).toBeGreaterThan(200);
}, 600_000);
