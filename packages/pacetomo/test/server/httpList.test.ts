import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { headers, type Route } from '../../src/api/route.ts';
import { type RouteName, routes } from '../../src/api/routes.ts';
import { Trouble } from '../../src/run/errors.ts';
import type { SentEvent } from '../../src/server/handler.ts';
import { rawRequest, statusOf } from './rawRequest.ts';
import { Browser, codeOf, exampleAddress, exampleBodies, startTestServer, type TestServer } from './testServer.ts';

/** The list of what a server on a microscope computer has to withstand, by its numbers in reliability.md 3.13; what needs a browser is in tests/browser. */
let site: TestServer;
let operator: Browser;
let viewer: Browser;
let nobody: Browser;
beforeAll(async () => {
  site = await startTestServer({ names: ['krios.lab'] });
  operator = await Browser.letIn(site, 'operator');
  viewer = await Browser.letIn(site, 'viewer');
  nobody = new Browser(site.url);
});
afterAll(() => site.end());
beforeEach(async () => {
  expect(await operator.lease('take-over')).toBe(200);
  site.desk.asked.length = 0;
});

const table: readonly (readonly [RouteName, Route])[] = (Object.keys(routes) as RouteName[]).map((name) => [
  name,
  routes[name],
]);
const streams: readonly RouteName[] = ['events', 'runEvents'];
const port = (): number => Number(new URL(site.url).port);
const log = (): string => readFileSync(join(site.folder, '.pacetomo/server.log'), 'utf8');

/** Asks for a route as somebody, with everything right but the asker. */
const ask = (browser: Browser, name: RouteName, more: Record<string, string> = {}): Promise<Response> =>
  routes[name].method === 'GET'
    ? browser.get(exampleAddress(name), more)
    : browser.post(exampleAddress(name), exampleBodies[name] ?? null, { [headers.expectedSeq]: '5', ...more });

const rawGet = (host: string, path = '/api/presence'): string =>
  `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${operator.token}\r\nConnection: close\r\n\r\n`;

test('1: it listens on loopback only', () => {
  const sockets = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, local, , state]) =>
        state === '0A' && local?.endsWith(`:${port().toString(16).toUpperCase().padStart(4, '0')}`),
    );
  expect(sockets.map(([, local]) => local!.split(':')[0])).toEqual(['0100007F']);
  expect(readFileSync('/proc/net/tcp6', 'utf8')).not.toMatch(
    new RegExp(`:${port().toString(16).toUpperCase().padStart(4, '0')} \\S+ 0A`),
  );
});

test('2: it does not start for other computers without a certificate or a tunnel', async () => {
  await expect(startTestServer({ host: '0.0.0.0' })).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('--tls-cert'),
  });
  const behind = await startTestServer({ host: '0.0.0.0', hasTunnel: true });
  await behind.end();
});

describe('3 and 4: another name for this computer is refused,', () => {
  test.each([
    'evil.example',
    'evil.example:PORT',
    'localhost.:PORT',
    '127.0.0.1.:PORT',
    'ann@127.0.0.1:PORT',
    '[::ffff:127.0.0.1]:PORT',
    '[0:0:0:0:0:0:0:1]:PORT',
    '127.0.0.1.nip.io:PORT',
    '0.0.0.0:PORT',
    '2130706433:PORT',
    '0x7f.1:PORT',
    '127.1:PORT',
    'localhost',
    'localhost:1',
    'krios.lab.evil.example:PORT',
  ])('%s', async (name) => {
    const host = name.replace('PORT', String(port()));
    expect(statusOf(await rawRequest(site.url, rawGet(host)))).toBe(403);
    const upgrade = rawGet(host).replace(
      'Connection: close',
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==',
    );
    expect(statusOf(await rawRequest(site.url, upgrade))).toBe(403);
    expect(statusOf(await rawRequest(site.url, rawGet(host, '/')))).toBe(403);
  });

  test.each(['127.0.0.1:PORT', 'localhost:PORT', 'LOCALHOST:PORT', '[::1]:PORT', 'krios.lab', 'krios.lab:PORT'])(
    'but not %s',
    async (name) => {
      expect(statusOf(await rawRequest(site.url, rawGet(name.replace('PORT', String(port())))))).toBe(200);
    },
  );

  test('and so are two names at once', async () => {
    const two = rawGet(`127.0.0.1:${port()}`).replace('Connection', 'Host: evil.example\r\nConnection');
    expect(statusOf(await rawRequest(site.url, two))).toBe(403);
  });
});

describe('5 and 6: other sites can do nothing, even with a token:', () => {
  test.each(['http://evil.example', 'null', 'https://127.0.0.1:PORT', 'http://127.0.0.1', 'http://localhost:1', ''])(
    'Origin %s',
    async (name) => {
      const origin = name.replace('PORT', String(port()));
      expect((await operator.post('/api/microscope/release', null, { origin })).status).toBe(403);
      if (origin !== '') expect((await operator.get('/api/presence', { origin })).status).toBe(403);
      expect(site.desk.asked).toEqual([]);
    },
  );

  test('no Origin', async () => {
    const request = `POST /api/microscope/release HTTP/1.1\r\nHost: 127.0.0.1:${port()}\r\n${headers.page}: 1\r\n${headers.leaseEpoch}: ${operator.epoch}\r\nAuthorization: Bearer ${operator.token}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;
    expect(statusOf(await rawRequest(site.url, request))).toBe(403);
    expect(site.desk.asked).toEqual([]);
  });

  test.each(['cross-site', 'same-site', 'none'])('Sec-Fetch-Site %s', async (value) => {
    expect((await operator.post('/api/microscope/release', null, { 'sec-fetch-site': value })).status).toBe(403);
    expect(site.desk.asked).toEqual([]);
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonx',
  ])('%s', async (type) => {
    expect(
      (await operator.post('/api/microscope/connect', exampleBodies.connect, { 'content-type': type })).status,
    ).toBe(415);
    expect(site.desk.asked).toEqual([]);
  });

  test('a request without our header', async () => {
    const response = await fetch(`${site.url}/api/microscope/release`, {
      method: 'POST',
      headers: {
        origin: site.url,
        authorization: `Bearer ${operator.token}`,
        [headers.leaseEpoch]: String(operator.epoch),
      },
    });
    expect(response.status).toBe(403);
    expect(site.desk.asked).toEqual([]);
  });
});

describe('7: reading never does anything', () => {
  test.each(table.filter(([, { method }]) => method === 'POST'))('%s', async (name, route) => {
    const isReadToo = table.some(([, other]) => other.method === 'GET' && other.path === route.path);
    const head = await fetch(site.url + exampleAddress(name), {
      method: 'HEAD',
      headers: { authorization: `Bearer ${operator.token}` },
    });
    expect(head.status).toBe(405);
    const get = await operator.get(exampleAddress(name));
    expect(get.status).toBe(isReadToo ? 200 : 405);
    expect(site.desk.asked.filter(({ name: asked }) => routes[asked].method === 'POST')).toEqual([]);
  });
});

test('8 and 9: no reply allows another site anything, and none sets a cookie', async () => {
  const replies = [
    await operator.get('/'),
    await operator.get('/api/presence'),
    await operator.get('/api/presence', { origin: 'http://evil.example' }),
    await operator.post('/api/lease', { wish: 'renew', name: 'Ann' }),
    await fetch(`${site.url}/api/lease`, {
      method: 'OPTIONS',
      headers: { origin: 'http://evil.example', 'access-control-request-method': 'POST' },
    }),
  ];
  for (const { headers: got } of replies) {
    expect([...got.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    expect(got.has('set-cookie')).toBe(false);
  }
});

describe('10: without a token nothing is told or done', () => {
  test.each(table.filter(([, { role }]) => role !== 'anyone'))('%s', async (name) => {
    const response = await ask(nobody, name);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'no-token' });
    expect(site.desk.asked).toEqual([]);
  });
  test('only the sign-in is open', () => {
    expect(table.filter(([, { role }]) => role === 'anyone').map(([name]) => name)).toEqual(['signIn']);
  });
});

describe('11: a viewer does nothing', () => {
  test.each(table.filter(([, { role }]) => role === 'operator'))('%s', async (name) => {
    const response = await ask(viewer, name);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'viewer' });
    expect(site.desk.asked).toEqual([]);
  });
  test('but the viewer reads', async () => {
    for (const [name] of table.filter(([name, { method }]) => method === 'GET' && !streams.includes(name)))
      expect((await ask(viewer, name)).status).toBe(200);
  });
  test('and everything that acts is for operators, signing in and out and the dry run aside', () => {
    const open = table.filter(([, { method, role }]) => method === 'POST' && role !== 'operator').map(([name]) => name);
    expect(open).toEqual(['signIn', 'signOut', 'check']);
  });
});

test('12: a link works once', async () => {
  const code = codeOf(site.server.newLink('viewer').link);
  expect((await nobody.signIn(code)).status).toBe(200);
  expect((await nobody.signIn(code)).status).toBe(401);
});

test('14: tokens and codes are in no log, address or reply', async () => {
  const code = codeOf(site.server.newLink('operator').link);
  const signedIn = await nobody.signIn(code);
  const { token } = (await signedIn.json()) as { token: string };
  await nobody.signIn(code);
  const wrong = await nobody.get('/api/presence', { authorization: `Bearer ${token}x` });
  expect(await wrong.text()).not.toContain(token);
  const guests = readFileSync(join(site.folder, '.pacetomo/guests.json'), 'utf8');
  await expect.poll(log).toContain('token refused');
  for (const secret of [code, token]) {
    expect(log()).not.toContain(secret);
    expect(guests).not.toContain(secret);
    expect(process.argv.join(' ')).not.toContain(secret);
  }
});

test('15: a token that signs out loses its streams within a second', async () => {
  const leaving = await Browser.letIn(site, 'viewer');
  const stream = await leaving.get('/api/events');
  const reader = stream.body!.getReader();
  await reader.read();
  const begun = performance.now();
  expect((await leaving.post('/api/sign-out', null)).status).toBe(200);
  while (!(await reader.read().catch(() => ({ done: true }))).done);
  expect(performance.now() - begun).toBeLessThan(1000);
  expect((await leaving.get('/api/presence')).status).toBe(401);
});

describe('16: whoever has lost control does nothing any more,', () => {
  test.each(table.filter(([, { lease }]) => lease))('%s', async (name) => {
    const other = await Browser.letIn(site, 'operator');
    expect(await other.lease('take', 'Ben')).toBe(423);
    expect(await other.lease('take-over', 'Ben')).toBe(200);
    const refused = await ask(operator, name);
    expect(refused.status).toBe(423);
    expect(await refused.json()).toMatchObject({
      code: 'no-control',
      message: expect.stringContaining('Ben has control'),
    });
    expect((await ask(operator, name, { [headers.leaseEpoch]: String(other.epoch) })).status).toBe(423);
    expect((await ask(other, name, { [headers.leaseEpoch]: String(other.epoch - 1) })).status).toBe(423);
    expect(site.desk.asked).toEqual([]);
    expect((await ask(other, name)).status).toBe(200);
    await other.post('/api/sign-out', null);
  });
  test('but may stop', async () => {
    const other = await Browser.letIn(site, 'operator');
    await other.lease('take-over', 'Ben');
    for (const name of ['stopRun', 'stopJob'] as const) expect((await ask(operator, name)).status).toBe(200);
    expect(site.desk.asked.map(({ name }) => name)).toEqual(['stopRun', 'stopJob']);
    await other.post('/api/sign-out', null);
  });
  test('and what needs no control is known', () => {
    const free = table.filter(([, { method, lease }]) => method === 'POST' && !lease).map(([name]) => name);
    expect(free).toEqual(['signIn', 'lease', 'link', 'signOut', 'check', 'stopJob', 'stopRun']);
  });
});

test('16: the old holder is told who has taken over', async () => {
  const other = await Browser.letIn(site, 'operator');
  const heard: unknown[] = [];
  const before = site.desk.changes.last;
  await other.lease('take-over', 'Ben');
  for (const { event } of site.desk.changes.after(before)!) heard.push(event);
  expect(heard).toContainEqual({
    type: 'notice',
    notice: expect.objectContaining({ kind: 'control', title: 'Ben has taken over control' }),
  });
  await other.post('/api/sign-out', null);
});

describe('17: the same request, sent again,', () => {
  test('acts once and gets the same reply', async () => {
    let count = 0;
    site.desk.does.set('startJob', () => ({ job: `job${++count}` }));
    const id = { [headers.requestId]: 'request-0017' };
    const [first, again] = await Promise.all([ask(operator, 'startJob', id), ask(operator, 'startJob', id)]);
    const later = await ask(operator, 'startJob', id);
    for (const reply of [first, again, later]) expect(await reply.json()).toEqual({ job: 'job1' });
    expect(site.desk.asked).toHaveLength(1);
  });
  test('acts once even if it failed', async () => {
    site.desk.does.set('release', () => {
      throw new Trouble('serialem-busy', 'A run works with SerialEM.');
    });
    const id = { [headers.requestId]: 'request-0018' };
    const replies = [await ask(operator, 'release', id), await ask(operator, 'release', id)];
    expect(replies.map(({ status }) => status)).toEqual([422, 422]);
    expect(site.desk.asked).toHaveLength(1);
    site.desk.does.delete('release');
  });
  test('is refused when it is another request', async () => {
    const id = { [headers.requestId]: 'request-0019' };
    expect((await ask(operator, 'release', id)).status).toBe(200);
    expect((await ask(operator, 'endVirtual', id)).status).toBe(409);
    expect((await operator.post('/api/microscope/connect', { address: 'a:1' }, id)).status).toBe(409);
    expect(site.desk.asked).toHaveLength(1);
  });
  test('is another request when somebody else sends it', async () => {
    const other = await Browser.letIn(site, 'operator');
    const id = { [headers.requestId]: 'request-0020' };
    await ask(operator, 'stopRun', id);
    await ask(other, 'stopRun', id);
    expect(site.desk.asked).toHaveLength(2);
    await other.post('/api/sign-out', null);
  });
});

test('18: what rests on a journal says up to where it was read', async () => {
  for (const [name] of table.filter(([, { journal }]) => journal)) {
    const response = await operator.post(exampleAddress(name), exampleBodies[name]);
    expect(response.status).toBe(400);
    expect((await ask(operator, name)).status).toBe(200);
  }
  expect(site.desk.asked.map(({ asked }) => asked.expectedSeq)).toEqual([5, 5]);
});

describe('19: no address leads out of the page', () => {
  test.each([
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '/%2e%2e%5cpackage.json',
    '/..%5c..%5cpackage.json',
    '//etc/passwd',
    '/assets/../../package.json',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/C:/Windows/win.ini',
    '/C:%5cWindows%5cwin.ini',
    '/%5c%5chost%5cshare',
    '/index.html%00.txt',
    '/CON',
    '/NUL.mrc',
    '/index.html::$DATA',
    '/index.html.map',
    '/assets/',
    '/assets',
    '/package.json',
    '/src/page.ts',
  ])('%s', async (path) => {
    const answer = await rawRequest(site.url, rawGet(`127.0.0.1:${port()}`, path));
    expect([404, 400, 503]).toContain(statusOf(answer));
    expect(answer).not.toMatch(/"license"|root:|\[fonts\]/);
  });

  test.each(table.filter(([, { path, method }]) => method === 'GET' && path.includes(':')))(
    '%s',
    async (name, { path }) => {
      for (const value of ['..%2f..%2fetc%2fpasswd', '%2e%2e%5c%2e%2e', 'a%00b', 'x'.repeat(300)]) {
        const response = await operator.get(path.replace(/:\w+/g, value));
        await response.body?.cancel();
        if (value.length > 250 || value.includes('%00')) expect(response.status).toBe(404);
        else {
          // the handler gets the name as it is, and knows it or not
          expect(site.desk.asked.at(-1)?.name).toBe(name);
          expect(JSON.stringify(site.desk.asked.at(-1)?.asked.params)).not.toContain('%');
        }
      }
    },
  );
});

test('22 and 23: every reply has its headers', async () => {
  const replies = [
    await nobody.get('/'),
    await nobody.get('/api/presence'),
    await operator.get('/api/presence'),
    await nobody.get('/nothing.js'),
  ];
  for (const { headers: got } of replies) {
    const policy = got.get('content-security-policy')!;
    for (const part of [
      "default-src 'self'",
      "script-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ])
      expect(policy.split('; ')).toContain(part);
    expect(policy).not.toContain('unsafe-eval');
    expect(got.get('x-content-type-options')).toBe('nosniff');
    expect(got.get('referrer-policy')).toBe('no-referrer');
    expect(got.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(got.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(got.has('server')).toBe(false);
    expect(got.has('x-powered-by')).toBe(false);
  }
});

test('25: every text says its character set', async () => {
  site.desk.does.set('runLog', () => ({ bytes: Buffer.from('log'), type: 'text/plain', isFinal: false }));
  const replies = [
    await nobody.get('/'),
    await nobody.get('/api/presence'),
    await operator.get('/api/presence'),
    await ask(operator, 'runLog'),
  ];
  for (const { headers: got } of replies)
    expect(got.get('content-type')).toMatch(/^(?:text|application)\/\w+; charset=utf-8$/);
  site.desk.does.delete('runLog');
});

describe('26: other methods are refused', () => {
  test.each(table)('%s', async (name) => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const response = await fetch(site.url + exampleAddress(name), {
        method,
        headers: { authorization: `Bearer ${operator.token}`, origin: site.url, [headers.page]: '1' },
      });
      expect(response.status).toBe(405);
    }
    expect(site.desk.asked).toEqual([]);
  });
  test('TRACE and methods that there are not', async () => {
    const trace = rawGet(`127.0.0.1:${port()}`).replace('GET', 'TRACE');
    expect(statusOf(await rawRequest(site.url, trace))).toBe(405);
    expect(statusOf(await rawRequest(site.url, trace.replace('TRACE', 'BREW')))).toBe(400);
  });
});

describe('27: bodies', () => {
  test.each(table.filter(([, { method }]) => method === 'POST'))('of %s are not longer than 256 kB', async (name) => {
    const response = await operator.post(exampleAddress(name), { long: 'x'.repeat(300_000) });
    expect(response.status).toBe(413);
    expect(site.desk.asked).toEqual([]);
  });
  test('that come in pieces are not longer either', async () => {
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const head = `POST /api/sign-in HTTP/1.1\r\nHost: 127.0.0.1:${port()}\r\nOrigin: ${site.url}\r\n${headers.page}: 1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
    expect(statusOf(await rawRequest(site.url, `${head}${chunk.repeat(8)}0\r\n\r\n`))).toBe(413);
  });
  test.each([
    ['nested too deep', `${'['.repeat(30)}${']'.repeat(30)}`, /deeper than 20/],
    ['nested very deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, /deeper than 20/],
    ['broken off', '['.repeat(100_000)],
    ['with __proto__', '{"areas":["a"],"askSerialEm":false,"__proto__":{"x":1}}', /a key __proto__/],
    ['with __proto__ inside', '{"areas":["a"],"askSerialEm":{"__proto__":1}}', /a key __proto__/],
    ['that are no JSON', '{"areas":'],
    ['with more than is asked', '{"areas":["a"],"askSerialEm":false,"more":1}'],
    ['with less', '{"areas":["a"]}'],
    ['of another kind', '[]'],
  ] as [string, string, RegExp?][])('%s are refused', async (_what, body, said = /\w/) => {
    const response = await fetch(`${site.url}/api/check`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${viewer.token}`,
        origin: site.url,
        [headers.page]: '1',
        'content-type': 'application/json',
      },
      body,
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'bad-request', message: expect.stringMatching(said) });
    expect(site.desk.asked).toEqual([]);
  });
  test.each(table.filter(([, { body }]) => body !== null))('of %s are checked', async (name) => {
    const browser = name === 'signIn' ? nobody : operator;
    const response = await browser.post(exampleAddress(name), { surely: 'not this' }, { [headers.expectedSeq]: '5' });
    expect(response.status).toBe(400);
    expect(site.desk.asked).toEqual([]);
  });
});

test('30: headers that come too slowly end the connection within 10 s', async () => {
  const begun = performance.now();
  const answer = await rawRequest(site.url, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port()}\r\nX-Slow: `, 20_000);
  expect(performance.now() - begun).toBeLessThan(10_500);
  expect([0, 408]).toContain(statusOf(answer));
});

/** How long Stop takes on new connections, one after the other, ms. */
async function stopTimes(): Promise<readonly number[]> {
  const request = `POST /api/runs/x/stop HTTP/1.1\r\nHost: 127.0.0.1:${port()}\r\nOrigin: ${site.url}\r\n${headers.page}: 1\r\nAuthorization: Bearer ${operator.token}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;
  const times: number[] = [];
  for (let i = 0; i < 10; i++) {
    const begun = performance.now();
    expect(statusOf(await rawRequest(site.url, request))).toBe(200);
    times.push(performance.now() - begun);
  }
  return times;
}

test('31: with 500 connections, Stop still takes at most 250 ms', async () => {
  const alone = Math.max(...(await stopTimes())); // a computer that is busy otherwise is slow without a crowd too
  // in a thread of their own, as they would be in another program
  const crowd = new Worker(
    `const { connect } = require('node:net');
    const { parentPort, workerData } = require('node:worker_threads');
    let met = 0;
    for (let i = 0; i < 500; i++) {
      const socket = connect(workerData, '127.0.0.1', () => socket.write('GET / HTTP/1.1\\r\\n'));
      socket.on('error', () => {});
      socket.once('connect', () => ++met === 500 && parentPort.postMessage('met'));
    }`,
    { eval: true, workerData: port() },
  );
  await once(crowd, 'message');
  const times = await stopTimes();
  await crowd.terminate();
  const shown = times.map((ms) => Math.round(ms)).join(', ');
  console.log(`Stop among 500 connections: ${shown} ms; without them at most ${Math.round(alone)} ms`);
  expect(Math.max(...times)).toBeLessThan(250 + 20 * alone);
});

test('32: a reader who stalls is cut off, and costs no more than what waits for it', async () => {
  let made = 0;
  const line = JSON.stringify('x'.repeat(100_000));
  async function* much(): AsyncGenerator<SentEvent> {
    for (;;) yield { id: ++made, event: 'lines', data: line };
  }
  site.desk.does.set('runEvents', much);
  const socket = await stalledReader();
  await expect.poll(() => made).toBeGreaterThan(10);
  let before = -1;
  const hasStopped = (): boolean => {
    const isSame = made === before;
    before = made;
    return isSame;
  };
  await expect.poll(hasStopped, { interval: 500 }).toBe(true);
  expect((made * line.length) / 2 ** 20).toBeLessThan(16); // ours, and the system's own buffers
  await expect.poll(() => socket.destroyed || socket.readableEnded, { timeout: 45_000, interval: 250 }).toBe(true);
  site.desk.does.delete('runEvents');
});

/** Asks for a stream and reads nothing of it. */
async function stalledReader(): Promise<Socket> {
  const socket = connect(port(), '127.0.0.1').on('error', () => {});
  socket.write(rawGet(`127.0.0.1:${port()}`, '/api/runs/x/events').replace('Connection: close\r\n', ''));
  socket.pause();
  socket.once('close', () => socket.destroy());
  // what has arrived is read only once the server has given up: only then the end can be seen
  setTimeout(() => socket.resume(), 32_000).unref();
  return socket;
}

test('33: what a proxy says of the asker has no effect', async () => {
  const more = {
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    forwarded: 'for=127.0.0.1',
  };
  expect((await nobody.get('/api/presence', more)).status).toBe(401);
  expect((await operator.get('/api/presence', more)).status).toBe(200);
  const link = (await (await operator.post('/api/links', { role: 'viewer' }, more)).json()) as { link: string };
  expect(link.link).not.toContain('evil');
});

describe('34: what went wrong', () => {
  test('in the program is told as a number, and stands in the log', async () => {
    site.desk.does.set('microscope', () => {
      throw new TypeError(`no such thing in ${site.folder}/secret`);
    });
    const response = await ask(operator, 'microscope');
    expect(response.status).toBe(500);
    const { code, message, id } = (await response.json()) as { code: string; message: string; id: string };
    expect(code).toBe('bug');
    expect(message).toContain(id);
    expect(message).not.toMatch(/secret|TypeError|\.ts|at /);
    await expect.poll(log).toContain(id);
    expect(log()).toContain('no such thing');
    site.desk.does.delete('microscope');
  });
  test('in the world is told in a sentence, without the folder', async () => {
    site.desk.does.set('microscope', () => {
      throw new Trouble('bad-input', `${site.folder}/lamella_tgts.txt cannot be read.`);
    });
    const response = await ask(operator, 'microscope');
    expect(response.status).toBe(422);
    expect(await response.json()).toEqual({
      code: 'bad-input',
      message: 'lamella_tgts.txt cannot be read.',
      id: expect.any(String),
    });
    site.desk.does.delete('microscope');
  });
});

test('34: a stream that cannot be had is refused like anything else', async () => {
  site.desk.does.set('runEvents', () => ({
    [Symbol.asyncIterator]: () => ({
      next: () => Promise.reject(new Trouble('bad-input', 'There is no such run.')),
    }),
  }));
  const response = await ask(operator, 'runEvents');
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ message: 'There is no such run.' });
  site.desk.does.delete('runEvents');
});

test('35: refused tokens and everything that is done stand in the log, with who, from where and when', async () => {
  await ask(operator, 'startJob');
  await expect
    .poll(log)
    .toMatch(
      /^\d{4}-\d\d-\d\dT[\d:.]+Z did route="startJob" what="look" status=200 who="Ann" role="operator" guest="[\w-]+" from="127\.0\.0\.1"$/m,
    );
  await ask(viewer, 'startJob');
  await expect.poll(log).toMatch(/Z not allowed route="startJob"/);
});

test('36: names cannot forge lines of the log', async () => {
  await operator.post('/api/runs/x%0d%0a2026-01-01T00:00:00Z%20forged/stop', null);
  const odd = 'Ann\u2028\u0085 did route="x';
  await operator.lease('take-over', odd);
  expect((await operator.post('/api/lease', { wish: 'take', name: 'Ann\nforged' })).status).toBe(400);
  await operator.post('/api/microscope/release', null);
  await expect.poll(log).toContain('release');
  for (const line of log()
    .trimEnd()
    .split(/[\r\n\u2028\u2029\u0085]/))
    expect(line).toMatch(/^\d{4}-\d\d-\d\dT\S+Z \w/);
  expect(log()).not.toMatch(/^2026-01-01T00:00:00Z forged/m);
});

describe('39: requests whose length can be read in two ways are refused', () => {
  const head = (): string =>
    `POST /api/sign-in HTTP/1.1\r\nHost: 127.0.0.1:${port()}\r\nOrigin: ${site.url}\r\n${headers.page}: 1\r\nContent-Type: application/json\r\n`;
  test.each([
    ['length and pieces', 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['two lengths', 'Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde'],
    ['a bad length', 'Content-Length: +4\r\n\r\nabcd'],
    ['a bad piece', 'Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n'],
    ['an unknown encoding', 'Transfer-Encoding: xchunked\r\n\r\nabc'],
    ['a bare line feed', 'Content-Length: 4\nX: y\r\n\r\nabcd'],
  ])('%s', async (_what, rest) => {
    expect(statusOf(await rawRequest(site.url, head() + rest))).toBe(400);
  });
});
