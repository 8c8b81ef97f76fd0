import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dropReserve, makeReserve, refuseFullDisk, reservePath } from '../../src/session/diskSpace.ts';
import { journalStore } from '../../src/session/journalFile.ts';
import { refuseStopFile, watchStopFile } from '../../src/session/stopFile.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pacetomo-stop-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a file STOP is obeyed and taken away', async () => {
  const stopped = new Promise((stop) => {
    const off = watchStopFile(folder, (who) => {
      off();
      stop(who);
    });
    writeFileSync(join(folder, 'STOP'), '');
  });
  expect(await stopped).toBe('the file STOP');
  await expect.poll(() => existsSync(join(folder, 'STOP'))).toBe(false);
});

test('a file STOP from before is not overridden', () => {
  expect(() => refuseStopFile(folder)).not.toThrow();
  writeFileSync(join(folder, 'STOP'), '');
  expect(() => refuseStopFile(folder)).toThrow(/somebody wants this run to stand still/);
});

test('space is held back for the journal, and given up once', async () => {
  await refuseFullDisk(folder);
  await makeReserve(folder);
  const store = await journalStore(join(folder, 'journal.jsonl'), reservePath(folder));
  expect(await store.makeRoom?.()).toBe(true);
  expect(existsSync(reservePath(folder))).toBe(false);
  expect(await store.makeRoom?.()).toBe(false);
  await store.close();
  await dropReserve(folder);
});
