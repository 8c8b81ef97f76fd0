import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMrc } from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { diskFiles } from '../../../src/finish/finishFiles.ts';
import { checkFrames } from '../../../src/session/exporting/frameCheck.ts';
import { lamella } from '../../exports/lamella.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pacetomo-frames-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A series of images with these frame files, ten frames each as its mdoc says. */
const seriesWith = (...files: readonly (string | null)[]) => {
  const [image] = lamella.images;
  return {
    ...lamella,
    images: files.map((file) => ({ ...image!, frames: file === null ? null : { file, count: 10 } })),
  };
};

const write = (file: string, content: Uint8Array): void => writeFileSync(join(folder, file), content);

/** A TIFF file of empty pages. */
function tiff(pages: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 + 6 * pages));
  view.setUint16(0, 0x4949);
  view.setUint16(2, 42, true);
  for (let page = 0; page < pages; page++) view.setUint32(page === 0 ? 4 : 4 + 6 * page, 8 + 6 * page, true);
  return new Uint8Array(view.buffer);
}

async function writeMrc(file: string, frames: number): Promise<void> {
  const open = await openFile(join(folder, file), 'create');
  const stack = await createMrc(open, { width: 4, height: 4, mode: 1, pixelSizeA: 1 });
  for (let frame = 0; frame < frames; frame++) await stack.appendSection(new Int16Array(16));
  await open.close();
}

test('frames that are all there are nothing to write of', async () => {
  write('a.tif', tiff(10));
  await writeMrc('b.mrc', 10);
  write('c.eer', tiff(343)); // may hold more than SerialEM counts
  expect(await checkFrames(seriesWith('a.tif', 'b.mrc', 'c.eer'), folder, diskFiles)).toEqual({
    found: ['a.tif', 'b.mrc', 'c.eer'],
    missing: [],
    notes: [],
  });
});

test('files that hold fewer frames than the mdoc says are named, with both numbers', async () => {
  write('a.tif', tiff(7));
  await writeMrc('b.mrc', 9);
  const { missing, notes } = await checkFrames(seriesWith('a.tif', 'b.mrc'), folder, diskFiles);
  expect(missing).toEqual([]);
  expect(notes).toEqual([
    expect.stringMatching(/^a\.tif .* holds 7 frames, and its mdoc says 10\.$/),
    expect.stringMatching(/^b\.mrc .* holds 9 frames, and its mdoc says 10\.$/),
  ]);
});

test('files that cannot be read to their end are named', async () => {
  write('a.tif', tiff(10).subarray(0, 40));
  write('b.mrc', new Uint8Array(100));
  const { notes } = await checkFrames(seriesWith('a.tif', 'b.mrc'), folder, diskFiles);
  expect(notes).toHaveLength(2);
  for (const note of notes) expect(note).toMatch(/cannot be read to (its|their) end/);
});

test('files that are missing or empty are named, and images without frames counted', async () => {
  write('a.tif', tiff(10));
  write('b.tif', new Uint8Array(0));
  const { missing, notes } = await checkFrames(seriesWith('a.tif', 'b.tif', 'c.tif', null), folder, diskFiles);
  expect(missing).toEqual(['b.tif', 'c.tif']);
  expect(notes).toHaveLength(2);
  expect(notes.join(' ')).toMatch(/2 of 4 frame files .* are not in .* b\.tif/);
  expect(notes.join(' ')).toMatch(/1 of 4 images .* no frames/);
});

test('two images with one name of frames are told of', async () => {
  write('a.tif', tiff(10));
  const { notes } = await checkFrames(seriesWith('a.tif', 'a.tif'), folder, diskFiles);
  expect(notes.join(' ')).toMatch(/Two images .* a\.tif/);
});
