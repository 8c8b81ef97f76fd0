import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMrc, memoryFile } from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { frameScaleOf, tiffWidth } from '../../../src/session/exporting/frameScale.ts';
import { lamella } from '../../exports/lamella.ts';

/** A TIFF file with one directory, behind its image as SerialEM writes it. */
function tiff(width: number, { little, big }: { readonly little: boolean; readonly big: boolean }): Uint8Array {
  const bytes = new Uint8Array(400);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, little ? 0x4949 : 0x4d4d, true);
  view.setUint16(2, big ? 43 : 42, little);
  if (big) {
    view.setUint16(4, 8, little);
    view.setBigUint64(8, 200n, little);
    view.setBigUint64(200, 2n, little);
  } else {
    view.setUint32(4, 200, little);
    view.setUint16(200, 2, little);
  }
  const [first, entry, valueAt] = big ? [208, 20, 12] : [202, 12, 8];
  view.setUint16(first, 254, little);
  view.setUint16(first + entry, 256, little);
  view.setUint16(first + entry + 2, 4, little);
  view.setUint32(first + entry + valueAt, width, little);
  return bytes;
}

describe('the width of frames', () => {
  test.each([
    ['a TIFF file of a PC', { little: true, big: false }],
    ['a TIFF file of another computer', { little: false, big: false }],
    ['a BigTIFF file, as EER files are', { little: true, big: true }],
  ])('stands in %s', async (_, kind) => {
    expect(await tiffWidth(memoryFile(tiff(11_520, kind)))).toBe(11_520);
  });

  test('is not made up for a file that is none', async () => {
    expect(await tiffWidth(memoryFile(new Uint8Array(8)))).toBeNull();
    expect(await tiffWidth(memoryFile(new Uint8Array(4000).fill(7)))).toBeNull();
    expect(await tiffWidth(memoryFile(tiff(100, { little: true, big: false }).subarray(0, 150)))).toBeNull();
  });
});

describe('pixels of frames along a pixel of the stack', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pacetomo-scale-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const seriesOf = (file: string, width: number) => {
    const [image] = lamella.images;
    return { ...lamella, size: { width, height: width }, images: [{ ...image!, frames: { file, count: 10 } }] };
  };

  test('are two for super-resolution beside counting images', async () => {
    writeFileSync(join(folder, 'a.tif'), tiff(11_520, { little: true, big: false }));
    expect(await frameScaleOf(seriesOf('a.tif', 5760), folder)).toBe(2);
    expect(await frameScaleOf(seriesOf('a.tif', 2880), folder)).toBe(4);
    expect(await frameScaleOf(seriesOf('a.tif', 11_520), folder)).toBe(1);
  });

  test('are read from an MRC file too, and not believed where they make no sense', async () => {
    const file = await openFile(join(folder, 'b.mrc'), 'create');
    const stack = await createMrc(file, { width: 96, height: 4, mode: 1, pixelSizeA: 1 });
    await stack.appendSection(new Int16Array(96 * 4));
    await file.close();
    expect(await frameScaleOf(seriesOf('b.mrc', 48), folder)).toBe(2);
    expect(await frameScaleOf(seriesOf('b.mrc', 37), folder)).toBeNull();
    expect(await frameScaleOf(seriesOf('missing.mrc', 48), folder)).toBeNull();
  });
});
