import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMrc } from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import { afterEach, beforeEach, expect, test } from 'vitest';

/** As it is installed: TypeScript sources cannot be run by a thread. */
const built = new URL('../../../packages/pacetomo/dist/desk/images/workshop.js', import.meta.url).href;
const { Workshop }: typeof import('../../../packages/pacetomo/src/desk/images/workshop.ts') = await import(built);

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'thread-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('pictures are made in a thread, many at once, and a file that is no image is trouble with a sentence', async () => {
  const file = await openFile(join(folder, 'a.mrc'), 'create');
  const stack = await createMrc(file, { width: 60, height: 40, mode: 1, pixelSizeA: 2.6 });
  await stack.appendSection(new Int16Array(60 * 40).map((_, i) => i));
  await stack.close();
  writeFileSync(join(folder, 'b.mrc'), 'no image');
  const workshop = new Workshop();
  const ask = (name: string) => workshop.do({ kind: 'picture', path: join(folder, name), longestPx: 30 });
  const [one, other, wrong] = await Promise.all([ask('a.mrc'), ask('a.mrc'), ask('b.mrc').catch((error) => error)]);
  expect(one).toEqual(other);
  expect(one).toMatchObject({ widthPx: 30, heightPx: 20 });
  expect(one.grey[0]).toBeGreaterThan(one.grey.at(-1)!); // the lowest row of a file comes first
  expect(wrong).toMatchObject({ name: 'Trouble', code: 'bad-input', message: expect.stringContaining('MRC') });
  await workshop.close();
});

test('holes are found in it too, and work that is given up says so', async () => {
  const workshop = new Workshop();
  const grey = new Uint8Array(256 * 256);
  expect(await workshop.do({ kind: 'holes', widthPx: 256, heightPx: 256, grey, pixelSizeNm: 50 })).toMatchObject({
    kind: 'none',
  });
  const late = workshop.do({ kind: 'holes', widthPx: 256, heightPx: 256, grey, pixelSizeNm: 50 }).catch(String);
  await workshop.close();
  expect(await late).toContain('ended');
});
