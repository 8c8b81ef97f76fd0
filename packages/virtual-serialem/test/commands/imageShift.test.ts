import { expect, test } from 'vitest';
import { inSession, quietWith } from '../session.ts';

test('moves by microns of the specimen and reports them back', () =>
  inSession({}, async ({ client }) => {
    expect(await client.call('ImageShiftByMicrons', 4, 3)).toBe(0);
    const [x, y] = (await client.call('ReportSpecimenShift'))!;
    expect([x, y]).toEqual([expect.closeTo(4, 9), expect.closeTo(3, 9)]);
    const [shiftX, shiftY] = await client.call('ReportImageShift');
    // Worked by hand from 0.98·R(−1.4°): the example of the design.
    expect(shiftX).toBeCloseTo(4.0056, 4);
    expect(shiftY).toBeCloseTo(3.16, 4);
  }));

test('sets units, adds units, and adds whole pixels', () =>
  inSession({}, async ({ client }) => {
    await client.call('SetImageShift', 1.5, -0.5);
    await client.call('ImageShiftByUnits', 0.25, 2);
    const [x, y] = await client.call('ReportImageShift');
    expect([x, y]).toEqual([1.75, 1.5]);
    await client.call('SetImageShift', 0, 0);
    await client.call('ImageShiftByPixels', 20.4, -11.6);
    const [, , cameraX, cameraY] = await client.call('ReportImageShift');
    expect([cameraX, cameraY]).toEqual([expect.closeTo(-20, 6), expect.closeTo(12, 6)]);
  }));

test('looks where it says at zero tilt', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('ImageShiftByMicrons', -2.5, 1.25);
    await client.call('R');
    const { specimenPointUm } = virtual.exposures[0]!;
    expect(specimenPointUm.x).toBeCloseTo(-2.5, 6);
    expect(specimenPointUm.y).toBeCloseTo(1.25, 6);
  }));

test('refuses a shift beyond the limit by reporting 1, and nothing moves', () =>
  inSession({}, async ({ client }) => {
    await client.call('ImageShiftByMicrons', 9, 0);
    expect(await client.call('ImageShiftByMicrons', 4, 8)).toBe(1);
    expect(await client.call('SetImageShift', 15.4, 0.2)).toBe(1);
    const [x, y] = (await client.call('ReportSpecimenShift'))!;
    expect([x, y]).toEqual([expect.closeTo(9, 9), expect.closeTo(0, 9)]);
    await client.call('SetProperty', 'ImageShiftLimit', 20);
    expect(await client.call('ImageShiftByMicrons', 4, 8)).toBe(0);
  }));

test('an increment counts the tilt-axis offset towards the limit, an absolute setting does not', () =>
  inSession({ scenario: quietWith({ stage: { tiltAxisAtUm: 3 } }) }, async ({ client }) => {
    expect(await client.call('ImageShiftByMicrons', 0, 12.5)).toBe(1);
    expect(await client.call('SetImageShift', 0.3, 12.7)).toBe(0);
  }));

test('resetting the image shift moves the stage so that the view stays, and focus follows the height', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('TiltTo', 25);
    await client.call('ImageShiftByMicrons', 1.5, 2);
    await client.call('R');
    const [, , , , stageX, stageY] = await client.call('ReportImageShift');
    await client.call('ResetImageShift');
    await client.call('R');
    const [before, after] = virtual.exposures;
    expect(after!.specimenPointUm.x).toBeCloseTo(before!.specimenPointUm.x, 6);
    expect(await client.call('ReportStageXYZ')).toEqual([stageX, stageY, 0]);
    expect(stageY).toBeCloseTo(-2 / Math.cos((25 * Math.PI) / 180), 9);
    expect(await client.call('ReportDefocus')).toBeCloseTo(2 * Math.tan((25 * Math.PI) / 180), 9);
    expect(await client.call('ReportSpecimenShift')).toEqual([0, 0]);
  }));

test('the matrices belong together', () =>
  inSession({}, async ({ client }) => {
    const [xx, xy, yx, yy] = await client.call('ISToSpecimenMatrix', 0);
    expect([xx, xy, yx, yy].map((v) => Number(v.toFixed(5)))).toEqual([0.97971, 0.02394, -0.02394, 0.97971]);
    expect(await client.call('StageToSpecimenMatrix', 0)).toEqual([
      -1,
      expect.closeTo(0, 12),
      expect.closeTo(0, 12),
      -1,
    ]);
    const [axx, axy, ayx, ayy] = await client.call('SpecimenToCameraMatrix', 28);
    const [bxx, bxy, byx, byy] = await client.call('ISToCameraMatrix', 28);
    // B = A·C, element by element.
    expect(bxx).toBeCloseTo(axx * xx + axy * yx, 9);
    expect(bxy).toBeCloseTo(axx * xy + axy * yy, 9);
    expect(byx).toBeCloseTo(ayx * xx + ayy * yx, 9);
    expect(byy).toBeCloseTo(ayx * xy + ayy * yy, 9);
    expect(await client.call('CameraToSpecimenMatrix', 99)).toEqual([0, 0, 0, 0]);
  }));

test('the beam tilt follows the image shift once for each call and can be put back once', () =>
  inSession({}, async ({ client }) => {
    await client.call('ImageShiftByMicrons', 6, -2);
    await client.call('AdjustBeamTiltforIS');
    await client.call('AdjustBeamTiltforIS');
    const [x, y] = await client.call('ReportBeamTilt');
    expect([x, y]).toEqual([expect.closeTo(1.2, 9), expect.closeTo(-0.4, 9)]);
    await client.call('RestoreBeamTilt');
    expect(await client.call('ReportBeamTilt')).toEqual([0, 0]);
    await expect(client.call('RestoreBeamTilt')).rejects.toThrow(/no saved beam tilt/);
  }));
