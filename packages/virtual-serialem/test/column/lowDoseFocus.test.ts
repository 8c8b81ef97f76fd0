import { expect, test } from 'vitest';
import { inSession } from '../session.ts';

/** In View the lens has the offset of View; in Record it has none, whatever happened on the way. */
const recordFocusUm = async (call: (name: string, ...args: (string | number)[]) => Promise<unknown>) => {
  await call('GoToLowDoseArea', 'R');
  return await call('ReportDefocus');
};

test('an offset of View that is changed in View by a user setting goes with View', () =>
  inSession({}, async ({ client, reconnect }) => {
    await client.call('SetDefocus', -1.75);
    await client.call('GoToLowDoseArea', 'V');
    await client.call('SetUserSetting', 'LowDoseViewDefocus', -20);
    expect(await client.call('ReportDefocus')).toBeCloseTo(-21.75, 9);
    // the setting comes back with the end of the script, and the focus with it
    client.close();
    const next = reconnect();
    expect(await recordFocusUm((name, ...args) => next.call(name as 'R', ...(args as [])))).toBeCloseTo(-1.75, 9);
  }));

test('an area that is put back takes its own offset back', () =>
  inSession({}, async ({ client }) => {
    await client.call('SetDefocus', 0.5);
    await client.call('GoToLowDoseArea', 'V');
    await client.call('UpdateLowDoseParams', 'V');
    await client.call('SetLDDefocusOffset', 'V', -120);
    await client.call('RestoreLowDoseParams', 'V');
    expect(await recordFocusUm((name, ...args) => client.call(name as 'R', ...(args as [])))).toBeCloseTo(0.5, 9);
  }));

test('low dose that goes off in View takes the offset of View off', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('SetDefocus', -3);
    await client.call('GoToLowDoseArea', 'V');
    virtual.faults.add({ kind: 'low-dose-off', at: { name: 'ReportClock' } });
    await client.call('ReportClock');
    expect(await client.call('ReportDefocus')).toBeCloseTo(-3, 9);
    await client.call('SetLowDoseMode', 1);
    expect(await recordFocusUm((name, ...args) => client.call(name as 'R', ...(args as [])))).toBeCloseTo(-3, 9);
  }));

test('an autofocus whose camera fails in the second round puts the focus back', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('SetTargetDefocus', -4);
    await client.call('SetDefocus', -40);
    virtual.faults.add({ kind: 'camera-fails', at: { exposure: 5 } });
    await expect(client.call('G')).rejects.toMatchObject({ code: 'command-failed' });
    expect(virtual.exposures.length).toBeGreaterThan(3);
    expect(await client.call('ReportDefocus')).toBe(-40);
  }));
