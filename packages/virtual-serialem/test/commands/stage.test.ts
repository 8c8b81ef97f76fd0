import { expect, test } from 'vitest';
import { inSession, quietWith } from '../session.ts';

test('tilts to an angle and by an increment', () =>
  inSession({}, async ({ client }) => {
    await client.call('TiltTo', 12);
    await client.call('TiltBy', -4.5);
    expect(await client.call('ReportTiltAngle')).toBe(7.5);
  }));

test('refuses a tilt beyond the limit of the stage and stays where it is', () =>
  inSession({}, async ({ client }) => {
    await client.call('TiltTo', 69.94);
    await expect(client.call('TiltTo', -69.96)).rejects.toThrow(/-69.96 degrees is beyond the limit of 69.9/);
    expect(await client.call('ReportTiltAngle')).toBe(69.94);
  }));

test('takes 0.8 s and a sixth of a second per degree to tilt, and nothing when it is there already', () =>
  inSession({}, async ({ client, virtual }) => {
    const before = virtual.nowS;
    await client.call('TiltTo', 30);
    expect(virtual.nowS - before).toBeCloseTo(0.01 + 0.8 + 5, 9);
    const there = virtual.nowS;
    await client.call('TiltTo', 30);
    expect(virtual.nowS - there).toBeCloseTo(0.01, 9);
  }));

test('waits for the tilt to settle before the next exposure, not before the answer', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('R');
    await client.call('TiltTo', 3);
    const arrived = virtual.nowS;
    await client.call('R');
    expect(virtual.nowS - arrived).toBeCloseTo(2 + 0.5 + 1.46 + 1.2, 6);
  }));

test('moves the stage in X and Y and leaves Z unless it is given', () =>
  inSession({}, async ({ client }) => {
    await client.call('MoveStageTo', 11, -7, 4);
    await client.call('MoveStageTo', 2, 5);
    expect(await client.call('ReportStageXYZ')).toEqual([2, 5, 4]);
    await client.call('MoveStage', 1, -2, 0.5);
    expect(await client.call('ReportStageXYZ')).toEqual([3, 3, 4.5]);
  }));

test('raising stage X brings a point of smaller x under the beam', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('MoveStageTo', 3, -2);
    await client.call('R');
    const { specimenPointUm } = virtual.exposures.at(-1)!;
    expect(specimenPointUm.x).toBeCloseTo(-3, 6);
    expect(specimenPointUm.y).toBeCloseTo(2, 6);
  }));

test('a stage of a real kind misses its coordinate, the same way for the same seed', async () => {
  const scenario = quietWith({ stage: { moveErrorUm: 0.3, moveBacklashUm: 0.5 } });
  const places: number[] = [];
  for (const seed of [3, 3, 4]) {
    await inSession({ scenario, seed }, async ({ client, virtual }) => {
      await client.call('MoveStageTo', 5, 0);
      await client.call('R');
      places.push(virtual.exposures.at(-1)!.specimenPointUm.x);
    });
  }
  expect(places[0]).not.toBeCloseTo(-5, 3);
  expect(places[1]).toBe(places[0]);
  expect(places[2]).not.toBe(places[0]);
});

test('eucentricity brings the specimen under the beam to the height of the tilt axis', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('MoveStageTo', 0, 6, 17);
    await client.call('Eucentricity', 1);
    await client.call('R');
    await client.call('TiltTo', 40);
    await client.call('R');
    const [flat, tilted] = virtual.exposures.filter(({ command }) => command === 'R');
    expect(tilted!.specimenPointUm.y).toBeCloseTo(flat!.specimenPointUm.y, 6);
    expect(tilted!.trueDefocusUm).toBeCloseTo(flat!.trueDefocusUm, 6);
    await expect(client.call('Eucentricity', 4)).rejects.toThrow(/rough or 2 for fine/);
  }));

test('the tilt-axis offset is reported in all its forms and can be set', () =>
  inSession({ scenario: quietWith({ stage: { tiltAxisAtUm: 2.4 } }) }, async ({ client, virtual }) => {
    const [offset, stageX, stageY, shiftX, shiftY, isOn] = await client.call('ReportTiltAxisOffset');
    expect([offset, isOn]).toEqual([2.4, 1]);
    expect([stageX, stageY]).toEqual([expect.closeTo(0, 9), expect.closeTo(2.4, 9)]);
    expect(0.98 * Math.hypot(shiftX, shiftY)).toBeCloseTo(2.4, 9);
    await client.call('R');
    await client.call('SetTiltAxisOffset', 0.9);
    await client.call('R');
    const [onAxis, beside] = virtual.exposures;
    expect(onAxis!.specimenPointUm.y - beside!.specimenPointUm.y).toBeCloseTo(1.5, 6);
    await expect(client.call('SetTiltAxisOffset', -26)).rejects.toThrow(/beyond ±25 µm/);
  }));

test('no property takes the goniometer beyond where it ends', () =>
  inSession({}, async ({ client }) => {
    await client.call('SetProperty', 'MaximumTiltAngle', 1000);
    await expect(client.call('TiltTo', 71)).rejects.toThrow(/beyond the limit of 69.9/);
    await client.call('SetProperty', 'MaximumTiltAngle', 50);
    await expect(client.call('TiltTo', 51)).rejects.toThrow(/beyond the limit of 50/);
    expect(await client.call('ReportTiltAngle')).toBe(0);
  }));
