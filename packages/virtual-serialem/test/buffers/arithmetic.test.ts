import { describe, expect, test } from 'vitest';
import { filtered } from '../../src/buffers/fourierFilter.ts';
import { inSession } from '../session.ts';

const a = { width: 3, height: 2, type: 1, data: Int16Array.of(2, 4, 6, 8, 10, -12) } as const;
const b = { width: 3, height: 2, type: 2, data: Float32Array.of(1, 2, 3, 0, 5, 4) } as const;

describe('calculating with images', () => {
  test('sum, difference, product and quotient are floating-point images; nothing is divided by nothing', () =>
    inSession({}, async ({ client }) => {
      await client.putImage('M', a);
      await client.putImage('N', b);
      const result = async (command: 'AddImages' | 'SubtractImages' | 'MultiplyImages' | 'DivideImages') => {
        await client.call(command, 'M', 'N', 'P');
        return (await client.bufferImage('P'))?.data;
      };
      expect(await result('AddImages')).toEqual(Float32Array.of(3, 6, 9, 8, 15, -8));
      expect(await result('SubtractImages')).toEqual(Float32Array.of(1, 2, 3, 8, 5, -16));
      expect(await result('MultiplyImages')).toEqual(Float32Array.of(2, 8, 18, 0, 50, -48));
      expect(await result('DivideImages')).toEqual(Float32Array.of(2, 2, 2, 0, 2, -3));
      await client.putImage('O', { width: 2, height: 3, type: 1, data: new Int16Array(6) });
      await expect(client.call('AddImages', 'M', 'O')).rejects.toThrow(/3 by 2 and of 2 by 3 cannot be combined/);
    }));

  test('without an output buffer the result is in A and what was there in B', () =>
    inSession({}, async ({ client }) => {
      await client.putImage('A', a);
      await client.putImage('N', b);
      await client.call('AddImages', 'A', 'N');
      expect((await client.bufferImage('B'))?.data).toEqual(a.data);
    }));

  test('an image is scaled, in its own type if that is wanted', () =>
    inSession({}, async ({ client }) => {
      await client.putImage('M', a);
      await client.call('ScaleImage', 'M', 1.25, -3, 'P');
      expect((await client.bufferImage('P'))?.data).toEqual(Float32Array.of(-0.5, 2, 4.5, 7, 9.5, -18));
      await client.call('ScaleImage', 'M', 10_000, 1, 'P', 1);
      expect((await client.bufferImage('P'))?.data).toEqual(Int16Array.of(20001, 32767, 32767, 32767, 32767, -32768));
      await client.call('ConvertToBytes', 'M', -12, 10);
      expect((await client.bufferImage('M'))?.data).toEqual(Uint8Array.of(162, 185, 209, 232, 255, 0));
      await expect(client.call('ConvertToBytes', 'P', 3)).rejects.toThrow(/both values/);
    }));

  test('an image is turned, and has no stage coordinates any more', () =>
    inSession({}, async ({ client }) => {
      await client.putImage('A', a);
      await client.call('Rotate90CW', 'A');
      expect(await client.bufferImage('A')).toMatchObject({
        width: 2,
        height: 3,
        data: Int16Array.of(8, 2, 10, 4, -12, 6),
      });
      await client.call('Rotate90CCW', 'A');
      expect((await client.bufferImage('A'))?.data).toEqual(a.data);
      await client.call('AddStagePosAsNavPoint', 0, 0, 0);
      expect(await client.call('ReportItemImageCoords', 1, 'A')).toEqual([0, 0, -1]);
    }));

  test('a filter lets waves pass by their frequency', () => {
    const [widthPx, heightPx] = [96, 64];
    const waves = (periods: readonly number[]) =>
      Float32Array.from({ length: widthPx * heightPx }, (_, i) =>
        periods.reduce((sum, period) => sum + Math.cos((2 * Math.PI * (i % widthPx)) / period), 5),
      );
    const image = { widthPx, heightPx, pixels: waves([32, 4]) };
    const low = filtered(image, { highPassSigma: 0, radius1: 0, radius2: 0.1, lowPassSigma: 0.02 });
    const expected = waves([32]);
    low.pixels.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 3);
    });
    const high = filtered(image, { highPassSigma: 0.02, radius1: 0.2, radius2: 0.5, lowPassSigma: 0 });
    high.pixels.forEach((value, i) => {
      expect(value).toBeCloseTo(Math.cos((2 * Math.PI * (i % widthPx)) / 4), 3);
    });
  });
});

describe('measuring images', () => {
  test('the mean of a rectangle and of a circle of A, ends included', () =>
    inSession({}, async ({ client }) => {
      const data = Int16Array.from({ length: 35 }, (_, i) => i);
      await client.putImage('A', { width: 7, height: 5, type: 1, data });
      expect(await client.call('SubareaMean', 1, 2, 0, 1)).toBe((1 + 2 + 8 + 9) / 4);
      expect(await client.call('CircularSubareaMean', 3, 2, 1)).toBe(17);
      await expect(client.call('SubareaMean', 1, 7, 0, 1)).rejects.toThrow(/not inside the image of 7 by 5/);
      await expect(client.call('CircularSubareaMean', 1, 2, 2)).rejects.toThrow(/not inside/);
    }));

  test('electrons per pixel come from the counts of the camera', () =>
    inSession({}, async ({ client }) => {
      await client.call('R');
      const [least, most, mean, deviation, rate] = await client.call('ElectronStats', 'A');
      const [counts] = [await client.call('ReportMeanCounts')].flat().map(Number);
      const [, , binning, exposureS] = await client.call('ImageProperties', 'A');
      expect(mean).toBeCloseTo(counts! / 0.01, 3);
      expect(rate).toBeCloseTo(mean! / (exposureS! * binning! ** 2), 6);
      expect(least).toBeLessThanOrEqual(mean!);
      expect(most).toBeGreaterThanOrEqual(mean!);
      expect(deviation).toBeGreaterThanOrEqual(0);
    }));

  test('an image tells its low-dose set, and that nobody has set a marker in it', () =>
    inSession({}, async ({ client }) => {
      await client.call('V');
      expect(await client.call('ImageLowDoseSet', 'A')).toEqual([0, 1]);
      expect(await client.call('ImageMarkerPosition', 'A')).toEqual([-1, -1]);
      await client.call('ImageMetadataToVar', 'A', 'meta');
      expect(String(await client.call('GetVariable', 'meta'))).toMatch(/\nMagIndex = 17\n/);
    }));
});
