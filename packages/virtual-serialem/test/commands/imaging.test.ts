import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inSession, quietWith } from '../session.ts';

test('each set exposes in its low-dose area and stays there', () =>
  inSession({}, async ({ client, virtual }) => {
    for (const command of ['V', 'F', 'T', 'R', 'L', 'Search'] as const) await client.call(command);
    expect(virtual.exposures.map(({ command, area }) => [command, area])).toEqual([
      ['V', 'view'],
      ['F', 'focus'],
      ['T', 'trial'],
      ['R', 'record'],
      ['L', 'record'],
      ['Search', 'search'],
    ]);
    expect(await client.call('ReportLowDose')).toEqual([1, 4]);
  }));

test('View brings its defocus offset and takes it away again', () =>
  inSession({}, async ({ client }) => {
    await client.call('SetDefocus', -4);
    await client.call('V');
    expect(await client.call('ReportDefocus')).toBe(-54);
    await client.call('GoToLowDoseArea', 'R');
    expect(await client.call('ReportDefocus')).toBe(-4);
    expect(await client.call('ReportLDDefocusOffset', 'V')).toBe(-50);
  }));

test('a new image is in A, the one before in B, and its properties can be asked', () =>
  inSession({}, async ({ client }) => {
    await client.call('R');
    await client.call('SetExposure', 'V', 0.7);
    await client.call('SetBinning', 'V', 2);
    await client.call('V');
    expect(await client.call('ImageProperties', 'A')).toEqual([16, 16, 2, 0.7, 750, 0]);
    expect(await client.call('ImageProperties', 'B')).toEqual([32, 32, 1, 1.46, 50, 3]);
    expect(await client.call('ReportCurrentBuffer')).toEqual(['A', 1]);
  }));

test('imageTickTime tells a new exposure from an old one', () =>
  inSession({}, async ({ client }) => {
    await client.call('R');
    await client.call('ImageProperties', 'A');
    const first = Number(await client.call('GetVariable', 'imageTickTime'));
    await client.call('ImageProperties', 'A');
    expect(await client.call('GetVariable', 'IMAGETICKTIME')).toBe(first);
    await client.call('R');
    await client.call('ImageProperties', 'A');
    expect(Number(await client.call('GetVariable', 'imageTickTime'))).toBeGreaterThan(first);
    expect(Number(await client.call('ReportTickTime'))).toBeGreaterThan(first);
  }));

test('the dose of an image is rate times time; SerialEM believes it with the valves closed too, the specimen gets none', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('SetExposure', 'R', 2);
    await client.call('R');
    const [dose, magnification] = await client.call('ImageConditions', 'A');
    expect(dose).toBeCloseTo(4.11, 9);
    expect(magnification).toBe(33000);
    await client.call('SetColumnOrGunValve', 0);
    expect(await client.call('ReportColumnOrGunValve')).toBe(0);
    await client.call('R');
    expect((await client.call('ImageConditions', 'A'))[0]).toBe(dose);
    expect(virtual.exposures.map(({ doseEPerA2 }) => doseEPerA2)).toEqual([dose, 0]);
  }));

test('mean counts are per pixel, or per unbinned pixel and second', () =>
  inSession({}, async ({ client }) => {
    await client.call('SetBinning', 'R', 2);
    await client.call('R');
    const mean = Number(await client.call('ReportMeanCounts'));
    expect(mean).toBeGreaterThan(100);
    expect(await client.call('ReportMeanCounts', 'A', 1)).toBeCloseTo(mean / (4 * 1.46), 9);
  }));

test('AcquireToMatchBuffer takes set, binning, exposure and size from an image', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('SetCameraArea', 'V', 'H');
    await client.call('SetExposure', 'V', 0.3);
    await client.call('V');
    await client.call('Copy', 'A', 'O');
    await client.call('RestoreCameraSet', 'V');
    await client.call('R');
    await client.call('AcquireToMatchBuffer', 'O');
    expect(await client.call('ImageProperties', 'A')).toEqual([16, 16, 1, 0.3, 375, 0]);
    expect(virtual.exposures.at(-1)?.command).toBe('AcquireToMatchBuffer');
  }));

test('AcquireToMatchBuffer saves no frames, also of a Record', () =>
  inSession({ scenario: quietWith({ camera: { frames: 'placeholder' } }) }, async ({ client, dir }) => {
    await client.call('R');
    const saved = await readdir(join(dir, 'frames'));
    expect(saved).toHaveLength(2);
    await client.call('AcquireToMatchBuffer', 'A');
    expect((await client.call('ImageProperties', 'A'))![5]).toBe(3);
    expect(await readdir(join(dir, 'frames'))).toEqual(saved);
  }));

test('metadata can be asked by the names of the mdoc', () =>
  inSession({}, async ({ client }) => {
    await client.call('TiltTo', -13.5);
    await client.call('MoveStageTo', 4, -9);
    await client.call('R');
    expect(await client.call('ReportMetadataValues', 'A', 'TiltAngle')).toBe('-13.5');
    expect(await client.call('ReportMetadataValues', 'A', 'stageposition')).toEqual(['4', '-9']);
    await expect(client.call('ReportMetadataValues', 'A', 'Colour')).rejects.toThrow(/no metadata called Colour/);
  }));

test('camera parameters are changed for the script and restored once', () =>
  inSession({}, async ({ client, reconnect }) => {
    await client.call('SetExposure', 'R', 0.9);
    expect(await client.call('ReportExposure', 'R')).toEqual([0.9, 0]);
    await client.call('RestoreCameraSet', 'R');
    expect(await client.call('ReportExposure', 'R')).toEqual([1.46, 0]);
    await expect(client.call('RestoreCameraSet', 'R')).rejects.toThrow(/nothing to restore/);
    await client.call('SetBinning', 'R', 4);
    client.close();
    expect(await reconnect().call('ReportBinning', 'R')).toBe(1);
  }));

test('impossible camera parameters are refused', () =>
  inSession({}, async ({ client }) => {
    await expect(client.call('SetBinning', 'R', 5)).rejects.toThrow(/not one of the binnings/);
    await expect(client.call('SetExposure', 'R', 0)).rejects.toThrow(/not possible/);
    await expect(client.call('SetExposure', 'Q', 1)).rejects.toThrow(/not a camera parameter set/);
    await expect(client.call('ReportCameraProperty', 0, 'Weight')).rejects.toThrow(/Weight/);
    expect(await client.call('ReportCameraProperty', 0, 'K2Type')).toBe(0);
  }));

test('the camera tells its size and pixel', () =>
  inSession({}, async ({ client }) => {
    expect(await client.call('CameraProperties')).toEqual([32, 32, 0, 5, 50, 1]);
    expect(await client.call('ReportCurrentPixelSize', 'V')).toBe(375);
    expect(await client.call('ReportMag')).toEqual([33000, 0, 1]);
  }));

test('Record can change its magnification for the script', () =>
  inSession({}, async ({ client, reconnect }) => {
    await client.call('GoToLowDoseArea', 'R');
    await client.call('UpdateLowDoseParams', 'R');
    await client.call('SetMag', 42000);
    expect((await client.call('ReportMag'))[0]).toBe(42000);
    await expect(client.call('SetMag', 12345)).rejects.toThrow(/not near any magnification/);
    client.close();
    expect((await reconnect().call('ReportMag'))[0]).toBe(33000);
  }));
