import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { openMrc } from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import { decode } from 'jpeg-js';
import { describe, expect, test } from 'vitest';
import { inSession } from '../session.ts';

/** What a TIFF directory says, by tag. */
function tiffDirectory(file: Uint8Array): Map<number, number> {
  const view = new DataView(file.buffer, file.byteOffset);
  const at = view.getUint32(4, true);
  return new Map(
    Array.from({ length: view.getUint16(at, true) }, (_, i) => {
      const entry = at + 2 + 12 * i;
      const short = view.getUint16(entry + 2, true) === 3;
      const value = short ? view.getUint16(entry + 8, true) : view.getUint32(entry + 8, true);
      return [view.getUint16(entry, true), value];
    }),
  );
}

/** The grey values of a JPEG file. */
function greyOf(file: Uint8Array) {
  const { width, height, data } = decode(file, { useTArray: true });
  return { widthPx: width, heightPx: height, pixels: data.filter((_, at) => at % 4 === 0) };
}

describe('pictures of a buffer', () => {
  const ramp = {
    width: 16,
    height: 8,
    type: 1,
    data: Int16Array.from({ length: 128 }, (_, i) => 10 * (i % 16) - 40),
  } as const;

  test('a snapshot of what is shown is a JPEG of the whole image in the contrast of the screen', () =>
    inSession({}, async ({ client, dir }) => {
      await client.putImage('C', ramp);
      await client.call('Show', 'C');
      await client.call('SnapshotToFile', 0, 0, 0, 'JPG', 'JPG', 'shown.jpg');
      const { widthPx, heightPx, pixels } = greyOf(await readFile(join(dir, 'shown.jpg')));
      expect([widthPx, heightPx]).toEqual([16, 8]);
      expect(pixels[0]!).toBeLessThan(12);
      expect(pixels[7]!).toBeGreaterThan(105);
      expect(pixels[7]!).toBeLessThan(135);
      expect(pixels[15]!).toBeGreaterThan(243);
    }));

  test('a TIFF holds bytes of a snapshot, and the counts of an image that is saved', () =>
    inSession({}, async ({ client, dir }) => {
      await client.putImage('C', ramp);
      await client.call('Show', 'C');
      await client.call('SnapshotToFile', 1, 0, 0, 'TIF', 'NONE', 'shown.tif');
      const shown = tiffDirectory(await readFile(join(dir, 'shown.tif')));
      expect([256, 257, 258, 259, 339].map((tag) => shown.get(tag))).toEqual([16, 8, 8, 1, 1]);
      await client.call('SaveToOtherFile', 'C', 'TIF', 'ZIP', 'counts.tif');
      const file = await readFile(join(dir, 'counts.tif'));
      const saved = tiffDirectory(file);
      expect([256, 257, 258, 259, 339].map((tag) => saved.get(tag))).toEqual([16, 8, 16, 8, 2]);
      const strip = inflateSync(file.subarray(saved.get(273)!, saved.get(273)! + saved.get(279)!));
      expect(new Int16Array(new Uint8Array(strip).buffer)).toEqual(ramp.data);
    }));

  test('an image is saved to an MRC file of its own, and the current file stays the current one', () =>
    inSession({}, async ({ client, dir }) => {
      await client.call('OpenNewFile', 'series.mrc');
      await client.putImage('C', ramp);
      await client.call('SaveToOtherFile', 'C', 'MRC', 'NONE', 'one.mrc');
      const file = await openFile(join(dir, 'one.mrc'), 'read');
      const stack = await openMrc(file);
      // Files have the bottom row first; all rows of the ramp are the same.
      expect((await stack.readSection(0)).data).toEqual(ramp.data);
      await file.close();
      expect(await client.call('ReportFileZsize')).toBe(0);
      await expect(client.call('SaveToOtherFile', 'C', 'MRC', 'NONE', 'series.mrc')).rejects.toThrow(/is open/);
    }));

  test('what cannot be written is refused by name', () =>
    inSession({}, async ({ client }) => {
      await expect(client.call('SnapshotToFile', 0, 0, 0, 'JPG', 'JPG', 'a.jpg')).rejects.toThrow(/no image/);
      await client.putImage('A', ramp);
      await expect(client.call('SnapshotToFile', 0.5, 0, 0, 'JPG', 'JPG', 'a.jpg')).rejects.toThrow(/at least 1/);
      await expect(client.call('SnapshotToFile', 0, 0, 0, 'MRC', 'NONE', 'a.mrc')).rejects.toThrow(/cannot be an MRC/);
      await expect(client.call('SnapshotToFile', 0, 0, 0, 'PNG', 'NONE', 'a.png')).rejects.toThrow(/PNG is not one/);
      await expect(client.call('SaveToOtherFile', 'A', 'TIF', 'LZW', 'a.tif')).rejects.toThrow(/LZW/);
      await expect(client.call('SaveToOtherFile', 'A', 'HDF', 'NONE', 'a.hdf')).rejects.toThrow(/HDF/);
      await expect(client.call('SnapshotToFile', 0, 0, 0, 'JPG', 'JPG', '../a.jpg')).rejects.toThrow(/outside/);
    }));
});
