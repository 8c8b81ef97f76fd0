import type { SerialEmClient } from '@pacetomo/serialem-link';
import type { VirtualSerialEm } from '@pacetomo/virtual-serialem';
import { describe, expect, test } from 'vitest';
import { inSession, quietWith } from '../session.ts';

/** A stage that misses by about a micrometre, and a tilt axis 1.7 µm off. */
const poorStage = quietWith({ stage: { moveErrorUm: 0.9, readbackNm: 40, tiltAxisAtUm: 1.7 } });

/** A View map at a stage position, and the centre of its image on the specimen. */
async function viewMap(client: SerialEmClient, virtual: VirtualSerialEm, x: number, y: number) {
  await client.call('MoveStageTo', x, y);
  await client.call('OpenNewFile', 'view.mrc');
  await client.call('V');
  await client.call('NewMap');
  await client.call('CloseFile');
  return virtual.exposures.at(-1)!.specimenPointUm;
}

/** Where a Record image looks now. */
async function recordedPoint(client: SerialEmClient, virtual: VirtualSerialEm) {
  await client.call('R');
  return virtual.exposures.at(-1)!.specimenPointUm;
}

const lookedBy = (virtual: VirtualSerialEm, from: number) =>
  virtual.exposures.slice(from).map(({ command, area }) => `${command} ${area}`);

describe('realigning to an item', () => {
  test('a point on a View map is found again through images however badly the stage goes', () =>
    inSession({ scenario: poorStage }, async ({ client, virtual }) => {
      const centre = await viewMap(client, virtual, 11, -7);
      // The image is turned by 85.3° and its pixel is 375 nm: 5 px right and 3 px up of the centre.
      const index = Number(await client.call('AddImagePosAsNavPoint', 'A', 21, 13));
      await client.call('MoveStageTo', -30, 25);
      const before = virtual.exposures.length;
      await client.call('RealignToOtherItem', index, 1);
      expect(lookedBy(virtual, before)).toEqual(['RealignToOtherItem view', 'RealignToOtherItem view']);
      const there = await recordedPoint(client, virtual);
      const angle = (85.3 * Math.PI) / 180;
      const [right, up] = [5 * 0.375, 3 * 0.375];
      expect(there.x - centre.x).toBeCloseTo(right * Math.cos(angle) + up * Math.sin(angle), 3);
      expect(there.y - centre.y).toBeCloseTo(-right * Math.sin(angle) + up * Math.cos(angle), 3);
      const [totalX, totalY] = await client.call('GetRealignToItemError');
      expect(Math.hypot(totalX!, totalY!)).toBeGreaterThan(0.05);
    }));

  test('a target near the centre of the map is reached with image shift after one image', () =>
    inSession({ scenario: quietWith({ stage: { moveErrorUm: 0.1 } }) }, async ({ client, virtual }) => {
      const centre = await viewMap(client, virtual, 3, 4);
      await client.call('MoveStageTo', -20, 0);
      const before = virtual.exposures.length;
      await client.call('RealignToOtherItem', 1, 1);
      expect(virtual.exposures.length - before).toBe(1);
      const there = await recordedPoint(client, virtual);
      expect(Math.hypot(there.x - centre.x, there.y - centre.y)).toBeLessThan(0.001);
    }));

  test('a Preview map is found through the View map around it, and then by itself', () =>
    inSession({ scenario: poorStage }, async ({ client, virtual }) => {
      await viewMap(client, virtual, 11, -7);
      await client.call('ImageShiftByMicrons', 1.2, 0.8);
      await client.call('OpenNewFile', 'target.mrc');
      await client.call('L');
      expect(await client.call('NewMap', 0, 'target.mrc')).toBe(2);
      const wanted = virtual.exposures.at(-1)!.specimenPointUm;
      await client.call('CloseFile');
      await client.call('MoveStageTo', -30, 25);
      const before = virtual.exposures.length;
      await client.call('RealignToOtherItem', 2, 1);
      const areas = virtual.exposures.slice(before).map(({ area }) => area);
      expect(areas).toEqual(['view', 'view', 'record']);
      const there = await recordedPoint(client, virtual);
      expect(Math.hypot(there.x - wanted.x, there.y - wanted.y)).toBeLessThan(0.001);
    }));

  test('image shift is replaced by the stage as often as is asked, and left at zero', () =>
    inSession({ scenario: poorStage }, async ({ client, virtual }) => {
      const centre = await viewMap(client, virtual, 2, 1);
      await client.call('RealignToOtherItem', 1, 1, 0, 0.05, 3, 1);
      expect(await client.call('ReportSpecimenShift')).toEqual([0, 0]);
      const there = await recordedPoint(client, virtual);
      // One more move of the stage after the last alignment.
      expect(Math.hypot(there.x - centre.x, there.y - centre.y)).toBeLessThan(4);
      await expect(client.call('RealignToOtherItem', 1, 1, 0, 0.05)).rejects.toThrow(/needs all three values/);
    }));

  test('an item drawn on a map is put into the centre after the map was found', () =>
    inSession({ scenario: poorStage }, async ({ client, virtual }) => {
      const centre = await viewMap(client, virtual, 11, -7);
      const index = Number(await client.call('AddImagePosAsNavPoint', 'A', 16, 12));
      await client.call('MoveStageTo', 0, 0);
      await client.call('RealignToMapDrawnOn', index, 1);
      const there = await recordedPoint(client, virtual);
      expect(Math.hypot(there.x - centre.x, there.y - centre.y)).toBeCloseTo(4 * 0.375, 3);
    }));

  test('an item on no map fails with 4, one on a Preview map only with 5, one drawn nowhere with 8', () =>
    inSession({}, async ({ client }) => {
      await client.call('AddStagePosAsNavPoint', 1, 2, 0);
      await expect(client.call('RealignToOtherItem', 1, 1)).rejects.toThrow(/failed with 4/);
      await expect(client.call('RealignToMapDrawnOn', 1, 1)).rejects.toThrow(/failed with 8/);
      await client.call('OpenNewFile', 'small.mrc');
      await client.call('L');
      await client.call('NewMap');
      await expect(client.call('RealignToOtherItem', 2, 1)).rejects.toThrow(/failed with 5/);
    }));

  test('works on formed images too', () =>
    inSession(
      {
        seed: 6,
        scenario: quietWith({
          camera: { images: 'formed', widthPx: 360, heightPx: 256, sensorPixels: 16, countsPerElectron: 8 },
          alignment: { method: 'images' },
          stage: { moveErrorUm: 0.6 },
          optics: {
            magnifications: [
              { index: 10, magnification: 740, pixelSizeNm: 256 },
              { index: 17, magnification: 4800, pixelSizeNm: 32.8 },
              { index: 28, magnification: 33000, pixelSizeNm: 4.32 },
              { index: 29, magnification: 42000, pixelSizeNm: 3.4 },
            ],
          },
        }),
      },
      async ({ client, virtual }) => {
        await viewMap(client, virtual, 0.5, -0.8);
        await client.call('OpenNewFile', 'target.mrc');
        await client.call('ImageShiftByMicrons', 1.1, -0.7);
        await client.call('L');
        await client.call('NewMap');
        const wanted = virtual.exposures.at(-1)!.specimenPointUm;
        await client.call('MoveStageTo', 9, 9);
        await client.call('RealignToOtherItem', 2, 1);
        const there = await recordedPoint(client, virtual);
        expect(Math.hypot(there.x - wanted.x, there.y - wanted.y)).toBeLessThan(0.02);
      },
    ));
});
