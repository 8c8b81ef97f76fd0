import { expect, test } from 'vitest';
import { inSession, quietWith } from '../session.ts';

test('the stage tilts by an increment, which may shrink with the cosine', () =>
  inSession({}, async ({ client }) => {
    await client.call('TiltUp');
    expect(await client.call('ReportTiltAngle')).toBe(3);
    await client.call('SetTiltIncrement', 20);
    await client.call('D');
    expect(await client.call('ReportTiltAngle')).toBe(-17);
    await client.call('TiltTo', 60);
    await client.call('SetTiltIncrement', 2, 1);
    await client.call('U');
    expect(await client.call('ReportTiltAngle')).toBeCloseTo(61, 9);
    await expect(client.call('SetTiltIncrement', 61)).rejects.toThrow(/0\.02 and 60/);
  }));

test('WalkUpTo tilts in steps and keeps the specimen in view', () =>
  inSession({ scenario: quietWith({ stage: { tiltAxisAtUm: 1.5 } }) }, async ({ client, virtual }) => {
    await client.call('WalkUpTo', -28);
    expect(await client.call('ReportTiltAngle')).toBe(-28);
    expect(virtual.exposures).toHaveLength(6);
    const [first, last] = [virtual.exposures[0]!, virtual.exposures.at(-1)!];
    expect(virtual.exposures.map(({ command }) => command)).toContain('WalkUpTo');
    await client.call('T');
    const after = virtual.exposures.at(-1)!.specimenPointUm;
    expect(Math.hypot(after.x - first.specimenPointUm.x, after.y - first.specimenPointUm.y)).toBeLessThan(0.05);
    expect(last.nominalTiltDeg).toBe(-28);
  }));

test('ReverseTilt comes back to the angle and the place', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('TiltTo', 15);
    await client.call('ReverseTilt', -1);
    expect(await client.call('ReportTiltAngle')).toBe(15);
    expect(virtual.exposures.map(({ nominalTiltDeg }) => nominalTiltDeg)).toEqual([15, 15]);
  }));

test('a background tilt goes on under an exposure, and another tilt waits for it', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('BackgroundTilt', 30, 0.1);
    expect(await client.call('ReportStageBusy')).toBe(1);
    await client.call('Delay', 24.6, 's');
    await client.call('R');
    expect(virtual.exposures[0]!.nominalTiltDeg).toBeCloseTo(15, 0);
    await client.call('TiltTo', 12);
    expect(virtual.nowS).toBeGreaterThan(50);
    expect(await client.call('ReportStageBusy')).toBe(0);
    expect(await client.call('ReportTiltAngle')).toBe(12);
  }));

test('a background tilt is stopped where it is, or a little further', () =>
  inSession({}, async ({ client }) => {
    await client.call('StopBackgroundTilt');
    await client.call('BackgroundTilt', -40, 0.05);
    await client.call('Delay', 60.8, 's');
    await client.call('StopBackgroundTilt', 1);
    const tiltDeg = (await client.call('ReportTiltAngle')) as number;
    expect(tiltDeg).toBeCloseTo(-17, 0);
    expect(await client.call('ReportStageBusy')).toBe(0);
  }));

test('the stage moves in the background, by pixels, and slowly', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('BackgroundMoveStage', 9, -4);
    await client.call('MoveStage', 1, 0);
    expect((await client.call('ReportStageXYZ'))!.slice(0, 2)).toEqual([10, -4]);
    await client.call('BackgroundMoveStage', 500, 500, 0.01);
    await client.call('StopBackgroundStage', 0, 2);
    expect((await client.call('ReportStageXYZ'))!.slice(0, 2)).toEqual([10, -2]);
    const before = virtual.nowS;
    await client.call('MoveStageWithSpeed', 0, 50, 0.1);
    expect(virtual.nowS - before).toBeGreaterThan(10);
    await client.call('R');
    await client.call('StageShiftByPixels', 20, -10);
    await client.call('R');
    const matrix = (await client.call('CameraToStageMatrix', 0))!;
    const [, y] = (await client.call('ReportStageXYZ'))!;
    expect(y).toBeCloseTo(48 + matrix[2]! * 20 - matrix[3]! * 10, 9);
  }));

const drifting = quietWith({ stage: { driftNmPerS: 3 }, alignment: { noiseNm: 0.01 } });

test('the wait for drift ends when the specimen is still, and otherwise in an error or a flag', () =>
  inSession({ scenario: drifting }, async ({ client, virtual }) => {
    await expect(client.call('DriftWaitTask', 0.5, 'nm', 20, 4)).rejects.toThrow(/still .* nm\/s/);
    const [nmPerS, failed] = (await client.call('GetWaitTaskDrift'))!;
    expect(failed).toBe(1);
    expect(nmPerS).toBeLessThan(3.1);
    expect(nmPerS).toBeGreaterThan(0.3);
    await client.call('DriftWaitTask', 0.5, 'nm', 20, 4, -1, 'T');
    expect(virtual.exposures.at(-1)).toMatchObject({ command: 'DriftWaitTask', area: 'trial' });
    await client.call('DriftWaitTask', 40, 'A', 20, 4);
    expect((await client.call('GetWaitTaskDrift'))![1]).toBe(0);
    await expect(client.call('DriftWaitTask', 1, 'mm')).rejects.toThrow(/not a unit/);
  }));

test('a single-tilt stage has no B axis', () =>
  inSession({}, async ({ client }) => {
    await expect(client.call('ReportStageBAxis')).rejects.toThrow(/single-tilt/);
  }));

test('a picture and a tilt in one command', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('RecordAndTiltTo', 18);
    await client.call('RecordAndTiltDown');
    expect(await client.call('ReportTiltAngle')).toBe(15);
    expect(virtual.exposures.map(({ nominalTiltDeg, area }) => [nominalTiltDeg, area])).toEqual([
      [0, 'record'],
      [18, 'record'],
    ]);
  }));
