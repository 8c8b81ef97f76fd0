import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFile, replaceFile } from '@pacetomo/em-files/node';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'em-files-replace-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = (name: string) => join(folder, name);
const busy = (code: string) => Object.assign(new Error(`${code}: resource busy`), { code });

test('a file is made, and replaced as a whole', async () => {
  await replaceFile(path('a.txt'), 'a longer first text µ\n');
  expect(readFileSync(path('a.txt'), 'utf8')).toBe('a longer first text µ\n');
  await replaceFile(path('a.txt'), 'second\r\n');
  expect(readFileSync(path('a.txt'), 'utf8')).toBe('second\r\n');
});

test.each(['EBUSY', 'EPERM', 'EACCES'])('a file that another program holds (%s) is waited for', async (code) => {
  let tries = 0;
  const waits: number[] = [];
  await replaceFile(path('b.txt'), `after ${code}`, {
    rename: async (from, to) => {
      if (++tries <= 3) throw busy(code);
      await rename(from, to);
    },
    waitMs: async (timeMs) => void waits.push(timeMs),
  });
  expect(readFileSync(path('b.txt'), 'utf8')).toBe(`after ${code}`);
  expect(waits).toEqual([20, 40, 80]);
});

test('after half a minute the old file stays, and no temporary one', async () => {
  writeFileSync(path('c.txt'), 'old');
  let waitedMs = 0;
  const options = {
    rename: async () => {
      expect(readFileSync(path('c.txt'), 'utf8')).toBe('old');
      throw busy('EBUSY');
    },
    waitMs: async (timeMs: number) => {
      waitedMs += timeMs;
    },
  };
  await expect(replaceFile(path('c.txt'), 'new', options)).rejects.toMatchObject({
    code: 'file-busy',
    message: expect.stringContaining('c.txt is in use'),
  });
  expect(waitedMs).toBeGreaterThanOrEqual(30_000);
  expect(waitedMs).toBeLessThan(33_000);
  expect(readFileSync(path('c.txt'), 'utf8')).toBe('old');
  expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('another failure is not waited for', async () => {
  const options = {
    rename: async () => {
      throw busy('EXDEV');
    },
    waitMs: async () => {
      throw new Error('waited');
    },
  };
  await expect(replaceFile(path('d.txt'), 'new', options)).rejects.toMatchObject({ code: 'file-io' });
  await expect(replaceFile(path('no folder/e.txt'), 'new')).rejects.toMatchObject({ code: 'file-missing' });
  expect(readdirSync(folder).filter((name) => name.startsWith('d.txt') || name.endsWith('.tmp'))).toEqual([]);
});

test('a whole text is under the temporary name before the old one goes', async () => {
  const text = 'line\n'.repeat(50_000);
  await replaceFile(path('f.txt'), text, {
    rename: async (from, to) => {
      expect(readFileSync(from, 'utf8')).toBe(text);
      await rename(from, to);
    },
  });
  expect(readFileSync(path('f.txt'), 'utf8')).toHaveLength(250_000);
});

test('a disk that silently keeps less than it was given does not cost the old file', async () => {
  writeFileSync(path('g.txt'), 'old and good');
  const create = async (name: string) => {
    const file = await openFile(name, 'create');
    return { ...file, write: (offset: number, bytes: Uint8Array) => file.write(offset, bytes.subarray(0, 100)) };
  };
  await expect(replaceFile(path('g.txt'), 'x'.repeat(150), { create })).rejects.toMatchObject({
    code: 'file-io',
    message: expect.stringContaining('100 of 150 bytes'),
  });
  expect(readFileSync(path('g.txt'), 'utf8')).toBe('old and good');
  expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});
