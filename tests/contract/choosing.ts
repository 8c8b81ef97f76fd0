import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Instrument, mayAct, onlyIfAllowed } from './instrument.ts';

const names = { map: 'contract-map.mrc', picture: 'contract-picture.jpg' };

/** What choosing targets relies on beside everything else. */
export function choosing(serialEm: () => Instrument): void {
  describe('choosing: questions and keys', () => {
    test('while boxes are off a question is not shown and counts as no', async () => {
      expect(await serialEm().client.call('YesNoBox', 'contract: nobody should see this')).toBe(0);
    });

    test('a key that nobody has pressed is not pressed, whichever is asked for', async () => {
      const { client } = serialEm();
      for (const key of ['B', 'V', 'R', 'F']) expect(await client.call('KeyBreak', key)).toBe(0);
    });

    test('dragging far may or may not move the stage, as the user likes; the choice comes back with the end of the script', async () => {
      const { client } = serialEm();
      const before = await client.call('ReportUserSetting', 'MoveStageOnBigMouseShift');
      await client.call('SetUserSetting', 'MoveStageOnBigMouseShift', 1 - before);
      expect(await client.call('ReportUserSetting', 'MoveStageOnBigMouseShift')).toBe(1 - before);
      await client.call('Exit');
      await client.call('NoMessageBoxOnError', 1);
      expect(await client.call('ReportUserSetting', 'MoveStageOnBigMouseShift')).toBe(before);
    });

    test('the Navigator says whether it is open, and a position of the stage is one of the Navigator beside a constant', async () => {
      const { client } = serialEm();
      expect(await client.call('ReportIfNavOpen')).toBeGreaterThan(0);
      const [x1, y1] = await client.call('AdjustStagePosForNav', 10, 20, 0, 0);
      const [x2, y2] = await client.call('AdjustStagePosForNav', -35, 50, 0, 0);
      expect(x2 - x1).toBeCloseTo(-45, 2);
      expect(y2 - y1).toBeCloseTo(30, 2);
    });
  });

  describe.skipIf(!mayAct)(`choosing: the Navigator's table${onlyIfAllowed}`, () => {
    table(serialEm);
  });

  describe.skipIf(!mayAct)(`choosing: pictures and maps${onlyIfAllowed}`, () => {
    pictures(serialEm);
  });
}

function table(serialEm: () => Instrument): void {
  const corners = { x: [1, 4.25, 4.25, 1], y: [-2, -2, 7.5, -2] };

  test('a polygon is made of two variables and gives its corners back, to nm', async () => {
    const { client } = serialEm();
    await client.call('SetVariable', 'contractX', corners.x.join('\n'));
    await client.call('SetVariable', 'contractY', corners.y.join('\n'));
    const item = await client.call('AddStagePointsAsPolygon', 'contractX', 'contractY', 2.5);
    const [, , , zUm, type] = await client.call('ReportOtherItem', item);
    expect([zUm, type]).toEqual([2.5, 1]);
    await client.call('GetItemPointArray', item, 'contractBackX', 'contractBackY');
    expect(await numbersIn(serialEm(), 'contractBackX')).toEqual(corners.x);
    expect(await numbersIn(serialEm(), 'contractBackY')).toEqual(corners.y);
    await client.call('DeleteNavigatorItem', item);
  });

  test('a label has at most 16 characters; a note without text is none', async () => {
    const { client } = serialEm();
    const item = await client.call('AddStagePosAsNavPoint', 3, 4, 0);
    await client.call('ChangeItemLabel', item, 'sixteen letters!');
    const tooLong = client.call('ChangeItemLabel', item, 'seventeen letters');
    await expect(tooLong).rejects.toMatchObject({ code: 'command-failed' });
    await client.call('ChangeItemNote', item, 'contract: gone soon');
    await client.call('ChangeItemNote', item);
    await client.call('ReportOtherItem', item);
    expect(await client.call('GetVariable', 'navLabel')).toBe('sixteen letters!');
    expect(await client.call('NavIndexWithNote', 'contract: gone soon')).toBe(0);
    await client.call('DeleteNavigatorItem', item);
  });

  test('points of a group are found by its number, which nothing had before', async () => {
    const { client } = serialEm();
    const group = await client.call('GetUniqueNavID');
    expect(await client.call('GetNavGroupStageCoords', group, 'contractX', 'contractY')).toBe(0);
    await client.call('AddStagePosAsNavPoint', 11, -3, 0, group);
    const second = await client.call('AddStagePosAsNavPoint', 12.5, -4, 0, group);
    expect(await client.call('GetNavGroupStageCoords', group, 'contractX', 'contractY')).toBe(2);
    expect(await numbersIn(serialEm(), 'contractX')).toEqual([11, 12.5]);
    expect(await client.call('GetUniqueNavID')).not.toBe(group);
    await client.call('DeleteNavigatorItem', second);
    await client.call('DeleteNavigatorItem', second - 1);
  });

  test('when an item goes the later ones move up', async () => {
    const { client } = serialEm();
    const first = await client.call('AddStagePosAsNavPoint', 5, 6, 0);
    await client.call('AddStagePosAsNavPoint', 7.5, 8, 0);
    await client.call('DeleteNavigatorItem', first);
    const [index, x] = await client.call('ReportOtherItem', first);
    expect([index, x]).toEqual([first, 7.5]);
    await client.call('DeleteNavigatorItem', first);
  });
}

function pictures(serialEm: () => Instrument): void {
  let home = '';
  beforeAll(async () => {
    const { client } = serialEm();
    home = await client.call('ReportDirectory');
    await client.call('MakeDirectory', 'contract-maps');
    await client.call('SetDirectory', 'contract-maps');
    await client.call('L'); // Record's own area: Focus and Trial may lie elsewhere on the axis
  });
  afterAll(async () => {
    const { client } = serialEm();
    for (const name of [names.map, `${names.map}.mdoc`, names.picture])
      if ((await client.call('DoesFileExist', name)) !== 0) await client.call('RemoveFile', name);
    await client.call('SetDirectory', home);
  });

  test('the middle of an image lies where the Navigator has what is centred', async () => {
    const { client } = serialEm();
    const [xx, xy, yx, yy, offsetX, offsetY] = await client.call('StageToBufImageMatrix', 'A', 0);
    const [width, height] = await client.call('ImageProperties', 'A');
    const [stageX, stageY] = await client.call('ReportStageXYZ');
    const [shiftX, shiftY] = await client.call('ReportImageShift');
    const [x, y] = await client.call('AdjustStagePosForNav', stageX, stageY, shiftX, shiftY);
    // what the stage has crept since, in parts of the image
    expect(Math.abs((xx * x + xy * y + offsetX) / width - 0.5)).toBeLessThan(0.02);
    expect(Math.abs((yx * x + yy * y + offsetY) / height - 0.5)).toBeLessThan(0.02);
  });

  test('the matrix of an image has the size of its pixels, and another that undoes it', async () => {
    const { client } = serialEm();
    const [xx, xy, yx, yy, x0, y0] = await client.call('StageToBufImageMatrix', 'A', 0);
    const [, , , , pixelNm] = await client.call('ImageProperties', 'A');
    expect(Math.sqrt(Math.abs(xx * yy - xy * yx)) * (pixelNm / 1000)).toBeCloseTo(1, 1);
    const back = await client.call('BufImageToStageMatrix', 'A', 0);
    const [x, y] = [back[0] * x0 + back[1] * y0 + back[4], back[2] * x0 + back[3] * y0 + back[5]];
    expect(Math.hypot(x, y)).toBeLessThan(0.01);
  });

  test('an image that is saved becomes a map with its note and its outline, and is loaded again as it was', async () => {
    const { client } = serialEm();
    const count = await client.call('ReportNumTableItems');
    await client.call('OpenNewFile', names.map);
    await client.call('S', 'A');
    const item = await client.call('NewMap', 0, 'contract: a map');
    await client.call('CloseFile');
    expect(item).toBe(count + 1);
    const [, mapX, mapY, , type] = await client.call('ReportOtherItem', item);
    expect(type).toBe(2);
    expect(await client.call('NavIndexWithNote', 'contract: a map')).toBe(item);
    await client.call('GetItemPointArray', item, 'contractX', 'contractY');
    expect((await numbersIn(serialEm(), 'contractX')).length).toBe(5);
    const before = await client.call('ImageProperties', 'A');
    await client.call('LoadOtherMap', item, 'A');
    const after = await client.call('ImageProperties', 'A');
    expect([after[0], after[1], after[2]]).toEqual([before[0], before[1], before[2]]);
    const [xx, xy, yx, yy, x0, y0] = await client.call('StageToBufImageMatrix', 'A', 0);
    expect(xx * mapX + xy * mapY + x0).toBeCloseTo(before[0] / 2, 0);
    expect(yx * mapX + yy * mapY + y0).toBeCloseTo(before[1] / 2, 0);
    await client.call('DeleteNavigatorItem', item);
  });

  test('what is no map is not loaded, and an item that is not there has no outline', async () => {
    const { client } = serialEm();
    const item = await client.call('AddStagePosAsNavPoint', 1, 2, 0);
    await expect(client.call('LoadOtherMap', item, 'A')).rejects.toMatchObject({ code: 'command-failed' });
    const beyond = client.call('GetItemPointArray', item + 1, 'contractX', 'contractY');
    await expect(beyond).rejects.toMatchObject({ code: 'command-failed' });
    await client.call('DeleteNavigatorItem', item);
  });

  test('what is displayed becomes a file', async () => {
    const { client } = serialEm();
    await client.call('Show', 'A');
    await client.call('SnapshotToFile', 0, 1, 0, 'JPG', 'JPG', names.picture);
    expect(await client.call('DoesFileExist', names.picture)).toBe(1);
  });
}

async function numbersIn({ client }: Instrument, variable: string): Promise<readonly number[]> {
  return String(await client.call('GetVariable', variable))
    .trim()
    .split(/\s+/)
    .map(Number);
}
