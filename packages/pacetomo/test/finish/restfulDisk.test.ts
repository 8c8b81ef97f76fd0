import { memoryFile, type ReadableInto } from '@pacetomo/em-files';
import { beforeEach, expect, test } from 'vitest';
import { diskFiles } from '../../src/finish/finishFiles.ts';
import { restfulDisk } from '../../src/finish/restfulDisk.ts';

const pace = { share: 0.25, stintMs: 60, longestRestMs: 4000 };
let nowMs = 0;
let restedMs: number[] = [];
let done: string[] = [];
const clock = {
  now: () => nowMs,
  wait: async (ms: number) => {
    restedMs.push(ms);
    nowMs += ms;
    done.push('rest');
  },
};

/** A file on which everything takes 20 ms of the clock. */
function slowFile(): ReadableInto {
  const memory = memoryFile(new Uint8Array(100));
  const taking = async <Result>(what: string, work: Promise<Result>): Promise<Result> => {
    nowMs += 20;
    done.push(what);
    return work;
  };
  return {
    ...memory,
    read: (offset, length) => taking('read', memory.read(offset, length)),
    write: (offset, bytes) => taking('write', memory.write(offset, bytes)),
    flush: () => taking('flush', memory.flush()),
    close: async () => void done.push('close'),
  };
}

const opened = (): Promise<ReadableInto> =>
  restfulDisk({ ...diskFiles, open: async () => slowFile() }, pace, clock).open('a.mrc', 'create');

beforeEach(() => {
  nowMs = 0;
  restedMs = [];
  done = [];
});

test('a quarter of the time is worked', async () => {
  const file = await opened();
  for (let n = 0; n < 300; n++) await file.read(0, 10);
  expect(restedMs.reduce((sum, ms) => sum + ms, 0) / nowMs).toBeCloseTo(0.75, 2);
  expect(Math.max(...restedMs)).toBeLessThan(200);
});

test('what was written is flushed before each rest, and a file that was closed is not', async () => {
  const file = await opened();
  for (let n = 0; n < 4; n++) await file.write(0, new Uint8Array(1));
  expect(done).toEqual(['write', 'write', 'write', 'flush', 'rest', 'write']);
  await file.close();
  const other = await opened();
  for (let n = 0; n < 4; n++) await other.read(0, 1);
  expect(done.filter((what) => what === 'flush')).toHaveLength(1);
});

test('all that goes on at once rests at once', async () => {
  const file = await opened();
  nowMs += 70;
  await Promise.all([file.read(0, 1), file.read(0, 1), file.write(0, new Uint8Array(1))]);
  expect(done).toEqual(['rest', 'read', 'read', 'write']);
});

test('time in which something else was waited for is not paid for', async () => {
  const file = await opened();
  nowMs += 3_600_000;
  await file.read(0, 1);
  expect(restedMs).toEqual([4000]);
});

test('a disk that is full is heard of', async () => {
  const broken = { ...slowFile(), flush: () => Promise.reject(new Error('no room')) };
  const file = await restfulDisk({ ...diskFiles, open: async () => broken }, pace, clock).open('a.mrc', 'create');
  await file.write(0, new Uint8Array(1));
  nowMs += 100;
  await expect(file.write(0, new Uint8Array(1))).rejects.toThrow('no room');
});
