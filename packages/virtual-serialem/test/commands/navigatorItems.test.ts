import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SerialEmClient } from '@pacetomo/serialem-link';
import { describe, expect, test } from 'vitest';
import { inSession } from '../session.ts';

const stage = async (client: SerialEmClient, index: number) =>
  (await client.call('ReportOtherItem', index)).slice(1, 4);

describe('items of the Navigator', () => {
  test('are polygons with their centre in the middle, however they were given', () =>
    inSession({}, async ({ client }) => {
      await client.call('SetVariable', 'px', '1\n5\n5');
      await client.call('SetVariable', 'py', '-2\n-2\n8');
      expect(await client.call('AddStagePointsAsPolygon', 'px', 'py', 7)).toBe(1);
      expect(await client.call('ReportOtherItem', 1)).toEqual([1, 3, 3, 7, 1]);
      await client.call('GetItemPointArray', 1, 'xs', 'ys');
      expect(await client.call('GetVariable', 'ys')).toBe('-2.000\n-2.000\n8.000');
      await client.call('V');
      await client.call('SetVariable', 'ix', '4\n28\n28\n4');
      await client.call('SetVariable', 'iy', '8\n8\n24\n24');
      expect(await client.call('AddImagePointsAsPolygon', 'A', 'ix', 'iy')).toBe(2);
      expect(await client.call('ReportItemImageCoords', 2, 'A')).toEqual([
        expect.closeTo(16, 3),
        expect.closeTo(16, 3),
        1,
      ]);
      await client.call('AddCirclePolygon', 2.5, 11, -4);
      expect(await stage(client, 3)).toEqual([11, -4, 0]);
      await client.call('GetItemPointArray', 3, 'xs', 'ys');
      const xs = String(await client.call('GetVariable', 'xs'))
        .split('\n')
        .map(Number);
      expect([xs.length, Math.max(...xs), Math.min(...xs)]).toEqual([121, 13.5, 8.5]);
      await expect(client.call('AddCirclePolygon', 2)).rejects.toThrow(/no marker/);
      await client.call('SetVariable', 'py', '1\n2');
      await expect(client.call('AddStagePointsAsPolygon', 'px', 'py', 0)).rejects.toThrow(/as many X as Y/);
    }));

  test('are shifted together, those of the current registration only', () =>
    inSession({}, async ({ client }) => {
      await client.call('AddStagePosAsNavPoint', 1, 2, 3);
      await client.call('AddStagePosAsNavPoint', 4, 5, 6);
      await client.call('ChangeItemRegistration', 2, 8);
      await client.call('ShiftItemsByMicrons', 10, -20);
      expect([await stage(client, 1), await stage(client, 2)]).toEqual([
        [11, -18, 3],
        [4, 5, 6],
      ]);
      await client.call('ShiftItemsByMicrons', 0.5, 0.25, 8);
      expect(await stage(client, 2)).toEqual([4.5, 5.25, 6]);
      await client.call('SetNavRegistration', 8);
      await client.call('AddStagePosAsNavPoint', 0, 0, 0);
      await client.call('ReportNavItem');
      expect(await client.call('GetVariable', 'navRegis')).toBe(8);
      await expect(client.call('ShiftItemsByMicrons', 101, 0)).rejects.toThrow(/more than 100/);
      await expect(client.call('SetNavRegistration', 100)).rejects.toThrow(/from 1 to 99/);
    }));

  test('are shifted by the alignment of the image in A to where they lie in it', () =>
    inSession({}, async ({ client }) => {
      await client.call('V');
      await client.call('AddImagePosAsNavPoint', 'A', 16, 16);
      await client.call('Copy', 'A', 'O');
      await client.call('ImageShiftByMicrons', 1.1, -0.6);
      await client.call('V');
      // Without moving the scope: what was in the centre lies off it now.
      await client.call('AlignTo', 'O', 1);
      await client.call('ShiftItemsByAlignment');
      const [x, y] = await client.call('ReportItemImageCoords', 1, 'A');
      const [shiftX, shiftY] = (await client.call('ReportAlignShift'))!;
      const [, , binning] = await client.call('ImageProperties', 'A');
      const before = await client.call('ReportItemImageCoords', 1, 'O');
      // The item has moved in both images by minus the shift (y of the shift is up).
      expect(before[0]! - 16).toBeCloseTo(-shiftX! / binning!, 3);
      expect(before[1]! - 16).toBeCloseTo(shiftY! / binning!, 3);
      const place = await stage(client, 1);
      await client.call('ShiftItemsByAlignment');
      expect((await stage(client, 1)).map((v) => v.toFixed(4))).toEqual(place.map((v) => v.toFixed(4)));
      expect([Number.isFinite(x), Number.isFinite(y)]).toEqual([true, true]);
    }));

  test('have notes, user values, groups and defocus targets of their own', () =>
    inSession({}, async ({ client }) => {
      await client.call('AddStagePosAsNavPoint', 1, 2, 3);
      await client.call('AddStagePosAsNavPoint', 9, 2, 3);
      await client.call('SetNavItemUserValue', 1, 3, 'ice 40 nm');
      expect(await client.call('ReportItemUserValue', 1, 3)).toBe('ice 40 nm');
      expect(await client.call('ReportItemUserValue', 2, 3)).toBe('none');
      await client.call('SetNavItemUserValue', 1, 3);
      expect(await client.call('ReportItemUserValue', 1, 3)).toBe('none');
      await expect(client.call('SetNavItemUserValue', 1, 9, 'x')).rejects.toThrow(/1 to 8/);
      await client.call('ChangeItemNote', 1, 'square 5, left');
      await client.call('ChangeItemNote', 2, 'square 5, right');
      expect(await client.call('FindItemWithLabelOrNote', 1, 'square', 8, 2)).toEqual([2, 9, 2]);
      expect(await client.call('FindItemWithLabelOrNote', 1, 'square')).toEqual([1, 1, 2]);
      expect(await client.call('FindItemWithLabelOrNote', 0, 'none')).toEqual([0, 0, 0]);
      await expect(client.call('SetItemTargetDefocus', 1, -4)).rejects.toThrow(/not marked/);
      await client.call('SetItemAcquire', 1);
      await client.call('SetItemTargetDefocus', 1, -4);
      await expect(client.call('SetItemTargetDefocus', 1, 2)).rejects.toThrow(/between 0 and -20/);
      await client.call('ChangeItemGroupID', 1, 31);
      await client.call('ChangeItemGroupID', 2, 31);
      await client.call('MoveStageTo', 0, 0, 5.5);
      await client.call('UpdateGroupZ');
      expect([(await stage(client, 1))[2], (await stage(client, 2))[2]]).toEqual([5.5, 5.5]);
      await expect(client.call('UpdateGroupZ', 1)).rejects.toThrow(/not acquiring/);
      expect(await client.call('NavItemFileToOpen', 1)).toEqual(['0', 0]);
    }));

  test('are drawn unless they are told not to be', () =>
    inSession({}, async ({ client, dir }) => {
      await client.call('AddStagePosAsNavPoint', 1, 2, 3);
      const drawn = async () => {
        await client.call('SaveNavigator', 'n.nav');
        return !/Draw = 0/.test(await readFile(join(dir, 'n.nav'), 'utf8'));
      };
      expect(await drawn()).toBe(true);
      await client.call('ChangeItemDraw', 1);
      expect(await drawn()).toBe(false);
      await client.call('ChangeItemDraw', 1);
      expect(await drawn()).toBe(true);
      await client.call('ChangeItemDraw', 1, 0);
      expect(await drawn()).toBe(false);
      await expect(client.call('ChangeItemColor', 1, 6)).rejects.toThrow(/from 0 to 5/);
    }));
});

describe('acquiring at items', () => {
  test('does not happen here: it can be asked about, marked for, and not ended', () =>
    inSession({}, async ({ client, virtual }) => {
      await client.call('AddStagePosAsNavPoint', 1, 2, 3);
      await client.call('AddStagePosAsNavPoint', 4, 5, 6);
      await client.call('SetItemAcquire', 2);
      expect(await client.call('ReportIfNavAcquiring')).toEqual([0, 0]);
      expect(await client.call('ReportNumNavAcquire')).toEqual([1, 0]);
      await client.call('SkipAcquiringNavItem');
      expect(virtual.log.at(-1)).toMatch(/does nothing/);
      await expect(client.call('EndAcquireAtItems')).rejects.toThrow(/not acquiring/);
      await expect(client.call('ReportNextNavAcqItem')).rejects.toThrow(/not acquiring/);
      expect(await client.call('ReportItemAcquire', 2)).toBe(1);
    }));
});

describe('the table', () => {
  test('is merged with another one, but for what is in both', () =>
    inSession({}, async ({ client, dir }) => {
      await client.call('AddStagePosAsNavPoint', 1, 2, 3);
      await client.call('SaveNavigator', 'one.nav');
      const text = await readFile(join(dir, 'one.nav'), 'utf8');
      await writeFile(join(dir, 'two.nav'), text.replace(/MapID = (\d+)/, 'MapID = 90210'));
      await client.call('MergeNavFile', 'one.nav');
      expect(await client.call('ReportNumTableItems')).toBe(1);
      await client.call('MergeNavFile', 'two.nav');
      expect(await client.call('ReportNumTableItems')).toBe(2);
      expect(Number(await client.call('GetUniqueNavID'))).toBeGreaterThan(90210);
    }));

  test('is gone when the Navigator is closed, and every command that needs it says so', () =>
    inSession({}, async ({ client }) => {
      await client.call('AddStagePosAsNavPoint', 1, 2, 3);
      await client.call('CloseNavigator');
      expect(await client.call('ReportIfNavOpen')).toBe(0);
      expect(await client.call('ReportNumNavAcquire')).toEqual([-1, -1]);
      await expect(client.call('ReportNumTableItems')).rejects.toThrow(/not open/);
      await expect(client.call('NewMap')).rejects.toThrow(/not open/);
      await client.call('OpenNavigator');
      expect(await client.call('ReportNumTableItems')).toBe(0);
      expect(await client.call('ReportIfNavOpen')).toBe(1);
    }));

  test('tells which of its items are maps', () =>
    inSession({}, async ({ client }) => {
      await client.call('AddStagePosAsNavPoint', 1, 2, 3);
      await client.call('OpenNewFile', 'm.mrc');
      await client.call('V');
      await client.call('NewMap');
      await client.call('GetMapIndexes', 'maps');
      expect(String(await client.call('GetVariable', 'maps')).trim()).toBe('2');
    }));
});
