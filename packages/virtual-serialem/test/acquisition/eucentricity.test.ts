import type { ScenarioInput } from '@pacetomo/virtual-serialem';
import { describe, expect, test } from 'vitest';
import lamella from '../../scenarios/lamella.json' with { type: 'json' };
import { inSession } from '../session.ts';

/** The lamella at eucentric height at the start, so that the stage Z of the start is what eucentricity has to find. */
const atHeight: ScenarioInput = {
  ...lamella,
  specimen: { kind: 'lamella' },
  stage: { ...lamella.stage, eucentricErrorUm: 0 },
};

describe('eucentricity on View images', () => {
  test('rough: brings back a specimen that is 9 µm too high to half a micrometre, at real dose, and ends at zero tilt', () =>
    inSession({ scenario: atHeight, seed: 17 }, async ({ client, virtual }) => {
      const [, , heightUm] = await client.call('ReportStageXYZ');
      await client.call('MoveStageTo', 0, 0, heightUm + 9);
      await client.call('TiltTo', 12);
      const from = virtual.nowS;
      await client.call('Eucentricity', 1);
      const [, , foundUm] = await client.call('ReportStageXYZ');
      expect(Math.abs(foundUm - heightUm)).toBeLessThan(0.75);
      expect(Math.abs(await client.call('ReportTiltAngle'))).toBeLessThan(0.03);
      const shots = virtual.exposures.filter(({ command }) => command === 'Eucentricity');
      expect(shots.length).toBeGreaterThan(3);
      for (const { area, doseEPerA2 } of shots) expect([area, doseEPerA2]).toEqual(['view', 0.04]);
      expect(virtual.nowS - from).toBeGreaterThan(20);
      expect(virtual.nowS - from).toBeLessThan(90);
      expect(await client.call('ReportRoughEucenFailed')).toBe(0);
    }));

  test('rough and fine: the height to a quarter of a micrometre, and where the axis is', () =>
    inSession({ scenario: atHeight, seed: 34 }, async ({ client }) => {
      await expect(client.call('ReportLastAxisOffset')).rejects.toThrow(/fine eucentricity has not been run/);
      const [, , heightUm] = await client.call('ReportStageXYZ');
      await client.call('MoveStageTo', 0, 0, heightUm - 6);
      await client.call('Eucentricity', 3);
      const [, , foundUm] = await client.call('ReportStageXYZ');
      expect(Math.abs(foundUm - heightUm)).toBeLessThan(0.25);
      // what SerialEM knows already must not be what is found
      await client.call('SetTiltAxisOffset', 0);
      await client.call('Eucentricity', 2);
      expect(Math.abs((await client.call('ReportLastAxisOffset')) - 2.4)).toBeLessThan(1.2);
    }));

  test('gives up when the change would be beyond the limit of the next run, and only of the next', () =>
    inSession({ scenario: atHeight, seed: 51 }, async ({ client }) => {
      const [, , heightUm] = await client.call('ReportStageXYZ');
      await client.call('MoveStageTo', 0, 0, heightUm + 7);
      await expect(client.call('LimitNextRoughEucen', -1)).rejects.toThrow(/cannot be negative/);
      await client.call('LimitNextRoughEucen', 3);
      await client.call('Eucentricity', 1);
      expect(await client.call('ReportRoughEucenFailed')).toBe(1);
      const [, , leftUm] = await client.call('ReportStageXYZ');
      expect(leftUm).toBeCloseTo(heightUm + 7, 9);
      await client.call('Eucentricity', 1);
      expect(await client.call('ReportRoughEucenFailed')).toBe(0);
      const [, , foundUm] = await client.call('ReportStageXYZ');
      expect(Math.abs(foundUm - heightUm)).toBeLessThan(1);
    }));
});

test('the shortcut keeps the limit too', () =>
  inSession({}, async ({ client }) => {
    await client.call('MoveStageTo', 0, 0, 13);
    await client.call('LimitNextRoughEucen', 4);
    await client.call('Eucentricity', 1);
    expect(await client.call('ReportRoughEucenFailed')).toBe(1);
    expect((await client.call('ReportStageXYZ'))[2]).toBe(13);
    await expect(client.call('Eucentricity', -1)).rejects.toThrow(/by focus is not calibrated/);
  }));
