import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMrc } from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diskFiles } from '../../../src/finish/finishFiles.ts';
import { frameScaleOf } from '../../../src/session/exporting/frameScale.ts';
import { lamella } from '../../exports/lamella.ts';

/** A TIFF file of one page, its directory behind the image as SerialEM writes it. */
function tiff(width: number): Uint8Array {
  const bytes = new Uint8Array(400);
  const view = new DataView(bytes.buffer);
  for (const [at, value] of [
    [0, 0x4949],
    [2, 42],
    [4, 200],
    [200, 2],
    [202, 254],
    [214, 256],
    [216, 4],
    [222, width],
  ] as const)
    view.setUint16(at, value, true);
  return bytes;
}

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
    writeFileSync(join(folder, 'a.tif'), tiff(11_520));
    expect(await frameScaleOf(seriesOf('a.tif', 5760), folder, diskFiles)).toBe(2);
    expect(await frameScaleOf(seriesOf('a.tif', 2880), folder, diskFiles)).toBe(4);
    expect(await frameScaleOf(seriesOf('a.tif', 11_520), folder, diskFiles)).toBe(1);
  });

  test('are read from an MRC file too, and not believed where they make no sense', async () => {
    const file = await openFile(join(folder, 'b.mrc'), 'create');
    const stack = await createMrc(file, { width: 96, height: 4, mode: 1, pixelSizeA: 1 });
    await stack.appendSection(new Int16Array(96 * 4));
    await file.close();
    expect(await frameScaleOf(seriesOf('b.mrc', 48), folder, diskFiles)).toBe(2);
    expect(await frameScaleOf(seriesOf('b.mrc', 37), folder, diskFiles)).toBeNull();
    expect(await frameScaleOf(seriesOf('missing.mrc', 48), folder, diskFiles)).toBeNull();
  });
});
