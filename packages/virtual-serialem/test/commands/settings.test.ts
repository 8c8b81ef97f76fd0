import { expect, test } from 'vitest';
import { inSession, quietWith } from '../session.ts';

test('the refocus threshold says after how large a change autofocus measures again', () =>
  inSession({}, async ({ client, virtual }) => {
    const exposuresOf = async (thresholdUm: number): Promise<number> => {
      await client.call('SetUserSetting', 'RefocusThreshold', thresholdUm);
      await client.call('SetDefocus', -9.5);
      const before = virtual.exposures.length;
      await client.call('G');
      return virtual.exposures.length - before;
    };
    await client.call('SetTargetDefocus', -4);
    expect(await exposuresOf(7)).toBe(3);
    expect(await exposuresOf(2)).toBe(6);
  }));

test('a larger beam tilt moves the images of an autofocus further', () =>
  inSession({ scenario: quietWith({ optics: { focus: { beamTiltMrad: 4 } } }) }, async ({ client, virtual }) => {
    const movedUm = async (): Promise<number> => {
      await client.call('SetDefocus', -8);
      await client.call('G', -1);
      const [first, second] = virtual.exposures.slice(-3).map(({ specimenPointUm }) => specimenPointUm);
      return Math.hypot(second!.x - first!.x, second!.y - first!.y);
    };
    const atFour = await movedUm();
    expect(await client.call('ReportUserSetting', 'AutofocusBeamTilt')).toBe(4);
    await client.call('SetUserSetting', 'AutofocusBeamTilt', 10);
    expect((await movedUm()) / atFour).toBeCloseTo(2.5, 1);
  }));

test('the delays after a tilt and after a stage move are those of the settings', () =>
  inSession({}, async ({ client, virtual }) => {
    const costS = async (work: () => Promise<unknown>): Promise<number> => {
      const before = virtual.nowS;
      await work();
      return virtual.nowS - before;
    };
    const tilt = async (): Promise<void> => {
      await client.call('TiltBy', 3);
      await client.call('R');
    };
    const usualTiltS = await costS(tilt);
    await client.call('SetUserSetting', 'TiltDelay', 9);
    expect((await costS(tilt)) - usualTiltS).toBeCloseTo(7, 6);
    const move = () => client.call('MoveStage', 5, 0);
    const usualMoveS = await costS(move);
    await client.call('SetProperty', 'StageMoveDelay', 3500);
    expect((await costS(move)) - usualMoveS).toBeCloseTo(1.5, 6);
  }));

test('a setting that nothing heeds is refused instead of ignored', () =>
  inSession({}, async ({ client }) => {
    for (const name of ['AbortThreshold', 'DisableAutoTrim', 'NormalizeAllOnMagChange', 'WalkUpTargetAngle'])
      await expect(client.call('SetUserSetting', name, 1)).rejects.toThrow(/not a user setting/);
    await expect(client.call('SetProperty', 'MinimumTiltDelay', 50)).rejects.toThrow(/not a property/);
    await expect(client.call('SetUserSetting', 'TiltDelay', -1)).rejects.toThrow(/TiltDelay is between 0 and/);
    expect(await client.call('ReportUserSetting', 'TiltDelay')).toBe(2);
  }));

test('an exposure is no longer than the camera can, and a very bright image costs no more to make than any other', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('SetExposure', 'R', 100);
    await client.call('R');
    await client.call('SetExposure', 'R', 1e9);
    await client.call('R');
    const [longest, beyond] = virtual.exposures.map(({ doseEPerA2 }) => doseEPerA2);
    expect(beyond).toBe(longest);
    expect(virtual.nowS).toBeLessThan(1000);
    await client.call('ChangeIntensityBy', 1e12);
    await client.call('R');
    expect((await client.call('ImageProperties', 'A'))!.slice(0, 3)).toEqual([32, 32, 1]);
  }));

test('an image tells how slit and probe stood when it was taken', () =>
  inSession({}, async ({ client, dir }) => {
    await client.call('R');
    expect(await client.call('ReportMetadataValues', 'A', 'FilterSlitAndLoss')).toEqual(['20', '0']);
    await client.call('SetSlitWidth', 12);
    await client.call('SetProbeMode', 'nano');
    await client.call('R');
    expect(await client.call('ReportMetadataValues', 'A', 'FilterSlitAndLoss')).toEqual(['12', '0']);
    expect(await client.call('ReportMetadataValues', 'A', 'ProbeMode')).toBe('0');
    await client.call('SetSlitIn', 0);
    await client.call('OpenNewFile', `${dir}/slit.mrc`);
    await client.call('R');
    await client.call('S');
    await client.call('ReadFile', 0, 'D');
    expect(await client.call('ReportMetadataValues', 'D', 'FilterSlitAndLoss')).toEqual(['0', '0']);
    expect(await client.call('ReportMetadataValues', 'B', 'FilterSlitAndLoss')).toEqual(['12', '0']);
  }));
