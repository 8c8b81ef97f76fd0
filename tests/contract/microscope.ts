import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Instrument, mayAct, onlyIfAllowed } from './instrument.ts';

/** What the statements below change, as it was before them. */
interface Before {
  readonly tiltDeg: number;
  readonly stageUm: readonly [number, number, number];
  readonly imageShift: readonly [number, number];
  readonly area: number;
  readonly targetDefocusUm: number;
  readonly defocusUm: number;
}

const areaLetters = 'VFTRS';

async function lookedAt({ client }: Instrument): Promise<Before> {
  const [x, y] = await client.call('ReportImageShift');
  const [, area] = await client.call('ReportLowDose');
  return {
    tiltDeg: await client.call('ReportTiltAngle'),
    stageUm: await client.call('ReportStageXYZ'),
    imageShift: [x, y],
    area,
    targetDefocusUm: await client.call('ReportTargetDefocus'),
    defocusUm: await client.call('ReportDefocus'),
  };
}

async function putBack({ client }: Instrument, before: Before): Promise<void> {
  await client.call('TiltTo', before.tiltDeg);
  await client.call('MoveStageTo', ...before.stageUm);
  if (before.area >= 0) await client.call('GoToLowDoseArea', areaLetters.charAt(before.area));
  await client.call('SetImageShift', ...before.imageShift);
  await client.call('SetTargetDefocus', before.targetDefocusUm);
  const changedUm = before.defocusUm - (await client.call('ReportDefocus'));
  if (Math.abs(changedUm) > 0.001) await client.call('ChangeFocus', changedUm);
}

/** Statements that move, shift, tilt and expose; everything is put back. Low dose has to be on. */
export function microscope(serialEm: () => Instrument): void {
  describe.skipIf(!mayAct)(`the microscope${onlyIfAllowed}`, () => {
    let before: Before;
    beforeAll(async () => {
      before = await lookedAt(serialEm());
    });
    afterAll(() => putBack(serialEm(), before));

    stage(serialEm);
    imageShift(serialEm);
    focus(serialEm);
    lowDose(serialEm);
    cameraSets(serialEm);
    alignment(serialEm);

    test('everything can be put back', async () => {
      await putBack(serialEm(), before);
      const after = await lookedAt(serialEm());
      expect(after.tiltDeg).toBeCloseTo(before.tiltDeg, 0);
      expect(after.area).toBe(before.area);
      expect(after.targetDefocusUm).toBeCloseTo(before.targetDefocusUm, 3);
      expect(after.defocusUm).toBeCloseTo(before.defocusUm, 1);
      for (const axis of [0, 1] as const) {
        expect(after.imageShift[axis]).toBeCloseTo(before.imageShift[axis], 2);
        expect(Math.abs(after.stageUm[axis] - before.stageUm[axis])).toBeLessThan(1);
      }
    });
  });
}

function stage(serialEm: () => Instrument): void {
  test('a tilt is reached to a tenth of a degree, absolute and relative', async () => {
    const { client } = serialEm();
    await client.call('TiltTo', 4);
    expect(Math.abs((await client.call('ReportTiltAngle')) - 4)).toBeLessThan(0.1);
    await client.call('TiltBy', -2.5);
    expect(Math.abs((await client.call('ReportTiltAngle')) - 1.5)).toBeLessThan(0.15);
  });

  test('the stage moves by µm, relative and absolute, and keeps its height', async () => {
    const { client } = serialEm();
    const [x, y, z] = await client.call('ReportStageXYZ');
    await client.call('MoveStage', 3, -2);
    const moved = await client.call('ReportStageXYZ');
    expect(Math.abs(moved[0] - x - 3)).toBeLessThan(0.3);
    expect(Math.abs(moved[1] - y + 2)).toBeLessThan(0.3);
    await client.call('MoveStageTo', x, y);
    const back = await client.call('ReportStageXYZ');
    expect(Math.abs(back[0] - x)).toBeLessThan(0.3);
    expect(Math.abs(back[1] - y)).toBeLessThan(0.3);
    expect(Math.abs(back[2] - z)).toBeLessThan(0.3);
  });
}

function imageShift(serialEm: () => Instrument): void {
  test('image shift by µm adds up and answers 0', async () => {
    const { client } = serialEm();
    const [x, y] = (await client.call('ReportSpecimenShift'))!;
    expect(await client.call('ImageShiftByMicrons', 0.7, -0.4)).toBe(0);
    const [movedX, movedY] = (await client.call('ReportSpecimenShift'))!;
    expect(movedX - x).toBeCloseTo(0.7, 2);
    expect(movedY - y).toBeCloseTo(-0.4, 2);
    expect(await client.call('ImageShiftByMicrons', -0.7, 0.4)).toBe(0);
  });

  test('image shift by units is the one that is reported', async () => {
    const { client } = serialEm();
    const [x, y] = await client.call('ReportImageShift');
    expect(await client.call('SetImageShift', x + 0.3, y - 0.2)).toBe(0);
    const [setX, setY] = await client.call('ReportImageShift');
    expect(setX).toBeCloseTo(x + 0.3, 3);
    expect(setY).toBeCloseTo(y - 0.2, 3);
    expect(await client.call('ImageShiftByUnits', -0.3, 0.2)).toBe(0);
  });

  test('image shift beyond the limit is answered 1 and not applied, without an error', async () => {
    const { client } = serialEm();
    const [limitUm] = await client.call('ReportMaxImageShift', 0);
    expect(limitUm).toBeGreaterThan(0);
    const before = await client.call('ReportImageShift');
    expect(await client.call('ImageShiftByMicrons', 3 * limitUm, 0)).toBe(1);
    const after = await client.call('ReportImageShift');
    expect(after[0]).toBeCloseTo(before[0], 4);
    expect(after[1]).toBeCloseTo(before[1], 4);
  });
}

function focus(serialEm: () => Instrument): void {
  test('focus changes by µm; a change of nothing is an error', async () => {
    const { client } = serialEm();
    const beforeUm = await client.call('ReportDefocus');
    await client.call('ChangeFocus', -1.5);
    expect(await client.call('ReportDefocus')).toBeCloseTo(beforeUm - 1.5, 1);
    await client.call('ChangeFocus', 1.5);
    await expect(client.call('ChangeFocus', 0)).rejects.toMatchObject({ code: 'command-failed' });
  });

  test('the target of the autofocus is a number beside the focus', async () => {
    const { client } = serialEm();
    const defocusUm = await client.call('ReportDefocus');
    await client.call('SetTargetDefocus', -3.25);
    expect(await client.call('ReportTargetDefocus')).toBeCloseTo(-3.25, 4);
    expect(await client.call('ReportDefocus')).toBeCloseTo(defocusUm, 2);
  });
}

function lowDose(serialEm: () => Instrument): void {
  test.each(['V', 'F', 'T', 'R'])('low dose area %s is where one is after going there', async (letter) => {
    const { client } = serialEm();
    await client.call('GoToLowDoseArea', letter);
    expect(await client.call('ReportLowDose')).toEqual([1, areaLetters.indexOf(letter)]);
  });

  test('the centred image shift stays the same number when the area changes', async () => {
    const { client } = serialEm();
    await client.call('GoToLowDoseArea', 'R');
    const [x, y] = await client.call('ReportImageShift');
    await client.call('GoToLowDoseArea', 'F');
    const [x2, y2] = await client.call('ReportImageShift');
    await client.call('GoToLowDoseArea', 'R');
    expect(x2).toBeCloseTo(x, 2);
    expect(y2).toBeCloseTo(y, 2);
  });

  test('an area that does not exist is an error', async () => {
    await expect(serialEm().client.call('GoToLowDoseArea', 'Q')).rejects.toMatchObject({ code: 'command-failed' });
  });
}

function cameraSets(serialEm: () => Instrument): void {
  test('restoring a camera set that was not changed is an error', async () => {
    await expect(serialEm().client.call('RestoreCameraSet', 'R')).rejects.toMatchObject({ code: 'command-failed' });
  });

  test('an exposure that was changed for the script comes back with RestoreCameraSet', async () => {
    const { client } = serialEm();
    const [exposureS] = await client.call('ReportExposure', 'R');
    await client.call('SetExposure', 'R', exposureS + 0.5);
    expect((await client.call('ReportExposure', 'R'))[0]).toBeCloseTo(exposureS + 0.5, 1);
    await client.call('RestoreCameraSet', 'R');
    expect((await client.call('ReportExposure', 'R'))[0]).toBeCloseTo(exposureS, 3);
  });

  test('and with the end of the script', async () => {
    const { client } = serialEm();
    const [exposureS] = await client.call('ReportExposure', 'T');
    await client.call('SetExposure', 'T', exposureS + 0.25);
    await client.call('Exit');
    await client.call('NoMessageBoxOnError', 1);
    expect((await client.call('ReportExposure', 'T'))[0]).toBeCloseTo(exposureS, 3);
  });
}

function alignment(serialEm: () => Instrument): void {
  test('after an alignment the shift is reported in pixels and in nm, and the image shift has taken it up', async () => {
    const { client } = serialEm();
    await client.call('T');
    await client.call('Copy', 'A', 'O');
    await client.call('ImageShiftByMicrons', 0.09, -0.06);
    await client.call('T');
    const before = (await client.call('ReportSpecimenShift'))!;
    await client.call('AlignTo', 'O');
    const after = (await client.call('ReportSpecimenShift'))!;
    const [xPx, yPx, alongNm, acrossNm, xNm, yNm] = (await client.call('ReportAlignShift'))!;
    const [, , binning, , pixelNm] = await client.call('ImageProperties', 'A');
    expect(alongNm).toBeGreaterThanOrEqual(0);
    expect(acrossNm).toBeGreaterThanOrEqual(0);
    const shiftNm = Math.hypot(xNm, yNm);
    expect(shiftNm).toBeGreaterThan(0);
    expect((Math.hypot(xPx, yPx) * pixelNm) / binning / shiftNm).toBeCloseTo(1, 1); // unbinned pixels
    // The shift of the image is the opposite of the image shift that was imposed.
    expect(Math.abs(1000 * (after[0] - before[0]) + xNm)).toBeLessThan(2);
    expect(Math.abs(1000 * (after[1] - before[1]) + yNm)).toBeLessThan(2);
  });

  test('without imposing it an alignment leaves the image shift alone', async () => {
    const { client } = serialEm();
    const [x, y] = await client.call('ReportImageShift');
    await client.call('AlignTo', 'O', 1);
    const [x2, y2] = await client.call('ReportImageShift');
    expect(x2).toBeCloseTo(x, 4);
    expect(y2).toBeCloseTo(y, 4);
  });
}
