import { expect, test } from 'vitest';
import { inSession, quietWith } from '../session.ts';

test('sets and changes the defocus read-out', () =>
  inSession({}, async ({ client }) => {
    await client.call('SetDefocus', -3.25);
    await client.call('ChangeFocus', 0.5);
    expect(await client.call('ReportDefocus')).toBe(-2.75);
  }));

test('a focus change of exactly zero is an error', () =>
  inSession({}, async ({ client }) => {
    await expect(client.call('ChangeFocus', 0)).rejects.toThrow(/zero is not allowed/);
    await expect(client.call('SetTargetDefocus', 51)).rejects.toThrow(/beyond the limits/);
  }));

test('a point higher up is less under focus by its height', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('SetDefocus', -5);
    await client.call('ImageShiftByMicrons', 0, -4);
    await client.call('R');
    // The lamella of the scenario falls by 10° towards the front: 4 µm to the back is 0.705 µm higher.
    expect(virtual.exposures[0]!.trueDefocusUm).toBeCloseTo(-5 + 4 * Math.tan((10 * Math.PI) / 180), 6);
  }));

test('autofocus takes three exposures and brings the defocus to its target', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('SetDefocus', 2);
    await client.call('SetTargetDefocus', -4.5);
    await client.call('G');
    expect(virtual.exposures.map(({ command, area }) => [command, area])).toEqual(Array(3).fill(['G', 'focus']));
    expect(await client.call('ReportAutoFocus')).toEqual([expect.closeTo(2, 3), 0]);
    expect(await client.call('ReportDefocus')).toBeCloseTo(-4.5, 3);
    expect(virtual.exposures.at(-1)!.requestedDefocusUm).toBe(-4.5);
  }));

test('measuring only leaves the focus alone, and without drift protection there is no drift', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('SetDefocus', -1.5);
    await client.call('G', -1);
    expect(await client.call('ReportDefocus')).toBe(-1.5);
    expect(await client.call('ReportFocusDrift')).toHaveLength(2);
    await client.call('SetUserSetting', 'DriftProtection', 0);
    await client.call('G', -1);
    expect(virtual.exposures).toHaveLength(5);
    await expect(client.call('ReportFocusDrift')).rejects.toThrow(/did not measure drift/);
  }));

test('the slope of defocus with tilt beside the axis tells where the axis is', () =>
  inSession({ scenario: quietWith({ stage: { tiltAxisAtUm: 2.4 } }) }, async ({ client }) => {
    await client.call('SetTiltAxisOffset', 0.9);
    const measured: number[] = [];
    for (const tiltDeg of [0, 15]) {
      await client.call('TiltTo', tiltDeg);
      await client.call('G', -1);
      measured.push((await client.call('ReportAutoFocus'))[0]);
    }
    const offsetUm = -(measured[1]! - measured[0]!) / Math.tan((15 * Math.PI) / 180);
    expect(0.9 + offsetUm).toBeCloseTo(2.4, 1);
  }));

test('autofocus by correlating formed images agrees with the truth', () =>
  inSession(
    {
      scenario: {
        camera: { widthPx: 480, heightPx: 352, sensorPixels: 12, countsPerElectron: 8 },
        optics: {
          magnifications: [
            { index: 10, magnification: 740, pixelSizeNm: 192 },
            { index: 17, magnification: 4800, pixelSizeNm: 24 },
            { index: 28, magnification: 33000, pixelSizeNm: 3.24 },
          ],
          focus: { autofocusSlopeError: 0 },
        },
      },
      seed: 5,
    },
    async ({ client, virtual }) => {
      await client.call('SetDefocus', -6);
      await client.call('G', -1);
      const [measured, failure] = await client.call('ReportAutoFocus');
      expect(failure).toBe(0);
      expect(Math.abs(measured - virtual.exposures.at(-1)!.trueDefocusUm)).toBeLessThan(0.4);
    },
  ));

test('the CTF programs give the true defocus at the centre of the image, within the range of search', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('SetDefocus', -4.2);
    await client.call('ImageShiftByMicrons', 0, 3);
    await client.call('R');
    const { trueDefocusUm } = virtual.exposures[0]!;
    const found = await client.call('CtfFind', 'A', -7, -0.5);
    expect(found[0]).toBeCloseTo(trueDefocusUm, 9);
    expect(found).toHaveLength(6);
    expect((await client.call('Ctfplotter', 'A', -3, -1, 1, 0, -10))[0]).toBe(-3);
    await client.putImage('M', { width: 2, height: 1, type: 1, data: Int16Array.of(4, 5) });
    await expect(client.call('CtfFind', 'M', -7, -1)).rejects.toThrow(/No CTF fit/);
  }));
