import { expect, test } from 'vitest';
import { inSession } from '../session.ts';

const twelve = { width: 4, height: 3, type: 1, data: Int16Array.of(1, 2, 3, 4, 5, 6, 7, 8, -9, 10, 11, 12) } as const;

test('an image put into A rolls the buffers, into another one it does not', () =>
  inSession({}, async ({ client }) => {
    await client.putImage('A', twelve);
    await client.putImage('A', { ...twelve, data: twelve.data.map((v) => v * 2) });
    expect((await client.bufferImage('B'))?.data).toEqual(twelve.data);
    await client.putImage('M', { width: 2, height: 1, type: 6, data: Uint16Array.of(40000, 7) });
    expect(await client.bufferImage('M')).toMatchObject({ type: 6, data: Uint16Array.of(40000, 7) });
    expect((await client.bufferImage('A'))?.data[3]).toBe(8);
    expect(await client.bufferImage('N')).toBeNull();
  }));

test('a copy has everything, its alignment shift too', () =>
  inSession({}, async ({ client }) => {
    await client.call('R');
    await client.call('Copy', 'A', 'O');
    await client.call('ImageShiftByMicrons', 0.15, 0);
    await client.call('R');
    await client.call('AlignTo', 'O', 1);
    const shift = await client.call('ReportAlignShift');
    await client.call('Copy', 'A', 'P');
    await client.call('R');
    expect((await client.call('ReportAlignShift'))![0]).toBeCloseTo(0, 9);
    await client.call('Copy', 'P', 'A');
    expect(await client.call('ReportAlignShift')).toEqual(shift);
    await expect(client.call('Copy', 'A', 'A')).rejects.toThrow(/to itself/);
    await expect(client.call('Copy', 'N', 'A')).rejects.toThrow(/no image in buffer N/);
    await expect(client.call('Copy', 'AF', 'B')).rejects.toThrow(/not the letter of an image buffer/);
  }));

test('the centre is cut out of an image', () =>
  inSession({}, async ({ client }) => {
    await client.putImage('A', twelve);
    await client.call('CropCenterToSize', 'A', 2, 1);
    expect((await client.bufferImage('A'))?.data).toEqual(Int16Array.of(6, 7));
    await expect(client.call('CropCenterToSize', 'B', 5, 1)).rejects.toThrow(/4 by 3 cannot be cropped to 5 by 1/);
  }));

test('a part is cut out of an image, both ends included', () =>
  inSession({}, async ({ client }) => {
    await client.putImage('A', twelve);
    await client.call('CropImage', 'A', 1, 3, 1, 2);
    expect(await client.bufferImage('A')).toMatchObject({
      width: 3,
      height: 2,
      data: Int16Array.of(6, 7, 8, 10, 11, 12),
    });
    await expect(client.call('CropImage', 'A', 0, 3, 0, 1)).rejects.toThrow(/not inside the image/);
  }));

test('a reduced image has the mean of blocks and a larger pixel', () =>
  inSession({}, async ({ client }) => {
    await client.call('R');
    await client.putImage(
      'A',
      { width: 4, height: 2, type: 2, data: Float32Array.of(1, 3, 10, 20, 5, 7, 30, 40) },
      { baseBuffer: 'A' },
    );
    await client.call('ReduceImage', 'A', 2);
    expect(await client.bufferImage('A')).toMatchObject({ width: 2, height: 1, data: Float32Array.of(4, 25) });
    const [, , binning, , pixelSizeNm] = await client.call('ImageProperties', 'A');
    expect([binning, pixelSizeNm]).toEqual([2, 100]);
  }));

test('statistics of an image', () =>
  inSession({}, async ({ client }) => {
    await client.putImage('A', { width: 2, height: 2, type: 1, data: Int16Array.of(2, 4, 4, 10) });
    expect(await client.call('ReportMeanCounts', 'A', 2)).toEqual([5, 3, 2, 10]);
  }));
