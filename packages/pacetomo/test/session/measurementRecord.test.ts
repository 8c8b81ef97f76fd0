import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRecordFile } from '../../src/session/eventRecord.ts';
import { MeasurementRecord } from '../../src/session/measuring/measurementRecord.ts';

const clock = { now: () => new Date(86_400_000), monotonicMs: () => 0 };
const intent = { purpose: 'measure', tiltDeg: 6, position: { x: 0, y: -4 } } as const;

test('there is no permit before the intent is on the disk itself', async () => {
  const done: string[] = [];
  const store = {
    append: async (bytes: Uint8Array) => void done.push(Buffer.from(bytes).toString()),
    sync: async () => void done.push('sync'),
  };
  expect(await new MeasurementRecord(store, clock).intend(intent)).toEqual({});
  expect(done).toEqual([
    '{"t":"1970-01-02T00:00:00.000Z","type":"focus.intent","purpose":"measure","tiltDeg":6,"position":{"x":0,"y":-4}}\n',
    'sync',
  ]);
});

test.each(['append', 'sync'] as const)('there is none at all when %s fails', async (broken) => {
  const store = { append: async () => {}, sync: async () => {} };
  store[broken] = async () => {
    throw new Error('no space left');
  };
  await expect(new MeasurementRecord(store, clock).intend(intent)).rejects.toMatchObject({
    code: 'cannot-write',
    message: expect.stringContaining('no space left'),
  });
});

test('every measurement gets a file of its own', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pacetomo-records-'));
  const inside = join(folder, 'made', 'when needed');
  await createRecordFile(inside, 'geometry');
  expect(await createRecordFile(inside, 'geometry')).toBe(join(inside, 'geometry_02.jsonl'));
  await createRecordFile(inside, 'tilt-axis-offset');
  expect(readdirSync(inside).toSorted()).toEqual([
    'geometry_01.jsonl',
    'geometry_02.jsonl',
    'tilt-axis-offset_01.jsonl',
  ]);
  writeFileSync(join(folder, 'file'), '');
  await expect(createRecordFile(join(folder, 'file'), 'geometry')).rejects.toMatchObject({ code: 'cannot-write' });
  rmSync(folder, { recursive: true });
});
