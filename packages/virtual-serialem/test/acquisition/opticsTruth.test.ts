import { expect, test } from 'vitest';
import { inSession, quietWith } from '../session.ts';

const seen = (beam: object) => quietWith({ optics: { beam }, specimen: { lamella: { pretiltDeg: 0 } } });

test('beam tilt that image shift brings moves the image by defocus times tilt; a tenth is left when it is compensated', () =>
  inSession({ scenario: seen({ tiltMovesImage: true, comaMradPerUm: 0.1 }) }, async ({ client, virtual }) => {
    await client.call('SetDefocus', -5);
    await client.call('ImageShiftByMicrons', 8, 0);
    await client.call('R');
    await client.call('AdjustBeamTiltforIS');
    await client.call('R');
    await client.call('RestoreBeamTilt');
    await client.call('ImageShiftByMicrons', 0, -3, 1, 1);
    await client.call('ImageShiftByMicrons', 0, 3, 1, 1);
    await client.call('R');
    const missNm = virtual.exposures.map(({ specimenPointUm }) => 1000 * (specimenPointUm.x - 8));
    // 8 µm bring 0.88 mrad; at −5 µm that is 4.4 nm, and 0.4 nm when 0.8 mrad are taken out.
    expect(missNm[0]).toBeCloseTo(-4.4, 2);
    expect(missNm[1]).toBeCloseTo(-0.4, 2);
    // There and back with compensation of what has changed leaves the tilt that the rest of the shift brings.
    expect(missNm[2]).toBeCloseTo(-4.4, 2);
  }));

test('View is a little larger and turned where its defocus offset is not calibrated', () =>
  inSession(
    { scenario: quietWith({ lowDose: { view: { scaleErrorFraction: 0.02, rotationErrorDeg: 1 } } }) },
    async ({ client, virtual }) => {
      await client.call('V');
      const { xx, xy, yx, yy } = virtual.exposures[0]!.look!.cameraFromLab;
      const [from, to] = [85.3, 86.3].map((deg) => (deg * Math.PI) / 180);
      expect(Math.sqrt(xx * yy - xy * yx)).toBeCloseTo((1000 / 375) * 1.02, 9);
      expect(Math.atan2(yx, xx)).toBeCloseTo(to!, 9);
      expect(Math.atan2(yx, xx)).not.toBeCloseTo(from!, 3);
    },
  ));

test('the stage position is read back with some noise after each tilt, twice as much across the axis', () =>
  inSession({ scenario: quietWith({ stage: { readbackNm: 10 } }) }, async ({ client }) => {
    const read: { x: number; y: number }[] = [];
    for (let tiltDeg = -60; tiltDeg <= 60; tiltDeg++) {
      await client.call('TiltTo', tiltDeg);
      const [x, y] = await client.call('ReportStageXYZ');
      read.push({ x: 1000 * x, y: 1000 * y });
    }
    const rms = (of: (p: { x: number; y: number }) => number) => Math.hypot(...read.map(of)) / Math.sqrt(read.length);
    expect(rms(({ x }) => x)).toBeGreaterThan(8);
    expect(rms(({ x }) => x)).toBeLessThan(12);
    expect(rms(({ y }) => y)).toBeGreaterThan(16);
    expect(rms(({ y }) => y)).toBeLessThan(24);
  }));
