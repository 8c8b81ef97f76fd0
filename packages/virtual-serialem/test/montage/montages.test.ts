import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  decodeRecord,
  navigatorItems,
  numberOf,
  numbersOf,
  openMrc,
  parseMdoc,
  parseNavigator,
  readNavigatorItem,
  recordFlags,
  sectionsOf,
} from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import { describe, expect, test } from 'vitest';
import { inSession, quietWith } from '../session.ts';

/** Frames of 192 × 128 pixels of 375 nm in View: 72 by 48 µm. */
const wide = quietWith({ camera: { widthPx: 192, heightPx: 128, countsPerElectron: 3 } });

describe('a montage', () => {
  test('is taken by the stage, piece by piece from the bottom left, and lies in a file that other programs read', () =>
    inSession({ scenario: wide }, async ({ client, virtual, dir }) => {
      await client.call('MoveStageTo', 20, -10);
      await client.call('OpenNewMontage', 3, 2, 'square.mrc');
      await client.call('SetMontageParams', 1, 20, 16);
      await client.call('Montage');
      expect(virtual.exposures.map(({ command, area }) => `${command} ${area}`)).toEqual(
        Array.from({ length: 6 }, () => 'Montage view'),
      );
      expect(await client.call('ReportFileZsize')).toEqual([6, 1]);
      expect((await client.call('ReportStageXYZ')).slice(0, 2)).toEqual([20, -10]);
      await client.call('CloseFile');

      const mdoc = parseMdoc(await readFile(join(dir, 'square.mrc.mdoc'), 'utf8'));
      expect(numberOf(mdoc.globals, 'Montage')).toBe(1);
      const pieces = sectionsOf(mdoc, 'ZValue').map((section) => ({
        piece: numbersOf(section, 'PieceCoordinates')!,
        stage: numbersOf(section, 'StagePosition')!,
      }));
      expect(pieces.map(({ piece }) => piece)).toEqual([
        [0, 0, 0],
        [0, 112, 0],
        [172, 0, 0],
        [172, 112, 0],
        [344, 0, 0],
        [344, 112, 0],
      ]);
      // What the stage did and what the pieces say are one linear map: 375 nm per pixel, y of the pieces up.
      const [first] = pieces;
      const angle = (85.3 * Math.PI) / 180;
      for (const { piece, stage } of pieces) {
        const [right, up] = [piece[0]! * 0.375, piece[1]! * 0.375];
        const along = right * Math.cos(angle) + up * Math.sin(angle);
        const across = -right * Math.sin(angle) + up * Math.cos(angle);
        expect(stage[0]! - first!.stage[0]!).toBeCloseTo(-along, 3);
        expect(stage[1]! - first!.stage[1]!).toBeCloseTo(-across, 3);
      }
      const [whole] = sectionsOf(mdoc, 'MontSection');
      expect(numbersOf(whole!, 'FullMontNumFrames')).toEqual([3, 2]);
      expect(numbersOf(whole!, 'FullMontSize')).toEqual([536, 240]);

      const file = await openFile(join(dir, 'square.mrc'), 'read');
      const stack = await openMrc(file);
      const { record } = await stack.readSection(5);
      const flags = stack.header.recordFlags;
      expect(flags & recordFlags.piece).toBe(recordFlags.piece);
      expect(decodeRecord(record!, flags).piece).toEqual({ x: 344, y: 112, z: 0 });
      await file.close();
    }));

  test('is shown as a whole in B, with every piece in its place, and becomes a map that is loaded again', () =>
    inSession({ scenario: wide }, async ({ client, dir }) => {
      await client.call('MoveStageTo', 20, -10);
      await client.call('OpenNewMontage', 2, 2, 'square.mrc');
      await client.call('M');
      const [width, height] = await client.call('ImageProperties', 'B');
      expect([width, height]).toEqual([192 * 2 - 18, 128 * 2 - 12]);
      expect(await client.call('NewMap', 0, 'square')).toBe(1);
      await expect(client.call('S')).rejects.toThrow(/cannot be saved to a montage file/);
      const overview = await client.bufferImage('B');
      // The first piece has its lower left corner in that of the whole, the last its upper right one.
      await client.call('ReadFile', 0, 'P');
      const lowerLeft = await client.bufferImage('P');
      expect(overview?.data[243 * 366 + 5]).toBe(lowerLeft?.data[127 * 192 + 5]);
      expect(overview?.data[200 * 366 + 90]).toBe(lowerLeft?.data[84 * 192 + 90]);
      await client.call('ReadFile', 3, 'P');
      const upperRight = await client.bufferImage('P');
      expect(overview?.data[365]).toBe(upperRight?.data[191]);
      expect(overview?.data[50 * 366 + 300]).toBe(upperRight?.data[50 * 192 + 126]);
      await client.call('CloseFile');
      await client.call('SaveNavigator', 'n.nav');
      const [section] = navigatorItems(parseNavigator(await readFile(join(dir, 'n.nav'), 'utf8')));
      expect(readNavigatorItem(section!)).toMatchObject({
        stage: { xUm: 20, yUm: -10 },
        map: { montage: true, widthPixels: 366, heightPixels: 244, section: 0 },
      });
      expect(numbersOf(section!, 'MapFramesXY')).toEqual([2, 2]);
      await client.call('LoadOtherMap', 1, 'Q');
      expect((await client.bufferImage('Q'))?.data).toEqual(overview?.data);
      expect(await client.call('ReportItemImageCoords', 1, 'Q')).toEqual([183, 122, 1]);
    }));

  test('can be realigned to: the piece around the item is imaged again', () =>
    inSession(
      { scenario: quietWith({ camera: { widthPx: 192, heightPx: 128 }, stage: { moveErrorUm: 0.7 } }) },
      async ({ client, virtual }) => {
        await client.call('OpenNewMontage', 2, 2, 'square.mrc');
        await client.call('Montage');
        await client.call('NewMap');
        const [upperRight] = virtual.exposures.slice(3);
        // The middle of the last piece: 174 px right and 116 px up of the lower left one.
        const index = Number(await client.call('AddImagePosAsNavPoint', 'B', 174 + 96, 244 - 116 - 64));
        await client.call('CloseFile');
        await client.call('MoveStageTo', 0, 0);
        await client.call('RealignToOtherItem', index, 1);
        await client.call('R');
        const there = virtual.exposures.at(-1)!.specimenPointUm;
        const { x, y } = upperRight!.specimenPointUm;
        expect(Math.hypot(there.x - x, there.y - y)).toBeLessThan(0.01);
      },
    ));

  test('is taken by image shift when it is small, and the image shift is what it was', () =>
    inSession({ scenario: wide }, async ({ client, virtual }) => {
      await client.call('OpenNewMontage', 2, 1, 'small.mrc');
      await client.call('SetMontageParams', 0, 24, 16, 48, 32);
      await client.call('ImageShiftByMicrons', 0.5, -0.25);
      await client.call('Montage');
      expect(await client.call('ReportSpecimenShift')).toEqual([expect.closeTo(0.5, 9), expect.closeTo(-0.25, 9)]);
      const [left, right] = virtual.exposures.map(({ specimenPointUm }) => specimenPointUm);
      expect(Math.hypot(right!.x - left!.x, right!.y - left!.y)).toBeCloseTo(24 * 0.375, 2);
      await expect(client.call('SetMontageParams', 0, 20)).rejects.toThrow(/cannot be changed after/);
    }));

  test('needs a montage file, and overlaps that go with the frames', () =>
    inSession({ scenario: wide }, async ({ client }) => {
      await client.call('OpenNewFile', 'single.mrc');
      await expect(client.call('Montage')).rejects.toThrow(/not a montage file/);
      await expect(client.call('SetMontageParams', 1)).rejects.toThrow(/not a montage file/);
      await expect(client.call('OpenNewMontage', 2, -1, 'm.mrc')).rejects.toThrow(/at least one piece/);
      await client.call('OpenNewMontage', 2, 2, 'm.mrc');
      await expect(client.call('SetMontageParams', 1, 100)).rejects.toThrow(/more than half/);
      await expect(client.call('SetMontageParams', 1, 8)).rejects.toThrow(/at least 16/);
      await expect(client.call('SetMontageParams', 1, 0, 0, 400)).rejects.toThrow(/exceed the camera/);
      await expect(client.call('NewMap')).rejects.toThrow(/no overview/);
    }));

  test('a second one goes into the same file after it was opened again', () =>
    inSession({ scenario: wide }, async ({ client }) => {
      await client.call('OpenNewMontage', 2, 1, 'm.mrc');
      await client.call('SetMontageParams', 1, 20, 16);
      await client.call('Montage');
      await client.call('CloseFile');
      await client.call('OpenOldFile', 'm.mrc');
      await client.call('Montage');
      expect(await client.call('ReportFileZsize')).toEqual([4, 2]);
    }));
});
