import { describe, expect, test } from 'vitest';
import { inSession, quietWith } from '../session.ts';

/** Formed images without errors of column and stage: what is measured is the alignment. */
const clean = quietWith({
  camera: { images: 'formed', widthPx: 360, heightPx: 256, sensorPixels: 16, countsPerElectron: 8 },
  alignment: { method: 'images' },
  specimen: { lamella: { bendUm: 0.2, roughnessUm: 0.01 } },
  optics: {
    magnifications: [
      { index: 10, magnification: 740, pixelSizeNm: 256, rotationDeg: 85.3 },
      { index: 17, magnification: 4800, pixelSizeNm: 32.8, rotationDeg: 79 },
      { index: 28, magnification: 33000, pixelSizeNm: 4.32, rotationDeg: 85.3 },
      { index: 29, magnification: 42000, pixelSizeNm: 3.4, rotationDeg: 85.3 },
    ],
  },
});

describe('aligning between magnifications, on images', () => {
  test('a Preview is brought to the centre of a View of another pixel and rotation', () =>
    inSession({ scenario: clean, seed: 4 }, async ({ client, virtual }) => {
      await client.call('V');
      await client.call('Copy', 'A', 'O');
      const view = virtual.exposures.at(-1)!.specimenPointUm;
      await client.call('ImageShiftByMicrons', 0.42, -0.31);
      await client.call('L');
      expect(await client.call('AlignBetweenMags', 'O', -1, -1, -1)).toEqual([1, 0]);
      await client.call('L');
      const preview = virtual.exposures.at(-1)!.specimenPointUm;
      expect(Math.hypot(preview.x - view.x, preview.y - view.y)).toBeLessThan(0.03);
    }));

  test('a View is brought to a Preview', () =>
    inSession({ scenario: clean, seed: 4 }, async ({ client, virtual }) => {
      await client.call('L');
      await client.call('Copy', 'A', 'O');
      const preview = virtual.exposures.at(-1)!.specimenPointUm;
      await client.call('ImageShiftByMicrons', -0.37, 0.28);
      await client.call('V');
      await client.call('AlignBetweenMags', 'O', -1, -1, 1);
      await client.call('V');
      const view = virtual.exposures.at(-1)!.specimenPointUm;
      expect(Math.hypot(preview.x - view.x, preview.y - view.y)).toBeLessThan(0.05);
    }));

  test('an image is transformed to the magnification of another one, turned by the difference of their rotations', () =>
    inSession({ scenario: clean, seed: 4 }, async ({ client }) => {
      await client.call('L');
      await client.call('V');
      await client.call('TransformToMatchBuffer', 'A', 'B', 'F', -1, -1, 300, 200);
      const [width, height, binning, , pixelSizeNm] = await client.call('ImageProperties', 'F');
      const [, , previewBinning, , previewPixelNm] = await client.call('ImageProperties', 'B');
      expect([width, height, binning, pixelSizeNm]).toEqual([300, 200, previewBinning, previewPixelNm]);
    }));

  test('the rotation of an image against another is found', () =>
    inSession({ scenario: clean, seed: 4 }, async ({ client }) => {
      await client.call('V');
      await client.call('Copy', 'A', 'O');
      await client.call('Rotate90CW', 'A');
      const [rotationDeg, x, y] = await client.call('AlignWithRotation', 'O', 88, 9);
      expect(rotationDeg).toBeCloseTo(90, 0);
      expect(Math.hypot(x!, y!)).toBeLessThan(3);
      await expect(client.call('AlignWithRotation', 'O', 0, 51)).rejects.toThrow(/between 0.2 and 50/);
    }));
});

describe('aligning to a template', () => {
  test('brings what the template map shows into the centre, with image shift or with the stage', () =>
    inSession({ scenario: quietWith({ stage: { moveErrorUm: 0.1 } }) }, async ({ client, virtual }) => {
      await client.call('OpenNewFile', 'template.mrc');
      await client.call('V');
      const wanted = virtual.exposures.at(-1)!.specimenPointUm;
      await client.call('NewMap');
      await client.call('ChangeItemLabel', 1, 'hole');
      await client.call('ImageShiftByMicrons', 0.6, 0.5);
      await client.call('AlignToTemplate', 1, 0.2, 0, 0, 'hole');
      await client.call('V');
      const there = virtual.exposures.at(-1)!.specimenPointUm;
      expect(Math.hypot(there.x - wanted.x, there.y - wanted.y)).toBeLessThan(0.001);
      await client.call('ImageShiftByMicrons', 0.4, 0.4);
      await client.call('AlignToTemplate', 1, 0.1, 2, 1, 'hole');
      expect(await client.call('ReportSpecimenShift')).toEqual([expect.closeTo(0, 9), expect.closeTo(0, 9)]);
      await client.call('ImageShiftByMicrons', 3, 0);
      await expect(client.call('AlignToTemplate', 1, 0.2, 0, 0, 'hole')).rejects.toThrow(/does not correlate/);
      await expect(client.call('AlignToTemplate', 1, 0.2, 0, 0, 'none')).rejects.toThrow(/no template map/);
    }));
});
