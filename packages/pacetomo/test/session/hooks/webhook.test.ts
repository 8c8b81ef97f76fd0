import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type HookResult, hookLine, type Webhook } from '../../../src/session/hooks/hooks.ts';
import { runHooks } from '../../../src/session/hooks/runHooks.ts';
import { signedHeaders } from '../../../src/session/hooks/signature.ts';

const manifest = '{"manifestVersion":1,"name":"lam_ts_007","note":"84.1° µm"}\n';
const going = new AbortController().signal;
const patience = { answerMs: 10_000, pausesMs: [1, 2, 3] };

let folder: string;
let server: Server;
let webhook: Webhook;
/** What the server answers, one for each request, the last one again and again. */
let statuses: readonly number[];
const posted: { readonly body: string; readonly headers: IncomingHttpHeaders; readonly method: string }[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pacetomo-webhook-'));
  writeFileSync(join(folder, 'lam_ts_007.json'), manifest);
  posted.length = 0;
  statuses = [200];
  server = createServer((request, reply) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', () => {
      posted.push({ body: Buffer.concat(pieces).toString(), headers: request.headers, method: request.method ?? '' });
      const status = statuses[Math.min(posted.length, statuses.length) - 1]!;
      reply.writeHead(status, { location: '/elsewhere' }).end('very-secret answer');
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/services/very-secret`;
  webhook = { name: `http://127.0.0.1:${port}`, url, headers: { Authorization: 'Bearer hunter2' }, secret: null };
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

async function told(signal = going, patient = patience): Promise<HookResult> {
  const pathOf = (ending: string): string => join(folder, `lam_ts_007.${ending}`);
  const series = { name: 'lam_ts_007', manifestPath: pathOf('json'), donePath: pathOf('done'), folder };
  const [result] = await runHooks({ commands: [], webhooks: [webhook] }, series, signal, patient);
  return result!;
}

test('the manifest is posted as it lies on the disk, with the headers of the hook', async () => {
  expect((await told()).kind).toBe('done');
  expect(posted).toMatchObject([{ body: manifest, method: 'POST', headers: { authorization: 'Bearer hunter2' } }]);
  expect(posted[0]!.headers).toMatchObject({ 'content-type': 'application/json' });
  expect(posted[0]!.headers['webhook-signature']).toBeUndefined();
});

test('with a secret it is signed, so that a receiver can know who has posted it and when', async () => {
  const secret = Buffer.from('something that is long enough');
  webhook = { ...webhook, secret };
  await told();
  const { body, headers } = posted[0]!;
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const expected = createHmac('sha256', secret).update(signed).digest('base64');
  expect(headers['webhook-signature']).toBe(`v1,${expected}`);
  expect(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1000)).toBeLessThan(60);
});

test('the signature is that of the example of Standard Webhooks (standardwebhooks.com, libraries, webhook_test)', () => {
  const secret = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
  const at = new Date(1_614_265_330_000);
  expect(signedHeaders('{"test": 2432232314}', { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at, secret })).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test.each([503, 429, 408])(
  'a receiver that answers with %i is tried again with the same id, until it takes it',
  async (status) => {
    statuses = [status, status, 200];
    expect((await told()).kind).toBe('done');
    expect(posted).toHaveLength(3);
    expect(new Set(posted.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  },
);

test('after three more times it is given up, without the address, the headers or the answer', async () => {
  statuses = [500];
  const result = await told();
  expect(result).toMatchObject({ kind: 'failed', why: 'it answered with 500, the last of 4 times' });
  expect(posted).toHaveLength(4);
  expect(hookLine(result)).not.toMatch(/very-secret|hunter2/);
});

test.each([400, 401, 404, 302, 307])(
  'a receiver that answers with %i is not tried again, nor followed elsewhere',
  async (status) => {
    statuses = [status];
    expect(await told()).toMatchObject({ kind: 'failed', why: `it answered with ${status}` });
    expect(posted).toHaveLength(1);
  },
);

test('nobody there is told without the address', async () => {
  server.close();
  const result = await told();
  expect(result).toMatchObject({ kind: 'failed', why: 'nobody listens there, the last of 4 times' });
  expect(hookLine(result)).not.toMatch(/very-secret|hunter2/);
});

test('a receiver that never answers is not waited for', async () => {
  server.removeAllListeners('request');
  const result = await told(going, { answerMs: 30, pausesMs: [1] });
  expect(result.why).toBe('it gave no answer in time, the last of 2 times');
});

test('cancelling ends a pause too', async () => {
  statuses = [503];
  const ending = new AbortController();
  const result = told(ending.signal, { answerMs: 10_000, pausesMs: [3_600_000] });
  await expect.poll(() => posted.length).toBe(1);
  ending.abort();
  expect((await result).kind).toBe('cancelled');
});

test('a manifest that is gone is told', async () => {
  rmSync(join(folder, 'lam_ts_007.json'));
  expect((await told()).why).toContain('cannot be read');
});
