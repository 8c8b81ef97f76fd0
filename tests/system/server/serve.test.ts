import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Browser } from '../../../packages/pacetomo/test/server/testServer.ts';
import { runPacetomo } from '../programs.ts';
import { type Serving, startServing } from './serving.ts';

let folder: string;
let serving: Serving | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pacetomo-serve-'));
});
afterEach(async () => {
  serving?.process.kill('SIGKILL');
  await serving?.ended;
  serving = null;
  rmSync(folder, { recursive: true, maxRetries: 30, retryDelay: 100 });
});

const linkIn = (text: string): string => /http\S+#code=\S+/.exec(text)![0];

test('serve prints a link, link makes more of them, and the roles are what was asked for', async () => {
  serving = await startServing(folder);
  const first = await Browser.open(serving.url, serving.link);
  expect(await first.json(await first.get('/api/presence'))).toMatchObject({
    role: 'operator',
    lease: { holder: null },
  });
  const operator = await Browser.open(serving.url, linkIn((await runPacetomo(['link'], folder)).stdout));
  expect(await operator.json(await operator.get('/api/presence'))).toMatchObject({ role: 'operator' });
  const viewer = await Browser.open(serving.url, linkIn((await runPacetomo(['link', '--viewer'], folder)).stdout));
  expect(await viewer.json(await viewer.get('/api/presence'))).toMatchObject({ role: 'viewer' });
  expect(await viewer.lease('take')).toBe(403);
  expect((await first.signIn(serving.link.split('#code=')[1]!)).status).toBe(401);
});

test('what is secret is readable for its owner only', async () => {
  serving = await startServing(folder);
  await Browser.open(serving.url, serving.link);
  for (const name of ['.pacetomo/guests.json', '.pacetomo/server.key', '.pacetomo/server.log', '.port.json'])
    expect((statSync(join(folder, name)).mode & 0o077).toString(8)).toBe('0');
  expect(process.platform === 'linux' && readFileSync(`/proc/${serving.process.pid}/cmdline`, 'utf8')).not.toContain(
    'code',
  );
});

test('a folder has one server', async () => {
  serving = await startServing(folder);
  expect(await runPacetomo(['serve', '--listen', '127.0.0.1:0'], folder)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Another pacetomo serves the session'),
  });
});

test('where another program listens, it says so', async () => {
  serving = await startServing(folder);
  const other = join(folder, 'other');
  expect(await runPacetomo(['serve', '--folder', other, '--listen', new URL(serving.url).host], folder)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('another program listens there already'),
  });
});

test('link says where no server works', async () => {
  expect(await runPacetomo(['link'], folder)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('pacetomo serve'),
  });
});

test.each([
  ['0.0.0.0:0', '--tls-cert'],
  ['nonsense', 'HOST:PORT'],
])('it does not listen on %s', async (address, said) => {
  expect(await runPacetomo(['serve', '--listen', address], folder)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(said),
  });
});

test('37: it does not start with an inspector', async () => {
  const main = join(import.meta.dirname, '../../../packages/pacetomo/bin/pacetomo.mjs');
  for (const [args, environment] of [
    [['--inspect=127.0.0.1:0', main], {}],
    [[main], { NODE_OPTIONS: '--inspect=127.0.0.1:0' }],
  ] as const) {
    const child = spawn(process.execPath, [...args, 'serve', '--listen', '127.0.0.1:0'], {
      cwd: folder,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (text) => (stderr += text));
    const [code] = await once(child, 'close');
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('--inspect') });
  }
});

test('Ctrl-C ends it, and says that runs go on', async () => {
  serving = await startServing(folder);
  const browser = await Browser.open(serving.url, serving.link);
  const stream = await browser.get('/api/events');
  await stream.body!.getReader().read();
  serving.process.kill('SIGINT');
  expect(await serving.ended).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Runs are processes of their own'),
  });
});

test('a page that was let in is still in after the server was killed and started again', async () => {
  const first = await startServing(folder);
  const browser = await Browser.open(first.url, first.link);
  expect(await browser.lease('take')).toBe(200);
  const { epoch } = browser;
  first.process.kill('SIGKILL');
  await first.ended;
  serving = await startServing(folder, ['--listen', new URL(first.url).host]);
  expect(await browser.json(await browser.get('/api/presence'))).toMatchObject({
    role: 'operator',
    lease: { holder: null },
  });
  browser.epoch = epoch;
  expect((await browser.post('/api/microscope/release', null)).status).toBe(423);
  expect(await browser.lease('take')).toBe(200);
  expect(browser.epoch).toBeGreaterThanOrEqual(epoch);
});

test('with a certificate it listens to other computers, in TLS only', async () => {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const made = spawn('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=krios.lab'],
  ]);
  await once(made, 'close');
  serving = await startServing(folder, [
    ...['--listen', '0.0.0.0:0', '--name', 'krios.lab', '--tls-cert', cert, '--tls-key', key],
  ]);
  expect(serving.link).toMatch(/^https:\/\/krios\.lab:\d+\/#code=/);
  const { request } = await import('node:https');
  const statusFor = (host: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const { port } = new URL(serving!.url);
      request(
        {
          host: '127.0.0.1',
          port,
          path: '/api/presence',
          headers: { host: `${host}:${port}` },
          rejectUnauthorized: false,
        },
        (reply) => resolve(reply.resume().statusCode!),
      )
        .once('error', reject)
        .end();
    });
  expect(await statusFor('krios.lab')).toBe(401);
  expect(await statusFor('127.0.0.1')).toBe(401);
  expect(await statusFor('evil.example')).toBe(403);
  await expect(fetch(serving.url.replace('https', 'http'))).rejects.toThrow();
});
