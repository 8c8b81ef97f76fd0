import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createMrc,
  formatNavigator,
  memoryFile,
  navigatorItems,
  parseNavigator,
  readNavigatorItem,
} from '@pacetomo/em-files';
import { describe, expect, test } from 'vitest';
import { inSession, quietWith } from '../session.ts';

describe('a map', () => {
  test('says in the file where its image lies on the stage: matrix with y down, and corners from the top left', () =>
    inSession({}, async ({ client, dir }) => {
      await client.call('MoveStageTo', 5, -3);
      await client.call('OpenNewFile', 'square.mrc');
      await client.call('V');
      await client.call('NewMap', 1, 'behind');
      await client.call('SaveNavigator', 'n.nav');
      const text = await readFile(join(dir, 'n.nav'), 'utf8');
      const [section] = navigatorItems(parseNavigator(text));
      const item = readNavigatorItem(section!);
      expect(item).toMatchObject({
        kind: 'map',
        note: 'Sec 0 - square.mrc behind',
        stage: { xUm: 5, yUm: -3, zUm: 0 },
        rawStage: { xUm: 5, yUm: -3 },
        registration: 1,
        map: { section: 0, montage: false, magnificationIndex: 17, camera: 0, widthPixels: 32, heightPixels: 32 },
      });
      const [xx, xy, yx, yy] = item.map!.scaleMatrix!;
      // The first corner is the top left pixel of the image, and the corners go round and come back.
      const [corner, next, , , last] = item.outline;
      expect(xx * (corner!.xUm - 5) + xy * (corner!.yUm + 3)).toBeCloseTo(-16, 3);
      expect(yx * (corner!.xUm - 5) + yy * (corner!.yUm + 3)).toBeCloseTo(-16, 3);
      expect(xx * (next!.xUm - 5) + xy * (next!.yUm + 3)).toBeCloseTo(16, 3);
      expect(last).toEqual(corner);
      expect(xx * yy - xy * yx).toBeLessThan(0);
      expect(text).toMatch(/MapMinMaxScale = \S+ \S+/);
    }));

  test('is one of what is in the current file only, and not of a processed image', () =>
    inSession({}, async ({ client }) => {
      await expect(client.call('NewMap')).rejects.toThrow(/no open image file/);
      await client.call('OpenNewFile', 'a.mrc');
      await client.call('V');
      await client.call('S');
      await client.call('OpenNewFile', 'b.mrc');
      await expect(client.call('NewMap')).rejects.toThrow(/not in the current file/);
      await client.call('ReduceImage', 'A', 2);
      await expect(client.call('NewMap')).rejects.toThrow(/processed/);
    }));

  test('of which only the navigator file knows anything is loaded with what it says: a script wrote the image', () =>
    inSession({}, async ({ client, dir }) => {
      await client.call('OpenNewFile', 'template.mrc');
      await client.call('L');
      await client.call('NewMap', 0, 'Template');
      await client.call('CloseFile');
      await client.call('SaveNavigator', 'n.nav');
      const image = memoryFile();
      const stack = await createMrc(image, { width: 16, height: 16, mode: 2, pixelSizeA: 1 });
      await stack.appendSection(new Float32Array(256).fill(4));
      await writeFile(join(dir, 'virtual.mrc'), image.bytes());
      const path = join(dir, 'n.nav');
      const nav = parseNavigator(await readFile(path, 'utf8'));
      const changed = formatNavigator(nav)
        .replace(/template\.mrc/g, 'virtual.mrc')
        .replace(/MapBinning = \d+/, 'MapBinning = 4');
      // Scripts write blanks at the ends of lines and Windows line ends.
      await writeFile(path, changed.replace(/(= .*)\n/g, '$1 \r\n'));
      await client.call('ReadNavFile', 'n.nav');
      await client.call('LoadOtherMap', 1, 'Q');
      const [width, height, binning, , pixelSizeNm, set] = await client.call('ImageProperties', 'Q');
      expect([width, height, binning, pixelSizeNm, set]).toEqual([16, 16, 4, 200, 4]);
      expect(await client.call('ReportCurrentBuffer')).toEqual(['Q', 1]);
      expect(await client.call('ReportItemImageCoords', 1, 'Q')).toEqual([
        expect.closeTo(8, 4),
        expect.closeTo(8, 4),
        1,
      ]);
    }));
});

describe('images on the stage', () => {
  test('points of a group come in pixels of a map, those outside are left out', () =>
    inSession({}, async ({ client }) => {
      await client.call('OpenNewFile', 'm.mrc');
      await client.call('V');
      await client.call('NewMap');
      const group = Number(await client.call('GetUniqueNavID'));
      await client.call('AddImagePosAsNavPoint', 'A', 4, 9, 0, group);
      await client.call('AddImagePosAsNavPoint', 'A', 25.5, 30, 0, group);
      await client.call('AddStagePosAsNavPoint', 300, 0, 0, group);
      await client.call('LoadOtherMap', 1, 'C');
      expect(await client.call('GetNavGroupImageCoords', group, 'C', 'xs', 'ys')).toBe(2);
      const values = async (name: string) =>
        String(await client.call('GetVariable', name))
          .split('\n')
          .map(Number);
      expect(await values('xs')).toEqual([expect.closeTo(4, 3), expect.closeTo(25.5, 3)]);
      expect(await values('ys')).toEqual([expect.closeTo(9, 3), expect.closeTo(30, 3)]);
      expect(await client.call('NavIndexItemDrawnOn', 3)).toBe(1);
      expect(await client.call('GetNavGroupStageCoords', group, 'xs', 'ys', 'zs')).toBe(3);
      await client.call('ReduceImage', 'C', 2);
      expect(await client.call('GetNavGroupImageCoords', group, 'A', 'xs', 'ys')).toBe(2);
      expect(await values('xs')).toEqual([expect.closeTo(2, 3), expect.closeTo(12.75, 3)]);
    }));

  test('an image cut out beside its centre has no coordinates, one cut out around it has', () =>
    inSession({}, async ({ client }) => {
      await client.call('AddStagePosAsNavPoint', 0, 0, 0, 5);
      await client.call('V');
      await client.call('CropImage', 'A', 0, 9, 0, 9);
      expect(await client.call('GetNavGroupImageCoords', 5, 'A', 'xs', 'ys')).toBe(-1);
      expect(await client.call('ReportItemImageCoords', 1, 'A')).toEqual([0, 0, -1]);
      await client.call('CropCenterToSize', 'B', 20, 12);
      expect(await client.call('ReportItemImageCoords', 1, 'A')).toEqual([10, 6, 1]);
    }));

  test('matrices and positions of an image go there and back, in read-outs of the stage too', () =>
    inSession({ scenario: quietWith({ stage: { tiltAxisAtUm: 1.9 } }) }, async ({ client }) => {
      await client.call('MoveStageTo', 12, 34);
      await client.call('V');
      const [x, y] = await client.call('BufImagePosToStagePos', 'A', 0, 16, 16);
      expect([x, y]).toEqual([expect.closeTo(12, 3), expect.closeTo(34 - 1.9, 3)]);
      const [rawX, rawY] = await client.call('BufImagePosToStagePos', 'A', 1, 16, 16);
      expect([rawX, rawY]).toEqual([expect.closeTo(12, 3), expect.closeTo(34, 3)]);
      expect(await client.call('StagePosToBufImagePos', 'A', 0, x!, y!)).toEqual([
        expect.closeTo(16, 3),
        expect.closeTo(16, 3),
      ]);
      const [xx, xy, yx, yy, dx, dy] = await client.call('StageToBufImageMatrix', 'A', 0);
      expect([xx! * x! + xy! * y! + dx!, yx! * x! + yy! * y! + dy!]).toEqual([
        expect.closeTo(16, 2),
        expect.closeTo(16, 2),
      ]);
    }));
});
