import { join } from 'node:path';
import { createMrc } from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import { expect, test } from 'vitest';
import { inSession } from '../session.ts';

/** What another program leaves: an MRC file without an mdoc. */
async function write(
  path: string,
  side: number,
  pixelSizeA: number,
  titles: readonly string[] = [],
  pixels = new Float32Array(side * side),
): Promise<void> {
  const file = await openFile(path, 'create');
  const stack = await createMrc(file, { width: side, height: side, mode: 2, pixelSizeA, labels: titles });
  await stack.appendSection(pixels);
  await file.close();
}

test('the pixel size of an image without mdoc is that of its header, its binning the one that fills the camera', () =>
  inSession({}, async ({ client, dir }) => {
    await write(join(dir, 'cropped.mrc'), 8, 86.4);
    await client.call('ReadOtherFile', 0, 'O', 'cropped.mrc');
    const [width, height, binning, , pixelSizeNm] = await client.call('ImageProperties', 'O');
    expect([width, height, binning]).toEqual([8, 8, 4]);
    expect(pixelSizeNm).toBeCloseTo(8.64, 5);
  }));

test('an image without mdoc has the binning in its second title, or that of Record if it has the size of Record', () =>
  inSession({}, async ({ client, dir }) => {
    await write(join(dir, 'titled.mrc'), 8, 20, ['', 'Tilt axis angle = 85.3, binning = 2  spot = 5  camera = 0']);
    await client.call('ReadOtherFile', 0, 'O', 'titled.mrc');
    expect((await client.call('ImageProperties', 'O'))[2]).toBe(2);
    await client.call('SetCameraArea', 'R', 'H');
    await write(join(dir, 'recordSized.mrc'), 16, 20);
    await client.call('ReadOtherFile', 0, 'O', 'recordSized.mrc');
    expect((await client.call('ImageProperties', 'O'))[2]).toBe(1);
  }));

test('a binned image of another program is aligned to in its own scale', () =>
  inSession({ scenario: 'lamella' }, async ({ client, dir }) => {
    await client.call('R');
    const taken = await client.bufferImage('A');
    const side = Math.min(taken!.width, taken!.height) / 4;
    const [left, top] = [(taken!.width - 4 * side) / 2, (taken!.height - 4 * side) / 2];
    const binned = new Float32Array(side * side);
    for (let y = 0; y < 4 * side; y++) {
      for (let x = 0; x < 4 * side; x++) {
        const at = (side - 1 - Math.floor(y / 4)) * side + Math.floor(x / 4);
        binned[at] = (binned[at] ?? 0) + (taken!.data[(top + y) * taken!.width + left + x] ?? 0);
      }
    }
    await write(join(dir, 'binned.mrc'), side, 86.4, [], binned);
    await client.call('ImageShiftByMicrons', 0.2, -0.1);
    await client.call('R');
    await client.call('ReadOtherFile', 0, 'O', 'binned.mrc');
    await client.call('AlignTo', 'O');
    const [xUm, yUm] = (await client.call('ReportSpecimenShift'))!;
    expect(Math.hypot(xUm, yUm)).toBeLessThan(0.03);
  }));
