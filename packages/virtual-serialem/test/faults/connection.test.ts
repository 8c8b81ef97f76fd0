import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { inSession } from '../session.ts';

test('half of an answer and the end of the connection: the command took effect', () =>
  inSession({}, async ({ client, virtual, reconnect }) => {
    virtual.faults.add({ kind: 'half-reply', at: { name: 'TiltTo' } });
    await expect(client.call('TiltTo', 14)).rejects.toMatchObject({ code: 'reply-lost' });
    expect(await reconnect().call('ReportTiltAngle')).toBe(14);
  }));

test('an answer that is none: the client finds no protocol, and the command took effect', () =>
  inSession({}, async ({ client, virtual, reconnect }) => {
    virtual.faults.add({ kind: 'garbage-reply', at: { name: 'TiltTo' }, seed: 3 });
    await expect(client.call('TiltTo', -16)).rejects.toMatchObject({ code: 'protocol' });
    expect(await reconnect().call('ReportTiltAngle')).toBe(-16);
  }));

test('a slow answer: virtual time passes, and the value is right', () =>
  inSession({}, async ({ client, virtual }) => {
    virtual.faults.add({ kind: 'slow-reply', at: { name: 'ReportTiltAngle' }, virtualS: 300 });
    const before = virtual.nowS;
    expect(await client.call('ReportTiltAngle')).toBe(0);
    expect(virtual.nowS - before).toBeGreaterThan(300);
  }));

test('a real silence ends when the server closes', () =>
  inSession({}, async ({ client, virtual }) => {
    virtual.faults.add({ kind: 'slow-reply', at: { name: 'TiltTo' }, silenceMs: 3_600_000 });
    const answer = client.call('TiltTo', 2).catch((error: { code: string }) => error.code);
    await vi.waitFor(() => expect(virtual.faults.fired).toHaveLength(1)); // the request has to get there
    await virtual.close();
    expect(await answer).toBe('reply-lost');
  }));

test('STOP before a command and during one: the client can tell whether the command was begun', () =>
  inSession({}, async ({ client, virtual, reconnect }) => {
    virtual.faults.add({ kind: 'user-stop', at: { name: 'TiltTo', occurrence: 1 }, moment: 'before' });
    virtual.faults.add({ kind: 'user-stop', at: { name: 'TiltTo', occurrence: 2 }, moment: 'during' });
    await expect(client.call('TiltTo', 21)).rejects.toMatchObject({ code: 'user-stop', carriedOut: 'no' });
    await expect(reconnect().call('TiltTo', 22)).rejects.toMatchObject({ code: 'user-stop', carriedOut: 'begun' });
  }));

test('a message box: silence until a person answers it', () =>
  inSession({}, async ({ client, virtual }) => {
    virtual.faults.add({ kind: 'dialog', at: { name: 'TiltTo' }, text: 'Are you sure?' });
    let isAnswered = false;
    const answer = client.call('TiltTo', 4).then(() => {
      isAnswered = true;
    });
    await vi.waitFor(() => expect(virtual.dialog).toBe('Are you sure?')); // the request has to get there
    expect(isAnswered).toBe(false);
    expect(virtual.dismissDialog()).toBe(true);
    await answer;
    expect([virtual.dialog, virtual.dismissDialog()]).toEqual([null, false]);
    expect(await client.call('ReportTiltAngle')).toBe(4);
    expect(virtual.log).toContain('Are you sure?');
  }));

test('a message box that somebody answers after three minutes with No', () =>
  inSession({}, async ({ client, virtual }) => {
    virtual.faults.add({ kind: 'dialog', at: { name: 'TiltTo' }, afterwards: 'fails', dismissedAfterS: 180 });
    await expect(client.call('TiltTo', 8)).rejects.toMatchObject({ code: 'command-failed' });
    expect(virtual.nowS).toBeGreaterThan(180);
    expect(await client.call('ReportTiltAngle')).toBe(0);
  }));

test('another client takes over: this one is dropped, its command is not carried out, the other has left its traces', () =>
  inSession({}, async ({ client, virtual, reconnect }) => {
    await client.call('SetPersistentVar', 'token', 'mine');
    const commands = [
      { name: 'SetPersistentVar', args: ['token', 'theirs'] },
      { name: 'TiltTo', args: [11] },
    ];
    virtual.faults.add({ kind: 'takeover', at: { name: 'R' }, commands, staysS: 45 });
    await expect(client.call('R')).rejects.toMatchObject({ code: 'reply-lost' });
    expect(virtual.exposures).toEqual([]);
    const next = reconnect();
    expect(await next.call('GetVariable', 'token')).toBe('theirs');
    expect(await next.call('ReportTiltAngle')).toBe(11);
  }));

test('a lost answer whose moment is an exposure: that Record was taken and its answer never came', () =>
  inSession({}, async ({ client, virtual, reconnect }) => {
    virtual.faults.add({ kind: 'reply-lost', at: { exposure: 2, set: 'record' } });
    await client.call('R');
    await client.call('V');
    await expect(client.call('R')).rejects.toMatchObject({ code: 'reply-lost' });
    expect(virtual.exposures).toHaveLength(3);
    expect(await reconnect().call('ReportTiltAngle')).toBe(0);
  }));

test('a failure whose moment is a tilt happens to the next command', () =>
  inSession({}, async ({ client, virtual }) => {
    virtual.faults.add({ kind: 'command-fails', at: { tiltDeg: 6 } });
    await client.call('TiltTo', 3);
    await client.call('TiltTo', 6);
    await expect(client.call('R')).rejects.toMatchObject({ code: 'command-failed' });
    await client.call('R');
    expect(virtual.exposures).toHaveLength(1);
  }));

test('a power cut: half of the last section is missing, the header counts it, and there is no mdoc', () =>
  inSession({}, async ({ client, virtual, dir }) => {
    virtual.faults.add({ kind: 'program-dies', at: { name: 'S', occurrence: 2 }, file: 'torn' });
    await client.call('OpenNewFile', 'cut.mrc');
    await client.call('R');
    await client.call('S');
    const mdoc = join(dir, 'cut.mrc.mdoc');
    expect((await stat(mdoc)).size).toBeGreaterThan(100);
    await client.call('R');
    await expect(client.call('S')).rejects.toMatchObject({ code: 'reply-lost' });
    const bytes = await readFile(join(dir, 'cut.mrc'));
    const [extended, section] = [bytes.readInt32LE(92), 32 * 32 * 2];
    expect(bytes.readInt32LE(8)).toBe(2);
    expect(bytes.length).toBe(1024 + extended + 1.5 * section);
    await expect(stat(mdoc)).rejects.toThrow(/ENOENT/);
  }));

test('a crash that only costs the mdoc leaves the stack whole', () =>
  inSession({}, async ({ client, virtual, dir, reconnect }) => {
    virtual.faults.add({ kind: 'program-dies', at: { name: 'ReportClock' }, file: 'no-mdoc', moment: 'before' });
    await client.call('OpenNewFile', 'whole.mrc');
    await client.call('R');
    await client.call('S');
    await expect(client.call('ReportClock')).rejects.toMatchObject({ code: 'reply-lost' });
    await expect(stat(join(dir, 'whole.mrc.mdoc'))).rejects.toThrow(/ENOENT/);
    const next = reconnect();
    await next.call('OpenOldFile', 'whole.mrc');
    expect(await next.call('ReportFileZsize')).toBe(1);
  }));
