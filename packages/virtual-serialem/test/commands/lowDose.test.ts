import { expect, test } from 'vitest';
import { inSession, quietWith } from '../session.ts';

test('a magnification set by a script is gone when the scope goes to an area, unless the area is updated', () =>
  inSession({}, async ({ client, reconnect }) => {
    await client.call('SetMag', 42000);
    expect(await client.call('ReportMagIndex')).toEqual([29, 0]);
    await client.call('GoToLowDoseArea', 'R');
    expect(await client.call('ReportMagIndex')).toEqual([28, 0]);
    await client.call('UpdateLowDoseParams', 'R');
    await client.call('ChangeMag', 1);
    await client.call('V');
    expect(await client.call('ReportMag')).toEqual([4800, 0, 1]);
    await client.call('R');
    expect(await client.call('ReportMag')).toEqual([42000, 0, 1]);
    client.close();
    expect(await reconnect().call('ReportMag')).toEqual([33000, 0, 1]);
  }));

test('low magnifications say so, and steps beyond the table are refused', () =>
  inSession({}, async ({ client }) => {
    await client.call('GoToLowDoseArea', 'S');
    expect(await client.call('ReportMag')).toEqual([740, 1, 1]);
    await client.call('SetMagIndex', 17);
    expect(await client.call('ReportMagIndex')).toEqual([17, 0]);
    await expect(client.call('ChangeMag', -2)).rejects.toThrow(/-2 steps/);
    await expect(client.call('SetMagIndex', 18)).rejects.toThrow(/index 18/);
  }));

test('areas are named by a capital letter', () =>
  inSession({}, async ({ client }) => {
    await client.call('GoToLowDoseArea', 'View');
    expect(await client.call('ReportLowDose')).toEqual([1, 0]);
    await expect(client.call('GoToLowDoseArea', 'r')).rejects.toThrow(/not a low dose area/);
  }));

test('without low dose the scope stays as it stands, and areas cannot be gone to', () =>
  inSession({}, async ({ client }) => {
    await client.call('GoToLowDoseArea', 'V');
    expect(await client.call('ReportDefocus')).toBe(-50);
    expect(await client.call('SetLowDoseMode', 0)).toBe(1);
    expect(await client.call('ReportLowDose')).toEqual([0, -1]);
    expect(await client.call('ReportDefocus')).toBe(0);
    await expect(client.call('GoToLowDoseArea', 'R')).rejects.toThrow(/has to be on/);
    await client.call('R');
    expect((await client.call('ImageConditions', 'A'))![1]).toBe(4800);
    await client.call('GetLowDoseAreaParams', 'R', 'line');
    expect(String(await client.call('GetVariable', 'line'))).toMatch(/^3 28 5 0\.025 0 /);
    await client.call('GetAllLowDoseValues', 0, 'R', 'all', 'mag', 'camera', 'spot');
    expect(await client.call('GetVariable', 'spot')).toBe(5);
    expect(await client.call('SetLowDoseMode', 1)).toBe(0);
    await expect(client.call('GetLowDoseAreaParams', 'R', 'line')).rejects.toThrow(/has to be off/);
  }));

test('an area takes over how the scope stands', () =>
  inSession({}, async ({ client }) => {
    await expect(client.call('CurrentSettingsToLDArea', 'T')).rejects.toThrow(/has to be off/);
    await client.call('SetLowDoseMode', 0);
    await client.call('SetMagIndex', 29);
    await client.call('SetSpotSize', 7);
    await client.call('CurrentSettingsToLDArea', 'T');
    expect(await client.call('ReportLowDose')).toEqual([1, 2]);
    await client.call('GoToLowDoseArea', 'R');
    expect(await client.call('ReportMagIndex')).toEqual([28, 0]);
    await client.call('GoToLowDoseArea', 'T');
    expect(await client.call('ReportMagIndex')).toEqual([29, 0]);
    expect(await client.call('ReportSpotSize')).toBe(7);
  }));

test('one area is copied to another, but not to where the scope is', () =>
  inSession({}, async ({ client }) => {
    await client.call('CopyLowDoseArea', 'V', 'F');
    await client.call('GoToLowDoseArea', 'F');
    expect(await client.call('ReportMagIndex')).toEqual([17, 0]);
    await expect(client.call('CopyLowDoseArea', 'R', 'F')).rejects.toThrow(/in which the scope is/);
    await expect(client.call('CopyLowDoseArea', 'R', 'R')).rejects.toThrow(/to itself/);
  }));

test('Focus on the axis exposes beside Record, along the tilt axis', () =>
  inSession({}, async ({ client, virtual }) => {
    expect(await client.call('ReportAxisPosition', 'F')).toEqual([0, 0, 0, 0]);
    await client.call('SetAxisPosition', 'F', 6);
    expect(await client.call('ReportAxisPosition', 'T')).toEqual([6, 0, 0, 0]);
    await client.call('R');
    await client.call('F');
    const [record, focus] = virtual.exposures.map(({ specimenPointUm }) => specimenPointUm);
    expect(focus!.x - record!.x).toBeCloseTo(6, 6);
    expect(await client.call('ReportSpecimenShift')).toEqual([0, 0]);
    await expect(client.call('SetAxisPosition', 'F', 23)).rejects.toThrow(/beyond ±19/);
    await expect(client.call('ReportAxisPosition', 'V')).rejects.toThrow(/Only Focus and Trial/);
  }));

test('a shift offset lets View look elsewhere', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('V');
    await client.call('SetLowDoseShiftOffset', 0, 0.8, -0.3);
    expect(await client.call('ReportLDShiftOffset', 0)).toEqual([0.8, -0.3]);
    expect(await client.call('ReportLDShiftOffset', 1)).toEqual([0, 0]);
    await client.call('V');
    const [before, after] = virtual.exposures.map(({ specimenPointUm }) => specimenPointUm);
    expect(after!.x - before!.x).toBeCloseTo(0.8, 6);
    await expect(client.call('ReportLDShiftOffset', -1)).rejects.toThrow(/never found/);
  }));

test('only View and Search have a defocus offset, within limits', () =>
  inSession({}, async ({ client }) => {
    await client.call('GoToLowDoseArea', 'V');
    await client.call('SetLDDefocusOffset', 'V', -120);
    expect(await client.call('ReportDefocus')).toBe(-120);
    await expect(client.call('SetLDDefocusOffset', 'V', 5)).rejects.toThrow(/between -400 and 0/);
    await expect(client.call('ReportLDDefocusOffset', 'R')).rejects.toThrow(/Only View and Search/);
    await client.call('GoToLowDoseArea', 'R');
    expect(await client.call('ReportDefocus')).toBe(0);
  }));

test('restoring low-dose parameters that were not changed is no error', () =>
  inSession({}, async ({ client }) => {
    await client.call('RestoreLowDoseParams', 'R');
    await expect(client.call('AlreadyInLowDoseArea', 'R')).rejects.toThrow(/has been to a low dose area/);
  }));

test('an area that was restored is still written into, and no more restored, until the script ends', () =>
  inSession({}, async ({ client, reconnect }) => {
    await client.call('UpdateLowDoseParams', 'R');
    await client.call('SetMag', 42000);
    await client.call('RestoreLowDoseParams', 'R');
    expect((await client.call('ReportMag'))[0]).toBe(33000);
    await client.call('UpdateLowDoseParams', 'R');
    await client.call('SetMag', 42000);
    await client.call('RestoreLowDoseParams', 'R');
    client.close();
    await client.closed;
    const next = reconnect();
    await next.call('GoToLowDoseArea', 'R');
    expect((await next.call('ReportMag'))[0]).toBe(42000);
    await next.call('SetMag', 33000); // in the next script the area is not updated
    await next.call('GoToLowDoseArea', 'R');
    expect((await next.call('ReportMag'))[0]).toBe(42000);
    next.close();
  }));

test('the values of an area say where it was told to look, not where it really looks', () =>
  inSession({ scenario: quietWith({ lowDose: { view: { missUm: { x: 0.31, y: -0.27 } } } }) }, async ({ client }) => {
    await client.call('SetLowDoseMode', 0);
    await client.call('GetAllLowDoseValues', 0, 'V', 'all', 'mag', 'camera', 'spot', 'intensity', 'isX', 'isY');
    expect([await client.call('GetVariable', 'isX'), await client.call('GetVariable', 'isY')]).toEqual([0, 0]);
  }));
