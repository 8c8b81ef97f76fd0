import { expect, test } from 'vitest';
import { inSession, quietWith } from '../session.ts';

const camera = quietWith({ camera: { widthPx: 64, heightPx: 48 } });

test('parts of the camera have letters, and explicit areas are cut to whole binned pixels', () =>
  inSession({ scenario: camera }, async ({ client }) => {
    const area = async () => await client.call('ReportCameraSetArea', 'R');
    expect(await area()).toEqual([64, 48, 0, 64, 0, 48]);
    await client.call('SetCameraArea', 'R', 'WQ');
    expect(await area()).toEqual([32, 12, 16, 48, 18, 30]);
    await client.call('SetBinning', 'R', 4);
    await client.call('SetCameraArea', 'R', '10', 41, 6, 27);
    expect(await area()).toEqual([8, 5, 8, 40, 4, 24]);
    await expect(client.call('SetCameraArea', 'R', '10', 41)).rejects.toThrow(/four coordinates/);
  }));

test('a centred size is binned pixels, and one that does not fit is refused', () =>
  inSession({ scenario: camera }, async ({ client }) => {
    await client.call('SetCenteredSize', 'F', 2, 20, 16);
    expect(await client.call('ReportCameraSetArea', 'F')).toEqual([20, 16, 12, 52, 8, 40]);
    expect(await client.call('ReportBinning', 'F')).toBe(2);
    await expect(client.call('SetCenteredSize', 'F', 2, 33, 16)).rejects.toThrow(/does not fit/);
    await expect(client.call('SetCenteredSize', 'F', 5, 8, 8)).rejects.toThrow(/not one of the binnings/);
  }));

test('an area beside the middle of the camera looks beside, and the truth knows it', () =>
  inSession({ scenario: camera }, async ({ client, virtual }) => {
    await client.call('R');
    await client.call('SetCameraArea', 'R', '32', 64, 0, 24);
    await client.call('R');
    expect((await client.call('ImageProperties', 'A'))!.slice(0, 2)).toEqual([32, 24]);
    const [whole, corner] = virtual.exposures.map(({ specimenPointUm: { x, y } }) => ({ x, y }));
    const beside = (await client.call('CameraToSpecimenMatrix', 0))!;
    expect(corner!.x - whole!.x).toBeCloseTo(16 * beside[0]! + 12 * beside[1]!, 5);
    expect(corner!.y - whole!.y).toBeCloseTo(16 * beside[2]! + 12 * beside[3]!, 2);
  }));

test('a set is one letter in either case, or its number', () =>
  inSession({}, async ({ client }) => {
    await client.call('SetExposure', 'r', 3);
    expect(await client.call('ReportExposure', '3')).toEqual([3, 0]);
    expect(await client.call('ReportExposure', '3.0')).toEqual([3, 0]);
    await client.call('SetExposure', 'M', 0.75, 0.25);
    expect(await client.call('ReportExposure', '6')).toEqual([0.75, 0.25]);
    await expect(client.call('ReportExposure', 'Record')).rejects.toThrow(/not a camera parameter set/);
  }));

test('frame time and exposure grow together, and dose fractions are remembered', () =>
  inSession({}, async ({ client }) => {
    await client.call('SetExposure', 'R', 1.2);
    expect(await client.call('SetFrameTime', 'R', 0.2)).toBe(0.2);
    const changed = (await client.call('ChangeFrameAndExposure', 'R', 1.5)) as readonly number[];
    expect(changed.map((seconds) => Number(seconds.toFixed(9)))).toEqual([0.3, 1.8]);
    await client.call('SetDoseFracParams', 'R', 1, 3, 1, 2);
    const [on, save, align, method, sum] = (await client.call('ReportDoseFracParams', 'R'))!;
    expect([on, save, align, method, sum]).toEqual([1, 3, 1, 2, 0]);
    await expect(client.call('SetDoseFracParams', 'R', 1, 3, 1, 4)).rejects.toThrow(/frame alignment/);
    await client.call('SetProcessing', 'R', 1);
    await client.call('SetContinuous', 'R', 1);
    expect(await client.call('ReportMiscCameraParams', 'R')).toEqual([1, 1]);
    await client.call('RestoreCameraSet', 'R');
    expect(await client.call('ReportMiscCameraParams', 'R')).toEqual([2, 0]);
  }));

test('the Record exposure is scaled to a mean, from an unprocessed Record image only', () =>
  inSession({}, async ({ client }) => {
    await expect(client.call('SetExposureForMean', 50)).rejects.toThrow(/Record area/);
    await client.call('SetExposure', 'R', 2);
    await client.call('R');
    const mean = (await client.call('ReportMeanCounts', 'A')) as number;
    await client.call('SetExposureForMean', mean * 3);
    expect((await client.call('ReportExposure', 'R'))![0]).toBeCloseTo(6, 6);
  }));

test('all values of a set come in an array, and one by one as they were before the script', () =>
  inSession({ scenario: camera }, async ({ client }) => {
    await client.call('SetExposure', 'V', 7);
    await client.call('GetAllCameraSetValues', 0, 'V', 'all', 'continuous', 'processing');
    const values = String(await client.call('GetVariable', 'all'))
      .split('\n')
      .map(Number);
    expect(values).toHaveLength(36);
    expect(values.slice(5, 12)).toEqual([1, 1, 0, 0, 0, 64, 48]);
    expect(await client.call('GetVariable', 'processing')).toBe(2);
  }));

test('there is one camera, and its properties have names', () =>
  inSession({ scenario: camera }, async ({ client }) => {
    expect(await client.call('ReportCameraProperty', 0, 'CameraSizeX')).toBe(64);
    expect(await client.call('ReportCameraProperty', 1, 'k2type')).toBe(0);
    await client.call('SetCameraProperty', 1, 'ShutterDeadTime', 0.02);
    expect(await client.call('ReportCameraProperty', 0, 'shutterDeadTime')).toBe(0.02);
    await expect(client.call('ReportCameraProperty', 0, 'Colour')).rejects.toThrow(/Colour is not a camera property/);
    await expect(client.call('SetCameraProperty', 2, 'K2Type', 3)).rejects.toThrow(/no camera 2/);
    expect(await client.call('ReportCameraName', 5)).toBe('NOCAM');
  }));
