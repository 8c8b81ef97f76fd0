import { createHash } from 'node:crypto';
import { memoryFile, type ReadableInto } from '@pacetomo/em-files';
import { expect, test } from 'vitest';
import { checkedCopy } from '../../src/finish/checkedCopy.ts';

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);

test('chunks that are given while others are written lie in the order in which they were given', async () => {
  const memory = memoryFile();
  const begun: (() => void)[] = [];
  const file: ReadableInto = {
    ...memory,
    write: async (offset, chunk) => {
      await new Promise<void>((later) => begun.push(later));
      await memory.write(offset, chunk);
    },
  };
  const sum = createHash('sha256');
  const copy = checkedCopy(file, 'new.mrc', sum);
  const writing = [copy.append(bytes(1, 2, 3)), copy.append(bytes(4)), copy.append(bytes(5, 6))];
  for (const end of begun.toReversed()) end();
  await Promise.all(writing);
  await copy.finish();
  expect([...memory.bytes()]).toEqual([1, 2, 3, 4, 5, 6]);
  expect(sum.digest('hex')).toBe(
    createHash('sha256')
      .update(bytes(1, 2, 3, 4, 5, 6))
      .digest('hex'),
  );
});

test.each([
  { what: 'are changed on their way', broken: (chunk: Uint8Array) => chunk.map((byte) => byte ^ 1) },
  { what: 'are cut short', broken: (chunk: Uint8Array) => chunk.slice(1) },
])('bytes that $what are found out', async ({ broken }) => {
  const memory = memoryFile();
  const copy = checkedCopy({ ...memory, write: (at, chunk) => memory.write(at, broken(chunk)) }, 'new.mrc');
  await expect(copy.append(bytes(7, 8, 9))).rejects.toMatchObject({ code: 'cannot-write' });
});

test('a file that another program has made longer or shorter is found out', async () => {
  for (const size of [2, 4]) {
    const memory = memoryFile();
    const copy = checkedCopy(memory, 'new.mrc');
    await copy.append(bytes(7, 8, 9));
    await memory.truncate(size);
    await expect(copy.finish()).rejects.toMatchObject({ code: 'cannot-write' });
  }
});

test('the disk is told at the end to have what was written, and its failure is heard of', async () => {
  let flushed = 0;
  const file: ReadableInto = {
    ...memoryFile(),
    write: async () => {},
    readInto: async (_, buffer) => buffer.length,
    size: async () => 40 * 4 * 2 ** 20,
    flush: async () => {
      flushed += 1;
      if (flushed === 2) throw new Error('disk full');
    },
  };
  const chunk = new Uint8Array(4 * 2 ** 20);
  const copy = checkedCopy(file, 'new.mrc');
  for (let n = 0; n < 40; n++) await copy.append(chunk);
  expect(flushed).toBe(0);
  await copy.finish();
  expect(flushed).toBe(1);
  await expect(copy.finish()).rejects.toThrow('disk full');
});
