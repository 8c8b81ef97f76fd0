import { expect, test } from 'vitest';
import { inSession, quietWith } from '../session.ts';

test('resetting the defocus changes the read-out and not the lens', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('SetDefocus', -3);
    const lens = await client.call('ReportAbsoluteFocus');
    await client.call('ResetDefocus');
    expect(await client.call('ReportDefocus')).toBe(0);
    expect(await client.call('ReportFocus')).toBe(lens);
    await client.call('R');
    expect(virtual.exposures[0]!.trueDefocusUm).toBeCloseTo(-3, 9);
    await client.call('SetEucentricFocus');
    expect(await client.call('ReportDefocus')).toBe(3);
    await client.call('R');
    expect(virtual.exposures[1]!.trueDefocusUm).toBeCloseTo(0, 9);
  }));

test('the lens is set to a value and saved and restored by it', () =>
  inSession({}, async ({ client, reconnect }) => {
    await client.call('SetDefocus', -2);
    const lens = (await client.call('ReportAbsoluteFocus')) as number;
    await client.call('SaveFocus');
    await client.call('SetAbsoluteFocus', lens * 3);
    expect(await client.call('ReportDefocus')).toBeCloseTo(-6, 9);
    await client.call('ResetDefocus');
    await client.call('RestoreFocus');
    expect(await client.call('ReportDefocus')).toBeCloseTo(4, 9);
    await client.call('SaveFocus');
    await client.call('ChangeFocus', 9);
    client.close();
    expect(await reconnect().call('ReportDefocus')).toBeCloseTo(4, 9);
  }));

test('autofocus with an offset measures elsewhere and reports the defocus without it', () =>
  inSession({}, async ({ client, virtual, reconnect }) => {
    await client.call('SetDefocus', -2);
    await client.call('SetAutofocusOffset', -7);
    await client.call('G', -1);
    expect((await client.call('ReportAutoFocus'))![0]).toBeCloseTo(-2, 6);
    expect(virtual.exposures.map(({ trueDefocusUm }) => Math.round(trueDefocusUm))).toEqual([-9, -9, -9]);
    await client.call('SetTargetDefocus', -4);
    await client.call('G');
    expect(await client.call('ReportDefocus')).toBeCloseTo(-4, 6);
    expect(await client.call('ReportTargetDefocus')).toBeCloseTo(-4, 9);
    client.close();
    expect(await reconnect().call('ReportAutofocusOffset')).toBe(0);
  }));

test('an autofocus that would go beyond its limits puts the focus back and says why', () =>
  inSession({ scenario: quietWith({ optics: { focus: { startUm: -1.5 } } }) }, async ({ client }) => {
    await client.call('SetTargetDefocus', -6);
    await client.call('FocusChangeLimits', -2, 3);
    await client.call('G');
    expect((await client.call('ReportAutoFocus'))![1]).toBe(3);
    expect(await client.call('ReportDefocus')).toBe(-1.5);
    await client.call('FocusChangeLimits', 0, 0);
    await client.call('AbsoluteFocusLimits', -5, 5);
    await client.call('G');
    expect((await client.call('ReportAutoFocus'))![1]).toBe(2);
    await client.call('AbsoluteFocusLimits', -8, 5);
    await client.call('G');
    expect((await client.call('ReportAutoFocus'))![1]).toBe(0);
    expect(await client.call('ReportDefocus')).toBeCloseTo(-6, 6);
  }));

test('the target defocus goes round a cycle', () =>
  inSession({}, async ({ client }) => {
    const targets = [];
    await client.call('SetTargetDefocus', -2);
    for (let turn = 0; turn < 5; turn++) {
      await client.call('CycleTargetDefocus', -3, -6, 3, 1);
      targets.push(await client.call('ReportTargetDefocus'));
    }
    expect(targets).toEqual([-3, -4, -5, -6, -3]);
    expect(await client.call('ReportDefocus')).toBe(-1);
    await expect(client.call('CycleTargetDefocus', -3, -6, 0)).rejects.toThrow(/0 steps/);
    await expect(client.call('IncTargetDefocus', 101)).rejects.toThrow(/beyond ±100/);
  }));
