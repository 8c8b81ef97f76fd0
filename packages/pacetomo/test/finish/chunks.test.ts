import { createHash } from 'node:crypto';
import { EmFileError, memoryFile, type ReadableInto } from '@pacetomo/em-files';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eachChunk, inChunks, type Stretch, sha256OfFile } from '../../src/finish/chunks.ts';
import { MemoryDisk } from './memoryDisk.ts';

const numbered = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => at % 251);

async function gone(file: ReadableInto, stretches: readonly Stretch[], chunkBytes: number): Promise<readonly number[]> {
  const bytes: number[] = [];
  await eachChunk(file, stretches, { chunkBytes }, async (chunk) => void bytes.push(...chunk));
  return bytes;
}

describe('stretches of a file', () => {
  test('are cut into chunks that are no longer than wanted and leave nothing out', () => {
    const stretches = [
      { offset: 40, bytes: 7 },
      { offset: 3, bytes: 0 },
      { offset: 0, bytes: 3 },
    ];
    expect([...inChunks(stretches, 3)]).toEqual([
      { offset: 40, bytes: 3 },
      { offset: 43, bytes: 3 },
      { offset: 46, bytes: 1 },
      { offset: 0, bytes: 3 },
    ]);
  });

  test('come in their order, whatever the size of chunks', async () => {
    const stretch = fc.record({ offset: fc.integer({ min: 0, max: 300 }), bytes: fc.integer({ min: 0, max: 200 }) });
    const content = numbered(500);
    await fc.assert(
      fc.asyncProperty(fc.array(stretch), fc.integer({ min: 1, max: 260 }), async (stretches, chunkBytes) => {
        const wanted = stretches.flatMap(({ offset, bytes }) => [...content.slice(offset, offset + bytes)]);
        expect(await gone(memoryFile(content), stretches, chunkBytes)).toEqual(wanted);
      }),
    );
  });

  test('are read ahead: while one chunk is used the next two are on their way', async () => {
    const log: string[] = [];
    const memory = memoryFile(numbered(12));
    const file: ReadableInto = {
      ...memory,
      readInto: (offset, buffer) => {
        log.push(`read ${offset}`);
        return memory.readInto(offset, buffer);
      },
    };
    await eachChunk(file, [{ offset: 0, bytes: 12 }], { chunkBytes: 3 }, async (chunk) => {
      log.push(`use ${chunk[0]}`);
    });
    expect(log).toEqual(['read 0', 'read 3', 'read 6', 'use 0', 'read 9', 'use 3', 'use 6', 'use 9']);
  });

  test('that the file does not have are an error, after the chunks before them were used', async () => {
    const used: number[] = [];
    const reading = eachChunk(memoryFile(numbered(8)), [{ offset: 0, bytes: 9 }], { chunkBytes: 3 }, async (chunk) => {
      used.push(chunk.length);
    });
    await expect(reading).rejects.toThrow(EmFileError);
    expect(used).toEqual([3, 3]);
  });

  test('are given up before the next chunk, with the reason of the signal', async () => {
    const ending = new AbortController();
    let used = 0;
    const going = { chunkBytes: 2, signal: ending.signal };
    const reading = eachChunk(memoryFile(numbered(8)), [{ offset: 0, bytes: 8 }], going, async () => {
      used += 1;
      if (used === 2) ending.abort(new Error('enough'));
    });
    await expect(reading).rejects.toThrow('enough');
    expect(used).toBe(2);
  });

  test('whose use fails do not leave a reading behind that nobody waits for', async () => {
    let underWay = 0;
    const memory = memoryFile(numbered(8));
    const file: ReadableInto = {
      ...memory,
      readInto: async (offset, buffer) => {
        underWay += 1;
        await new Promise((later) => setImmediate(later));
        underWay -= 1;
        return memory.readInto(offset, buffer);
      },
    };
    const reading = eachChunk(file, [{ offset: 0, bytes: 8 }], { chunkBytes: 2 }, () => {
      throw new Error('no room');
    });
    await expect(reading).rejects.toThrow('no room');
    expect(underWay).toBe(0);
  });
});

test('the SHA-256 of a file is that of all its bytes', async () => {
  const content = numbered(1000);
  const disk = new MemoryDisk(new Map([['data/a.mrc', content]]));
  const told: number[] = [];
  const chunking = { chunkBytes: 300, onBytes: (bytes: number) => void told.push(bytes) };
  expect(await sha256OfFile(disk, 'data/a.mrc', chunking)).toBe(createHash('sha256').update(content).digest('hex'));
  expect(told).toEqual([300, 300, 300, 100]);
  expect(disk.largestPiece).toBe(300);
});
