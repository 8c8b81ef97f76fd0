import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SerialEmClient } from '@pacetomo/serialem-link';
import { expect, test } from 'vitest';
import { inSession } from '../session.ts';

async function recordInto(client: SerialEmClient, file: string): Promise<void> {
  await client.call('OpenNewFile', file);
  await client.call('R');
  await client.call('S');
}

test('a file that a copying program has cannot be opened for two tries, and nothing else is wrong', () =>
  inSession({}, async ({ client, virtual }) => {
    await recordInto(client, 'area_ts_002.mrc');
    await client.call('CloseFile');
    await recordInto(client, 'area_ts_003.mrc');
    await client.call('CloseFile');
    virtual.faults.add({ kind: 'file-locked', at: { timeS: 0 }, file: '_002', for: { calls: 2 } });
    await expect(client.call('OpenOldFile', 'area_ts_002.mrc')).rejects.toThrow(/used by another process/);
    await client.call('OpenOldFile', 'area_ts_003.mrc');
    await expect(client.call('ReadOtherFile', 0, 'P', 'area_ts_002.mrc')).rejects.toThrow(/used by another process/);
    await client.call('OpenOldFile', 'area_ts_002.mrc');
    expect(await client.call('ReportFileZsize')).toBe(1);
  }));

test('a lock for twelve virtual seconds: reading and saving fail, the section count stays, and then all is well', () =>
  inSession({}, async ({ client, virtual }) => {
    await recordInto(client, 'slow.mrc');
    virtual.faults.add({ kind: 'file-locked', at: { name: 'S', occurrence: 2 }, for: { seconds: 12 } });
    await expect(client.call('S')).rejects.toThrow(/used by another process/);
    await expect(client.call('ReadFile', 0)).rejects.toThrow(/used by another process/);
    expect(await client.call('ReportFileZsize')).toBe(1);
    await client.call('Delay', 12, 's');
    await client.call('S');
    expect(await client.call('ReportFileZsize')).toBe(2);
  }));

test('the disk is full: S fails, the section count stays, and SerialEM says how much is free', () =>
  inSession({}, async ({ client, virtual, dir }) => {
    await recordInto(client, 'full.mrc');
    expect(await client.call('ReportFreeDiskSpace', dir)).toBeGreaterThan(3);
    virtual.faults.add({ kind: 'disk-full', at: { exposure: 1 }, for: { seconds: 600 }, freeMb: 2 });
    await client.call('R');
    await expect(client.call('S')).rejects.toThrow(/no room on the disk/);
    expect(await client.call('ReportFileZsize')).toBe(1);
    expect(await client.call('ReportFreeDiskSpace', dir)).toBe(2);
    await client.call('Delay', 10, 'min');
    await client.call('S');
    expect(virtual.exposures).toMatchObject([{ section: 0 }, { section: 1 }]);
  }));

test('a save that fails in the background: S is well, the next file command is not, and the image is still in A', () =>
  inSession({}, async ({ client, virtual }) => {
    await recordInto(client, 'later.mrc');
    virtual.faults.add({ kind: 'save-error-later', at: { name: 'S', occurrence: 2 } });
    await client.call('R');
    await client.call('S');
    expect(virtual.exposures[1]).toMatchObject({ file: null, section: null });
    await expect(client.call('ReportFileZsize')).rejects.toThrow(/could not be written/);
    expect(await client.call('ReportFileZsize')).toBe(1);
    await client.call('S');
    expect(virtual.exposures[1]).toMatchObject({ file: 'later.mrc', section: 1 });
  }));

test('a torn stack: the section that is half there can be told from those that are whole', () =>
  inSession({}, async ({ client, virtual, dir, reconnect }) => {
    virtual.faults.add({ kind: 'program-dies', at: { name: 'ReportClock' }, file: 'torn' });
    await recordInto(client, 'torn.mrc');
    await client.call('R');
    await client.call('S');
    await expect(client.call('ReportClock')).rejects.toMatchObject({ code: 'reply-lost' });
    await expect(reconnect().call('OpenOldFile', 'torn.mrc')).rejects.toMatchObject({ code: 'command-failed' });
    await appendFile(join(dir, 'torn.mrc'), Buffer.alloc(32 * 32));
    const next = reconnect();
    await next.call('OpenOldFile', 'torn.mrc');
    expect(await next.call('ReportFileZsize')).toBe(2);
  }));
