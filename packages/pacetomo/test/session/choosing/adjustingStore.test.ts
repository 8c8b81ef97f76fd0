import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { adjusted } from '../../../src/geometry/adjustingTransform.ts';
import { type AdjustingKey, AdjustingStore, type DatedPair } from '../../../src/session/choosing/adjustingStore.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adjusting-'));
});
afterEach(() => rm(folder, { recursive: true }));

const key: AdjustingKey = { viewMagnification: 19, recordMagnification: 31, camera: 1 };

/** Corrections by 0.3, −0.2 µm, one each day. */
const daily = (count: number, firstDay: number): readonly DatedPair[] =>
  Array.from({ length: count }, (_, i) => ({
    at: new Date(Date.UTC(2026, 4, firstDay + i, 9, 30)).toISOString(),
    seen: { x: i - 2, y: 1.5 * (i % 4) },
    found: { x: i - 1.7, y: 1.5 * (i % 4) - 0.2 },
  }));

test('corrections are there again when the folder is opened another day', async () => {
  await new AdjustingStore(join(folder, 'microscopes', 'krios')).add(key, daily(6, 3));
  const again = new AdjustingStore(join(folder, 'microscopes', 'krios'));
  expect(await again.pairs(key)).toEqual(daily(6, 3));
  const fit = await again.transform(key);
  const found = fit.kind === 'transform' ? adjusted(fit.transform, { x: 4, y: 5 }) : null;
  expect(found).toEqual({ x: expect.closeTo(4.3, 9), y: expect.closeTo(4.8, 9) });
});

test('each pair of magnifications, and each camera, has its own', async () => {
  const store = new AdjustingStore(folder);
  await store.add(key, daily(1, 3));
  await store.add({ ...key, viewMagnification: 20 }, daily(2, 5));
  await store.add({ ...key, camera: 2 }, daily(3, 8));
  expect(await store.pairs(key)).toEqual(daily(1, 3));
  expect(await store.pairs({ ...key, viewMagnification: 20 })).toHaveLength(2);
  expect(await store.pairs({ ...key, camera: 2 })).toHaveLength(3);
  expect(await store.transform({ ...key, recordMagnification: 32 })).toMatchObject({ kind: 'refused' });
});

test('the newest forty are kept, in whatever order they come', async () => {
  const store = new AdjustingStore(folder);
  await store.add(key, daily(25, 10));
  await store.add(key, daily(30, 35));
  await store.add(key, daily(4, 1));
  const kept = await store.pairs(key);
  expect(kept.map(({ at }) => at)).toEqual([...daily(25, 10), ...daily(30, 35)].slice(-40).map(({ at }) => at));
});

test('nothing is written for no corrections', async () => {
  await new AdjustingStore(folder).add(key, []);
  expect(await readdir(folder)).toEqual([]);
});

test('a damaged file is said and left alone', async () => {
  const path = join(folder, 'adjusting.json');
  await writeFile(path, '{"version":1,"entries":[{"viewMagn');
  const store = new AdjustingStore(folder);
  await expect(store.add(key, daily(2, 3))).rejects.toThrow(/adjusting\.json cannot be used/);
  expect(await readFile(path, 'utf8')).toBe('{"version":1,"entries":[{"viewMagn');
});
