import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectToSerialEm } from '@pacetomo/serialem-link/node';
import { createVirtualSerialEm, type VirtualSerialEm } from '@pacetomo/virtual-serialem';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MicroscopeState } from '../../../packages/pacetomo/src/api/microscope.ts';
import { Changes } from '../../../packages/pacetomo/src/desk/changes.ts';
import {
  type MicroscopeDesk,
  openMicroscopeDesk,
} from '../../../packages/pacetomo/src/desk/microscope/microscopeDesk.ts';
import { isAlive } from '../../../packages/pacetomo/src/desk/microscope/virtual.ts';
import { openSerialEm } from '../../../packages/pacetomo/src/session/openSerialEm.ts';
import { until } from './deskWorld.ts';

let folder: string;
let changes: Changes;
let desk: MicroscopeDesk;
let virtual: VirtualSerialEm | null = null;

const pace = { readMs: 30, retryMs: 30 };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pacetomo-microscope-'));
  changes = new Changes();
  desk = await openMicroscopeDesk({ folder, changes, pace });
});

afterEach(async () => {
  await desk.close();
  await virtual?.close();
  virtual = null;
  rmSync(folder, { recursive: true, maxRetries: 30, retryDelay: 100 });
});

async function serialem(port = 0): Promise<string> {
  virtual = await createVirtualSerialEm({ scenario: 'quiet', seed: 1, dir: join(folder, 'there') });
  return `127.0.0.1:${(await virtual.listen({ port })).port}`;
}

const whenIn = (state: MicroscopeState): Promise<true> =>
  until(changes, () => (desk.view().state === state ? true : null));

test('a SerialEM that is connected to is read again and again, and nothing is exposed or moved by that', async () => {
  const view = await desk.connect(await serialem());
  expect(view).toMatchObject({ state: 'ours', version: '4.3', busyWith: null });
  expect(view.reading).toMatchObject({ tiltDeg: 0, stage: { x: 0, y: 0 }, directory: join(folder, 'there') });
  expect(desk.directoryHere()).toBe(join(folder, 'there'));
  expect(desk.navigatorHere()).toBeNull();
  const { at } = view.reading!;
  await until(changes, () => (desk.view().reading!.at === at ? null : true));
  await desk.ask((client) => client.call('TiltTo', 12));
  await until(changes, () => (desk.view().reading!.tiltDeg === 12 ? true : null));
  expect(virtual!.exposures).toEqual([]);
});

test('an address at which nobody answers is said at once, and tried again until somebody does', async () => {
  const address = await serialem();
  await virtual!.close();
  await expect(desk.connect(address)).rejects.toThrow(/Is SerialEM running/);
  expect(desk.view()).toMatchObject({ state: 'lost', reading: null });
  await serialem(Number(address.split(':')[1]));
  await whenIn('ours');
});

test('a lost connection is said, and made again by itself', async () => {
  const address = await serialem();
  await desk.connect(address);
  await virtual!.close();
  await whenIn('lost');
  await expect(desk.ask((client) => client.call('ReportTiltAngle'))).rejects.toThrow(/cannot be used now/);
  await serialem(Number(address.split(':')[1]));
  await whenIn('ours');
});

test('only a SerialEM that was let go of can be used by others, and it is not connected to again by itself', async () => {
  const address = await serialem();
  await desk.connect(address);
  await expect(openSerialEm(address, 1000)).rejects.toThrow(/Another pacetomo is using/);
  expect(await desk.release()).toMatchObject({ state: 'released', reading: null });
  const other = await openSerialEm(address, 1000);
  expect(await other.client.call('ReportTiltAngle')).toBe(0);
  await other.close();
  await desk.close();
  desk = await openMicroscopeDesk({ folder, changes, pace });
  expect(desk.view()).toMatchObject({ state: 'released', address });
  expect((await desk.connect(address)).state).toBe('ours');
});

test('it is lent to one at a time, who has it alone until it is given back', async () => {
  const address = await serialem();
  await expect(desk.lend({ kind: 'job', id: 'job_001', title: 'Take a View' })).rejects.toThrow(/Not connected/);
  await desk.connect(address);
  const lent = await desk.lend({ kind: 'job', id: 'job_001', title: 'Take a View' });
  expect(desk.view()).toMatchObject({ state: 'busy', busyWith: { kind: 'job', id: 'job_001' } });
  const other = await openSerialEm(lent.address, 1000);
  await expect(desk.lend({ kind: 'run', id: 'x', title: 'x' })).rejects.toThrow(/works for “Take a View”/);
  await expect(desk.release()).rejects.toThrow(/Stop that first/);
  await expect(desk.connect(address)).rejects.toThrow(/works for/);
  await other.close();
  lent.giveBack();
  await whenIn('ours');
  lent.giveBack();
  expect(desk.view().state).toBe('ours');
});

test('a run of an earlier desk has it, whatever this one remembers', async () => {
  const address = await serialem();
  await desk.connect(address);
  await desk.close();
  const run = await openSerialEm(address, 1000);
  desk = await openMicroscopeDesk({ folder, changes, pace });
  const { giveBack } = desk.noteLent({ kind: 'run', id: 'lamella_run01', title: 'lamella' });
  expect(desk.view()).toMatchObject({ state: 'busy', busyWith: { kind: 'run', id: 'lamella_run01' } });
  await run.close();
  giveBack();
  await whenIn('ours');
});

test('folders have other names there than here', async () => {
  const address = await serialem();
  await desk.connect(address);
  await expect(desk.setFolderMaps(['nonsense'])).rejects.toThrow(/does not say which folder is which/);
  const map = `${join(folder, 'there')}=${folder}`;
  expect((await desk.setFolderMaps([map])).folderMaps).toEqual([map]);
  expect(desk.directoryHere()).toBe(folder);
});

test('STOP in SerialEM lets it go, because a person wants it', async () => {
  await desk.connect(await serialem());
  virtual!.faults.add({ kind: 'user-stop', at: { name: 'TiltTo', occurrence: 1 } });
  await expect(desk.ask((client) => client.call('TiltTo', 5))).rejects.toThrow(/STOP/);
  await whenIn('released');
  expect(desk.view().sentence).toMatch(/pressed STOP/);
});

test('it is let go when another program takes it away again and again', async () => {
  const address = await serialem();
  await desk.connect(address);
  for (let times = 0; desk.view().state !== 'released' && times < 10; times++) {
    const other = await connectToSerialEm({ port: Number(address.split(':')[1]) });
    await other.call('ReportTiltAngle').catch(() => {}); // the desk may be quicker in taking it back
    await until(changes, () => (['ours', 'released'].includes(desk.view().state) ? true : null));
    other.close();
  }
  expect(desk.view()).toMatchObject({ state: 'released', sentence: expect.stringContaining('Another program takes') });
});

test('a virtual microscope is started, found again after the server was gone, and ended', async () => {
  await expect(desk.startVirtual({ scenario: 'nonsense', seed: 1, speed: 0 })).rejects.toThrow(/no scenario/);
  const { virtual: started, state } = await desk.startVirtual({ scenario: 'quiet', seed: 3, speed: 0 });
  expect(state).toBe('ours');
  expect(started).toMatchObject({ scenario: 'quiet', seed: 3, folder: join(folder, 'microscope_01') });
  expect(existsSync(join(folder, '.pacetomo/microscope_01/truth.jsonl'))).toBe(true);
  await desk.close();
  desk = await openMicroscopeDesk({ folder, changes, pace });
  expect(desk.view().virtual).toEqual(started);
  await whenIn('ours');
  const { pid } = JSON.parse(readFileSync(join(folder, '.pacetomo/microscope.json'), 'utf8')).virtual;
  expect(await desk.endVirtual()).toMatchObject({ state: 'none', virtual: null, address: null });
  expect(await isAlive({ pid })).toBe(false);
});
