import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { setSkip } from '../../../src/area/editTargets.ts';
import { AreaStore } from '../../../src/session/choosing/areaStore.ts';
import { exampleArea, made } from '../../area/exampleArea.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pacetomo-store-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Saves an area twice, as a refinement does after each target. */
async function saveTwice(store: AreaStore): Promise<void> {
  for (const index of [1, 2]) await store.save(made(setSkip(store.area ?? exampleArea(), index, true)));
}

test('however often an area is saved, the file as it was before the session lies beside it', async () => {
  const text = [1, 2, 3].map((n) => `_tgt = 00${n}\ntsfile = lam_ts_00${n}.mrc\nSSX = ${n}\nSSY = 0\n`).join('\n');
  const path = join(folder, 'lam_tgts.txt');
  await writeFile(path, text);
  await writeFile(`${path}~`, 'of last week');
  await saveTwice(await AreaStore.at(path));
  expect(await readFile(`${path}~`, 'utf8')).toBe(text);
});

test('a new area had no file before, so none lies beside it', async () => {
  const store = await AreaStore.in(folder);
  await store.save(exampleArea());
  await saveTwice(store);
  expect(await readdir(folder)).toEqual(['lamella_tgts.txt']);
});
