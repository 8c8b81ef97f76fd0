import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Notice } from '../../../src/api/runs.ts';
import { type Alarms, openAlarms } from '../../../src/desk/alarms/alarms.ts';
import { Changes } from '../../../src/desk/changes.ts';

let folder: string;
let changes: Changes;
let alarms: Alarms;
const posted: unknown[] = [];
let status = 200;
let server: Server;
let webhook: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pacetomo-alarms-'));
  changes = new Changes();
  alarms = await openAlarms({ folder, changes });
  posted.length = 0;
  status = 200;
  server = createServer((request, reply) => {
    let body = '';
    request.on('data', (text) => (body += text));
    request.on('end', () => {
      posted.push(JSON.parse(body));
      reply.writeHead(status).end();
    });
  });
  webhook = `http://127.0.0.1:${await listening(server)}/services/very-secret`;
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(async () => {
  vi.restoreAllMocks();
  await alarms.close();
  server.close();
  rmSync(folder, { recursive: true });
});

function listening(of: { listen(port: number, host: string, then: () => void): unknown; address(): unknown }) {
  return new Promise<number>((resolve) => {
    of.listen(0, '127.0.0.1', () => resolve((of.address() as { readonly port: number }).port));
  });
}

const suspended: Notice = {
  kind: 'run-suspended',
  title: 'lamella stands still',
  text: 'The column valves are closed.',
  at: '2026-11-28T03:00:00.000Z',
  run: 'lamella_run01',
  job: null,
};
const settings = () => JSON.parse(readFileSync(join(folder, '.pacetomo', 'alarms.json'), 'utf8'));
const noticesOf = () =>
  (changes.after(0) ?? []).flatMap(({ event }) => (event.type === 'notice' ? [event.notice] : []));

test('a notice is posted to the webhook as it is, and who has control is not', async () => {
  await alarms.set({ webhook, mail: null });
  changes.notice({ ...suspended, kind: 'control', title: 'Ann has taken over' });
  changes.notice(suspended);
  await vi.waitFor(() => expect(posted.length).toBe(1));
  const { job: _job, ...said } = suspended;
  expect(posted).toEqual([said]);
});

test('what was set is kept where only this account can read it, and shown without its secrets', async () => {
  const mail = { to: 'ann@lab.org', from: 'krios@lab.org', server: 'mail.lab.org', port: 587 };
  const view = await alarms.set({ webhook, mail: { ...mail, user: 'krios', password: 'hunter2' } });
  expect(view).toEqual({ webhook: `${new URL(webhook).origin}/…`, mail });
  expect(statSync(join(folder, '.pacetomo', 'alarms.json')).mode & 0o777).toBe(0o600);
  expect(settings()).toMatchObject({ webhook, mail: { password: 'hunter2' } });
  const again = await openAlarms({ folder, changes });
  expect(await again.view()).toEqual(view);
  await again.close();
});

test('what the page was not shown stays when it is set again, but goes to no other server', async () => {
  const mail = { to: 'ann@lab.org', from: 'krios@lab.org', server: 'mail.lab.org', port: 587 };
  const shown = await alarms.set({ webhook, mail: { ...mail, user: 'krios', password: 'hunter2' } });
  const changed = { ...mail, to: 'bob@lab.org', user: null, password: null };
  await alarms.set({ webhook: shown.webhook, mail: changed });
  expect(settings()).toMatchObject({ webhook, mail: { to: 'bob@lab.org', user: 'krios', password: 'hunter2' } });
  await alarms.set({ webhook: null, mail: { ...changed, server: 'mail.evil.org' } });
  expect(settings()).toMatchObject({ webhook: null, mail: { user: null, password: null } });
});

test('an alarm that does not arrive is told of once, without the address', async () => {
  await alarms.set({ webhook, mail: null });
  status = 500;
  for (let i = 0; i < 3; i++) changes.notice(suspended);
  await vi.waitFor(() => expect(posted.length).toBe(3));
  await alarms.close();
  const complaints = noticesOf().filter(({ title }) => title === 'An alarm did not arrive');
  expect(complaints.length).toBe(1);
  expect(complaints[0]?.text).toContain('it answered with 500');
  expect(JSON.stringify([complaints, vi.mocked(console.error).mock.calls])).not.toContain('very-secret');
});

test('trying says what is wrong', async () => {
  await expect(alarms.try()).rejects.toThrow('No alarm is set up');
  await alarms.set({ webhook, mail: null });
  expect((await alarms.try()).said).toContain('the webhook');
  server.close();
  server.closeAllConnections();
  await expect(alarms.try()).rejects.toThrow('nobody listens there');
});

test('an e-mail holds the sentence of the notice', async () => {
  const letter: string[] = [];
  const postOffice = createTcpServer((socket) => {
    socket.setEncoding('utf8');
    socket.write('220 here\r\n');
    let isLetter = false;
    socket.on('data', (text: string) => {
      if (isLetter) letter.push(text);
      if (isLetter && !text.endsWith('\r\n.\r\n')) return;
      if (isLetter) isLetter = false;
      else if (text.startsWith('DATA')) isLetter = true;
      socket.write(isLetter ? '354 go on\r\n' : '250 fine\r\n');
    });
    socket.on('error', () => {});
  });
  const port = await listening(postOffice);
  const mail = { to: 'ann@lab.org', from: 'krios@lab.org', server: '127.0.0.1', port, user: null, password: null };
  await alarms.set({ webhook: null, mail });
  changes.notice(suspended);
  await vi.waitFor(() => expect(letter.join('')).toContain('The column valves are closed.'));
  expect(letter.join('')).toContain('Subject: PACEtomo: lamella stands still');
  postOffice.close();
});
