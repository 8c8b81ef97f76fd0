import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { navigatorItems, parseNavigator, readNavigatorItem } from '@pacetomo/em-files';
import { expect, test } from 'vitest';
import { inSession, quietWith } from '../session.ts';

test('points are added, named, marked and reported', () =>
  inSession({}, async ({ client }) => {
    expect(await client.call('AddStagePosAsNavPoint', 11, -12, 3)).toBe(1);
    expect(await client.call('AddStagePosAsNavPoint', 21, -22, 4, 77)).toBe(2);
    await client.call('ChangeItemNote', 1, 'area_tgts.txt');
    await client.call('ChangeItemLabel', 1, '001');
    await client.call('SetItemAcquire', 1, 1);
    expect(await client.call('ReportOtherItem', 1)).toEqual([1, 11, -12, 3, 0]);
    expect(await client.call('GetVariable', 'navNote')).toBe('area_tgts.txt');
    expect(await client.call('GetVariable', 'navLabel')).toBe('001');
    expect(await client.call('GetVariable', 'navIndex')).toBe(1);
    expect(await client.call('ReportItemAcquire', 1)).toBe(1);
    expect(await client.call('ReportItemAcquire', 2)).toBe(0);
    expect((await client.call('ReportNavItem'))[0]).toBe(2);
    expect((await client.call('ReportOtherItem', -2))[1]).toBe(11);
    expect(await client.call('NavIndexWithNote', 'AREA_TGTS.TXT')).toBe(1);
    expect(await client.call('NavIndexWithLabel', 'x')).toBe(0);
  }));

test('the coordinates of a group come in variables', () =>
  inSession({}, async ({ client }) => {
    for (const [x, group] of [
      [1, 5],
      [2, 6],
      [3, 5],
    ] as const)
      await client.call('AddStagePosAsNavPoint', x, x + 10, 0, group);
    expect(await client.call('GetNavGroupStageCoords', 5, 'xs', 'ys')).toBe(2);
    expect(await client.call('GetVariable', 'xs')).toBe('1.000000\n3.000000');
    expect(await client.call('GetVariable', 'ys')).toBe('11.000000\n13.000000');
    expect(await client.call('ReportGroupStatus')).toEqual([-1, 5, 2, 0]);
  }));

test('the table is saved as a file that other programs read, and read again', () =>
  inSession({}, async ({ client, dir, reconnect }) => {
    await client.call('AddStagePosAsNavPoint', 5, 6, -7);
    await client.call('ChangeItemNote', 1, 'a note');
    await client.call('SaveNavigator', 'session.nav');
    const [item] = navigatorItems(parseNavigator(await readFile(join(dir, 'session.nav'), 'utf8')));
    expect(readNavigatorItem(item!)).toMatchObject({
      kind: 'point',
      note: 'a note',
      stage: { xUm: 5, yUm: 6, zUm: -7 },
    });
    await client.call('DeleteNavigatorItem', 1);
    expect(await client.call('ReportNumTableItems')).toBe(0);
    await client.call('ReadNavFile', 'session.nav');
    expect(await client.call('ReportNumTableItems')).toBe(1);
    expect(await client.call('ReportIfNavOpen')).toBe(2);
    expect(await client.call('ReportNavFile')).toBe(join(dir, 'session.nav'));
    client.close();
    expect(await reconnect().call('ReportNumTableItems')).toBe(1);
  }));

test('moving to an item sets the image shift to zero and takes the stage there in all axes', () =>
  inSession({}, async ({ client }) => {
    await client.call('AddStagePosAsNavPoint', 8, -3, 1.5);
    await client.call('ImageShiftByMicrons', 2, 2);
    await client.call('MoveToNavItem', 1);
    expect(await client.call('ReportStageXYZ')).toEqual([8, -3, 1.5]);
    expect(await client.call('ReportSpecimenShift')).toEqual([0, 0]);
    await client.call('MoveStageTo', 8, -3, 9);
    await client.call('UpdateItemZ');
    expect(await client.call('ReportOtherItem', 1)).toEqual([1, 8, -3, 9, 0]);
  }));

test('a missing item, a missing file and a long label are errors', () =>
  inSession({}, async ({ client }) => {
    await expect(client.call('ReportNavItem')).rejects.toThrow(/no navigator item with index 0/);
    await expect(client.call('MoveToNavItem', 4)).rejects.toThrow(/no navigator item with index 4/);
    await expect(client.call('ReadNavFile', 'absent.nav')).rejects.toThrow(/does not exist/);
    await expect(client.call('ReportNavFile')).rejects.toThrow(/no file yet/);
    await client.call('AddStagePosAsNavPoint', 1, 2, 3);
    await expect(client.call('ChangeItemLabel', 1, 'seventeen letters')).rejects.toThrow(/longer than 16/);
  }));

test('a map is made of the image in A at its stage position and found again after the stage has moved', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('MoveStageTo', 4, 2);
    await client.call('ImageShiftByMicrons', 1.5, -0.5);
    await client.call('OpenNewFile', 'view.mrc');
    await client.call('V');
    expect(await client.call('NewMap')).toBe(1);
    await client.call('OpenNewFile', 'map.mrc');
    await client.call('L');
    expect(await client.call('NewMap', 0, 'area_tgt_001.mrc')).toBe(2);
    const wanted = virtual.exposures.at(-1)!;
    expect(wanted.file).toBe('map.mrc');
    const [, x, y, , type] = await client.call('ReportOtherItem', 2);
    expect([x, y, type]).toEqual([expect.closeTo(2.5, 4), expect.closeTo(2.5, 4), 2]);
    await client.call('CloseFile');
    await client.call('MoveStageTo', 0, 0);
    await client.call('LoadOtherMap', 2, 'Q');
    expect((await client.call('ImageProperties', 'Q')).slice(0, 2)).toEqual([32, 32]);
    await client.call('RealignToOtherItem', 2, 1);
    await client.call('L');
    expect(virtual.exposures.at(-1)!.specimenPointUm.y).toBeCloseTo(wanted.specimenPointUm.y, 4);
  }));

test('a place in an image becomes a point that the stage can go to', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('V');
    const index = await client.call('AddImagePosAsNavPoint', 'A', 20, 12, 0);
    await client.call('MoveToNavItem', Number(index));
    await client.call('V');
    const { specimenPointUm } = virtual.exposures.at(-1)!;
    // 4 pixels to the right and 4 up of 375 nm, turned by the 85.3° from the camera to the tilt axis.
    const [right, up] = [1.5, 1.5];
    const angle = (85.3 * Math.PI) / 180;
    expect(specimenPointUm.x).toBeCloseTo(right * Math.cos(angle) + up * Math.sin(angle), 4);
    expect(specimenPointUm.y).toBeCloseTo(-right * Math.sin(angle) + up * Math.cos(angle), 4);
  }));

test('a stage position is adjusted for the navigator by the image shift that is given, and by the tilt-axis offset', () =>
  inSession({}, async ({ client }) => {
    await client.call('ImageShiftByMicrons', 3, 1);
    const [shiftX, shiftY] = await client.call('ReportImageShift');
    expect(await client.call('AdjustStagePosForNav', 10, 20)).toEqual([10, 20]);
    expect(await client.call('AdjustStagePosForNav', 10, 20, shiftX!, shiftY!)).toEqual([
      expect.closeTo(7, 9),
      expect.closeTo(19, 9),
    ]);
    await client.call('SetTiltAxisOffset', 2.4);
    expect(await client.call('AdjustStagePosForNav', 10, 20, shiftX!, shiftY!)).toEqual([
      expect.closeTo(7, 9),
      expect.closeTo(16.6, 9),
    ]);
  }));

test('what was in the centre is there again after MoveToNavItem, whatever the offset of the tilt axis', () =>
  inSession(
    { scenario: quietWith({ stage: { tiltAxisAtUm: 2.3 }, optics: { tiltAxisOffsetErrorUm: 0.4 } }) },
    async ({ client, virtual }) => {
      await client.call('MoveStageTo', 6, -5);
      await client.call('ImageShiftByMicrons', -1.5, 0.7);
      await client.call('V');
      const [x, y] = await client.call('ReportStageXYZ');
      const [shiftX, shiftY] = await client.call('ReportImageShift');
      const [navX, navY] = await client.call('AdjustStagePosForNav', x!, y!, shiftX!, shiftY!);
      await client.call('AddStagePosAsNavPoint', navX!, navY!, 0);
      await client.call('AddImagePosAsNavPoint', 'A', 16, 16, 0);
      const [first, second] = [await client.call('ReportOtherItem', 1), await client.call('ReportOtherItem', 2)];
      expect(second.slice(1, 3)).toEqual(first.slice(1, 3).map((v) => expect.closeTo(v, 4)));
      await client.call('MoveStageTo', 0, 0);
      await client.call('MoveToNavItem', 1);
      await client.call('V');
      const [before, after] = virtual.exposures;
      expect(after!.specimenPointUm.x).toBeCloseTo(before!.specimenPointUm.x, 4);
      expect(after!.specimenPointUm.y).toBeCloseTo(before!.specimenPointUm.y, 4);
    },
  ));
