import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMrc, memoryFile, openMrc, type ReadableInto } from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { fill, writeAll } from '../src/openFile.ts';

const folder = mkdtempSync(join(tmpdir(), 'em-files-open-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = (name: string) => join(folder, name);

describe('a file on disk', () => {
  test('keeps a stack over closing and opening', async () => {
    const stack = await createMrc(await openFile(path('a.mrc'), 'create'), {
      width: 3,
      height: 2,
      mode: 6,
      pixelSizeA: 4,
    });
    await stack.appendSection(Uint16Array.of(1, 20, 300, 4000, 50000, 6));
    await stack.flush();
    await stack.close();
    const longer = await openMrc(await openFile(path('a.mrc'), 'write'));
    await longer.appendSection(Uint16Array.of(7, 8, 9, 10, 11, 12));
    await longer.close();
    const read = await openMrc(await openFile(path('a.mrc'), 'read'));
    expect((await read.readSection(0)).data).toEqual(Uint16Array.of(1, 20, 300, 4000, 50000, 6));
    expect((await read.readSection(1)).data).toEqual(Uint16Array.of(7, 8, 9, 10, 11, 12));
    await expect(read.appendSection(new Uint16Array(6))).rejects.toMatchObject({
      code: expect.stringMatching(/^file-/),
    });
    await read.close();
    expect(readFileSync(path('a.mrc'))).toHaveLength(1024 + 24);
  });

  test('is never overwritten by creating it', async () => {
    writeFileSync(path('b.mrc'), 'precious');
    await expect(openFile(path('b.mrc'), 'create')).rejects.toMatchObject({
      code: 'file-exists',
      message: expect.stringContaining('b.mrc'),
    });
    expect(readFileSync(path('b.mrc'), 'utf8')).toBe('precious');
  });

  test('that is not there is missing, for reading and for writing', async () => {
    for (const mode of ['read', 'write'] as const) {
      await expect(openFile(path('c.mrc'), mode)).rejects.toMatchObject({ code: 'file-missing' });
    }
  });

  test('gives as many bytes as it has', async () => {
    writeFileSync(path('d'), 'abcdefg');
    const file = await openFile(path('d'), 'write');
    expect(await file.read(2, 3)).toEqual(Uint8Array.from(Buffer.from('cde')));
    expect(await file.read(5, 9)).toEqual(Uint8Array.from(Buffer.from('fg')));
    expect(await file.read(8, 1)).toEqual(new Uint8Array(0));
    await file.truncate(4);
    await file.write(6, Uint8Array.of(0x7a));
    expect([await file.size(), readFileSync(path('d'), 'latin1')]).toEqual([7, 'abcd\0\0z']);
    await file.close();
  });

  test('fills the memory that it is given as far as it reaches, and leaves the rest of it alone', async () => {
    writeFileSync(path('e'), 'hijklmn');
    const file = await openFile(path('e'), 'read');
    const buffer = Uint8Array.from(Buffer.from('......'));
    expect(await file.readInto(4, buffer.subarray(1))).toBe(3);
    expect(Buffer.from(buffer).toString()).toBe('.lmn..');
    expect(await file.readInto(1, buffer.subarray(0, 2))).toBe(2);
    expect(Buffer.from(buffer).toString()).toBe('ijmn..');
    expect(await file.readInto(9, buffer)).toBe(0);
    await file.close();
    await expect(file.readInto(0, buffer)).rejects.toMatchObject({
      code: 'file-io',
      message: expect.stringContaining('read '),
    });
  });

  test('says what was being done when the system refuses', async () => {
    const file = await openFile(path('d'), 'read');
    await file.close();
    await expect(file.size()).rejects.toMatchObject({ code: 'file-io', message: expect.stringContaining('size of') });
  });
});

describe('a write of which the system takes only a part', () => {
  const bytes = Uint8Array.from({ length: 11 }, (_, at) => 40 + at);

  test('is gone on with', async () => {
    const disk = new Uint8Array(20);
    await writeAll(
      {
        write: async (source, from, length, position) => {
          const taken = Math.min(length, 4);
          disk.set(source.subarray(from, from + taken), position);
          return { bytesWritten: taken };
        },
      },
      5,
      bytes,
    );
    expect(disk.slice(5, 16)).toEqual(bytes);
    expect([disk[4], disk[16]]).toEqual([0, 0]);
  });

  test('and then nothing more is an error with the numbers', async () => {
    let left = 7;
    const write = async (_: Uint8Array, __: number, length: number) => {
      const bytesWritten = Math.min(length, left);
      left -= bytesWritten;
      return { bytesWritten };
    };
    await expect(writeAll({ write }, 0, bytes)).rejects.toThrow('only 7 of 11 bytes');
  });
});

test('a read of which the system gives only a part is gone on with', async () => {
  const disk = Uint8Array.from({ length: 17 }, (_, at) => 60 + at);
  const read = async (bytes: Uint8Array, into: number, length: number, position: number) => {
    const given = disk.subarray(position, position + Math.min(length, 5));
    bytes.set(given, into);
    return { bytesRead: given.length };
  };
  const buffer = new Uint8Array(13);
  expect(await fill({ read }, 3, buffer)).toBe(13);
  expect(buffer).toEqual(disk.slice(3, 16));
  expect(await fill({ read }, 9, buffer)).toBe(8);
});

test('a file in memory does what a file on disk does', async () => {
  const size = fc.nat(40);
  const content = fc.uint8Array({ maxLength: 20 });
  const step = fc.oneof(
    fc.record({ act: fc.constant('write' as const), at: size, bytes: content }),
    fc.record({ act: fc.constant('read' as const), at: size, length: size }),
    fc.record({ act: fc.constant('fill' as const), at: size, length: size }),
    fc.record({ act: fc.constant('truncate' as const), to: size }),
  );
  let files = 0;
  await fc.assert(
    fc.asyncProperty(content, fc.array(step, { maxLength: 12 }), async (start, steps) => {
      const name = path(`model ${files++}`);
      writeFileSync(name, start);
      const pair = [memoryFile(start), await openFile(name, 'write')] as const;
      for (const one of steps) {
        if (one.act === 'write') for (const file of pair) await file.write(one.at, one.bytes);
        else if (one.act === 'truncate') for (const file of pair) await file.truncate(one.to);
        else if (one.act === 'fill') {
          const [inMemory, onDisk] = await Promise.all(pair.map((file) => filled(file, one)));
          expect(inMemory).toEqual(onDisk);
        } else expect(await pair[0].read(one.at, one.length)).toEqual(await pair[1].read(one.at, one.length));
        expect(await pair[0].size()).toBe(await pair[1].size());
      }
      expect(pair[0].bytes()).toEqual(new Uint8Array(readFileSync(name)));
      await pair[1].close();
    }),
    { numRuns: 150 },
  );
});

async function filled(file: ReadableInto, { at, length }: { readonly at: number; readonly length: number }) {
  const buffer = new Uint8Array(length).fill(255);
  return { read: await file.readInto(at, buffer), buffer };
}
