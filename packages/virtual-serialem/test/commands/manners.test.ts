import { expect, test } from 'vitest';
import { inSession } from '../session.ts';

test('arrays are texts with an element on each line, and one element can be set', () =>
  inSession({}, async ({ client }) => {
    await client.call('SetVariable', 'angles', '0\n3\n-6');
    expect(await client.call('GetVariable', 'ANGLES')).toBe('0\n3\n-6');
    await client.call('SetVariable', 'angles[2]', '4.5');
    await client.call('SetVariable', 'angles[-1]', '9');
    expect(await client.call('GetVariable', 'angles')).toBe('0\n4.5\n9');
    await expect(client.call('SetVariable', 'angles[4]', '1')).rejects.toThrow(/not one of the 3 elements/);
    expect(await client.call('ArrayStatistics', 'angles')).toEqual([3, 0, 9, 4.5, 4.5, 4.5]);
  }));

test('lines and planes are fitted to arrays', () =>
  inSession({}, async ({ client }) => {
    await client.call('SetVariable', 'x', '1\n2\n4');
    await client.call('SetVariable', 'y', '5\n8\n14');
    expect((await client.call('LinearFitToVars', 'x', 'y'))!.map((value) => Number(value.toFixed(9)))).toEqual([
      3, 3, 2, 1,
    ]);
    await client.call('SetVariable', 'u', '0\n1\n0\n2');
    await client.call('SetVariable', 'v', '0\n0\n1\n3');
    await client.call('SetVariable', 'w', '7\n9\n4\n2');
    const [, a, b, c] = (await client.call('LinearFitToVars', 'u', 'v', 'w'))!;
    expect([a, b, c].map((value) => Number(value!.toFixed(9)))).toEqual([2, -3, 7]);
    await expect(client.call('LinearFitToVars', 'x', 'u')).rejects.toThrow(/not of one length/);
  }));

test('texts are compared and searched, and lose their digits at the end', () =>
  inSession({}, async ({ client }) => {
    await client.call('SetVariable', 'path', 'data/grid3/lam_012');
    expect(await client.call('CompareNoCase', 'path', 'DATA/grid3/LAM_012')).toBe(0);
    expect(await client.call('CompareStrings', 'path', 'DATA/grid3/LAM_012')).not.toBe(0);
    expect(await client.call('FindSubstring', 'path', 0, 'lam')).toEqual([11, 0]);
    expect(await client.call('FindSubstring', 'path', 0, 'LAM')).toEqual([-1, 0]);
    expect(await client.call('StripEndingDigits', 'path', 'root')).toBe(12);
    expect(await client.call('GetVariable', 'root')).toBe('data/grid3/lam_');
  }));

test('a variable keeps its persistence unless it is changed on purpose', () =>
  inSession({}, async ({ client, reconnect }) => {
    await client.call('SetVariable', 'pretilt', '-9');
    await expect(client.call('SetPersistentVar', 'pretilt', '8')).rejects.toThrow(/regular/);
    await expect(client.call('MakeVarPersistent', 'pretilt', 0)).rejects.toThrow(/stays what it is/);
    await client.call('MakeVarPersistent', 'pretilt');
    client.close();
    const next = reconnect();
    expect(await next.call('GetVariable', 'pretilt')).toBe('-9');
  }));

test('reported values are variables until the next command other than GetVariable', () =>
  inSession({}, async ({ client }) => {
    await client.call('TiltTo', 21);
    await client.call('ReportTiltAngle');
    expect(await client.call('GetVariable', 'reportedValue1')).toBe(21);
    await client.call('ReportImageShift');
    expect(await client.call('GetVariable', 'repVal2')).toBe(0);
    await expect(client.call('GetVariable', 'repVal2')).rejects.toThrow(/not defined/);
    await client.call('ReportDirectory');
    expect(await client.call('IsVariableDefined', 'reportedValue1')).toBe(0);
  }));

test('the text of an error comes only while boxes are off, by the flag or inside a try', () =>
  inSession({}, async ({ client, virtual }) => {
    const failure = (name: string) => client.call('GetVariable', name).catch((error: Error) => error.message);
    await client.call('NoMessageBoxOnError', 0);
    expect(await failure('alpha')).not.toMatch(/not defined/);
    await client.call('StartTry', 0);
    expect(await failure('beta')).toMatch(/not defined/);
    await client.call('StartTry', 1);
    expect(await failure('gamma')).toMatch(/not defined/);
    await client.call('EndTry');
    expect(await failure('delta')).toMatch(/not defined/);
    await client.call('EndTry');
    expect(await failure('epsilon')).not.toMatch(/not defined/);
    const logged = virtual.log.join('\n');
    expect(['alpha', 'beta', 'gamma', 'delta', 'epsilon'].map((name) => logged.includes(name))).toEqual([
      true,
      true,
      false,
      true,
      true,
    ]);
  }));

test('a user setting comes back at the end of the script unless it is kept', () =>
  inSession({}, async ({ client, reconnect }) => {
    await client.call('SetUserSetting', 'RefocusThreshold', 2);
    await client.call('SetUserSetting', 'targetDefocus', -3.5);
    expect(await client.call('ReportTargetDefocus')).toBe(-3.5);
    await client.call('SetUserSetting', 'TiltDelay', 4);
    await client.call('SetUserSetting', 'TILTDELAY', 5, 1);
    await expect(client.call('SetUserSetting', 'Weather', 1)).rejects.toThrow(/Weather is not a user setting/);
    client.close();
    const next = reconnect();
    expect(await next.call('ReportUserSetting', 'RefocusThreshold')).toBe(8);
    expect(await next.call('ReportTargetDefocus')).toBe(-5);
    expect(await next.call('ReportUserSetting', 'TiltDelay')).toBe(5);
  }));

test('properties stay changed after the script, and act where they live', () =>
  inSession({}, async ({ client, reconnect }) => {
    await client.call('SetProperty', 'imageshiftlimit', 12);
    expect(await client.call('ReportMaxImageShift', 0)).toEqual([12, 0]);
    client.close();
    expect(await reconnect().call('ReportProperty', 'ImageShiftLimit')).toBe(12);
  }));

test('an image shift beyond the limit is not made, and reports 1 without an error', () =>
  inSession({}, async ({ client }) => {
    await client.call('SetProperty', 'ImageShiftLimit', 11);
    expect(await client.call('ImageShiftByMicrons', 8, 7)).toBe(0);
    const before = await client.call('ReportImageShift');
    expect(await client.call('ImageShiftByMicrons', 3, 0)).toBe(1);
    expect(await client.call('ImageShiftByUnits', 5, 5)).toBe(1);
    expect(await client.call('ImageShiftByPixels', 100, 90)).toBe(1);
    expect(await client.call('SetImageShift', 9, -9)).toBe(1);
    expect(await client.call('ReportImageShift')).toEqual(before);
  }));

test('a camera set or beam tilt that was not changed cannot be restored', () =>
  inSession({}, async ({ client }) => {
    await expect(client.call('RestoreCameraSet', 'R')).rejects.toThrow(/nothing/);
    await client.call('SetExposure', 'V', 2);
    await expect(client.call('RestoreCameraSet', 'R')).rejects.toThrow(/nothing/);
    await client.call('RestoreCameraSet', 'V');
    await expect(client.call('RestoreCameraSet')).rejects.toThrow(/nothing/);
    await expect(client.call('RestoreBeamTilt')).rejects.toThrow();
    await client.call('SaveBeamTilt');
    await expect(client.call('SaveBeamTilt')).rejects.toThrow(/saved already/);
    await client.call('SaveFocus');
    await expect(client.call('SaveFocus')).rejects.toThrow(/saved already/);
  }));

test('alignment shifts are pixels of the camera, nm along the coils, and nm on the specimen, opposite to the image shift', () =>
  inSession({}, async ({ client }) => {
    await client.call('R');
    await client.call('Copy', 'A', 'M');
    await client.call('ImageShiftByMicrons', 0.5, -0.25);
    await client.call('R');
    expect(await client.call('AlignTo', 'M')).toBe(0);
    const [x, y, alongX, alongY, specimenX, specimenY] = (await client.call('ReportAlignShift'))!;
    const [isX, isY] = (await client.call('ReportISforBufferShift'))!;
    const specimen = (await client.call('ISToSpecimenMatrix', 0))!;
    expect(1000 * (specimen[0]! * isX! + specimen[1]! * isY!)).toBeCloseTo(-specimenX!, 6);
    expect(1000 * (specimen[2]! * isX! + specimen[3]! * isY!)).toBeCloseTo(-specimenY!, 6);
    expect([specimenX, specimenY].map((nm) => Math.round(nm!))).toEqual([500, -250]);
    expect(Math.hypot(x!, y!) * 50).toBeCloseTo(Math.hypot(500, 250), 0);
    expect(alongX!).toBeGreaterThan(0);
    expect(alongY!).toBeGreaterThan(0);
  }));

test('KeepCameraSetChanges without a set keeps all', () =>
  inSession({}, async ({ client, reconnect }) => {
    await client.call('SetExposure', 'R', 4);
    await client.call('SetBinning', 'V', 2);
    await client.call('KeepCameraSetChanges');
    client.close();
    const next = reconnect();
    expect((await next.call('ReportExposure', 'R'))![0]).toBe(4);
    expect(await next.call('ReportBinning', 'V')).toBe(2);
  }));

test('frame names: each call without keep remembers the name before it, as SerialEM does', () =>
  inSession({}, async ({ client, reconnect }) => {
    await client.call('SetFrameBaseName', 1, 1, 0, 'first');
    await client.call('SetFrameBaseName', 0, 1, 0, 'second');
    await client.call('SetFrameBaseName', 0, 1, 1, 'third');
    expect(await client.call('ReportFrameBaseName')).toEqual([1, 'third', 1]);
    client.close();
    expect(await reconnect().call('ReportFrameBaseName')).toEqual([1, 'second', 0]);
  }));

test('a command that is not there is refused by its name, counted, and listed at the end of the log', async () => {
  let logged: readonly string[] = [];
  await inSession({}, async ({ client, virtual }) => {
    await expect(client.call('SetHighVoltage', 200)).rejects.toThrow(/not available.*SetHighVoltage\(200\.\)/);
    await expect(client.call('RunInShell', 'dir')).rejects.toThrow(/starts no programs/);
    await expect(client.call('RunInShell', 'ls')).rejects.toThrow(/starts no programs/);
    expect([...virtual.missingCommands]).toEqual([
      ['SetHighVoltage', 1],
      ['RunInShell', 2],
    ]);
    await virtual.close();
    logged = virtual.log;
  });
  expect(logged.at(-1)).toMatch(/SetHighVoltage \(1\), RunInShell \(2\)/);
});

test('a status line may be the first that is free', () =>
  inSession({}, async ({ client }) => {
    expect(await client.call('SetStatusLine', 2, 'tilt 9')).toBeUndefined();
    expect(await client.call('SetStatusLine', 0, 'target 3')).toEqual([1, 0]);
    expect(await client.call('SetStatusLine', 0, 'dose 71')).toEqual([3, 0]);
    await client.call('ClearStatusLine', 2);
    expect(await client.call('SetStatusLine', 0, 'tilt 12')).toEqual([2, 0]);
    await client.call('ClearStatusLine', 0);
    expect(await client.call('SetStatusLine', 0, 'end')).toEqual([1, 0]);
    await expect(client.call('SetStatusLine', 8, 'beyond')).rejects.toThrow(/no status line 8/);
  }));
