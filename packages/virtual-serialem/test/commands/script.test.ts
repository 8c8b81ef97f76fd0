import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inSession } from '../session.ts';

test('variables are texts or numbers, without regard to case', () =>
  inSession({}, async ({ client }) => {
    await client.call('SetVariable', 'Grid', 'seven');
    await client.call('SetFloatVariable', 'angle', -2.25);
    expect(await client.call('GetVariable', 'GRID')).toBe('seven');
    expect(await client.call('GetVariable', 'Angle')).toBe(-2.25);
    expect(await client.call('IsVariableDefined', 'grid')).toBe(1);
    await expect(client.call('GetVariable', 'nothing')).rejects.toThrow(/nothing is not defined/);
    await expect(client.call('SetVariable', '$x', 'a')).rejects.toThrow(/not the name of a variable/);
  }));

test('the environment that is reported is that of the virtual computer, not of this one', () =>
  inSession({}, async ({ client }) => {
    expect(await client.call('ReportEnvironVar', 'ComputerName')).toEqual([1, 'VIRTUAL']);
    expect(await client.call('ReportEnvironVar', 'PATH')).toEqual([0, 'none']);
  }));

test('a name cannot change between regular and persistent', () =>
  inSession({}, async ({ client }) => {
    await client.call('SetVariable', 'mine', '1');
    await expect(client.call('SetPersistentVar', 'mine', '2')).rejects.toThrow(/exists already as a regular one/);
  }));

test('an existing persistent variable set to nothing is deleted, a new one is created', () =>
  inSession({}, async ({ client }) => {
    await client.call('SetPersistentVar', 'warned', '');
    expect(await client.call('IsVariableDefined', 'warned')).toBe(1);
    await client.call('SetPersistentVar', 'warned', '');
    expect(await client.call('IsVariableDefined', 'warned')).toBe(0);
  }));

test('regular variables end with the script, persistent ones stay', () =>
  inSession({}, async ({ client, reconnect }) => {
    await client.call('SetVariable', 'passing', 'a');
    await client.call('SetPersistentVar', 'lasting', 'b');
    client.close();
    const next = reconnect();
    expect(await next.call('IsVariableDefined', 'passing')).toBe(0);
    expect(await next.call('GetVariable', 'lasting')).toBe('b');
    expect(await next.call('GetVariable', 'scriptname')).toBe('External Script');
  }));

test('an error has its text and its command only while message boxes are off', () =>
  inSession({}, async ({ client }) => {
    await expect(client.call('TiltTo', 85)).rejects.toThrow(/TiltTo\(85\.\)/);
    await client.call('NoMessageBoxOnError', 0);
    await expect(client.call('TiltTo', 86)).rejects.not.toThrow(/beyond the limit/);
    await client.call('StartTry', 1);
    await expect(client.call('TiltTo', 87)).rejects.toThrow(/beyond the limit/);
    await client.call('EndTry');
    await expect(client.call('TiltTo', 88)).rejects.not.toThrow(/beyond the limit/);
  }));

test('a command that is not there is refused by its name and counted', () =>
  inSession({}, async ({ client, virtual }) => {
    await expect(client.call('CookSpecimen')).rejects.toThrow(/not available in the virtual SerialEM: CookSpecimen/);
    await expect(client.call('CookSpecimen')).rejects.toThrow();
    expect([...virtual.missingCommands]).toEqual([['CookSpecimen', 2]]);
    expect(await client.call('ReportTiltAngle')).toBe(0);
  }));

test('Exit ends the script, and the next command begins a new one', () =>
  inSession({}, async ({ client }) => {
    await client.call('SetVariable', 'passing', 'a');
    await client.call('SetBinning', 'V', 4);
    await client.call('Exit');
    expect(await client.call('IsVariableDefined', 'passing')).toBe(0);
    expect(await client.call('ReportBinning', 'V')).toBe(1);
  }));

test('user settings come back at the end of the script unless they are kept', () =>
  inSession({}, async ({ client, reconnect }) => {
    await client.call('SetUserSetting', 'DriftProtection', 0);
    await client.call('SetUserSetting', 'ShiftToTiltAxis', 0, 1);
    client.close();
    const next = reconnect();
    expect(await next.call('ReportUserSetting', 'DriftProtection')).toBe(1);
    expect(await next.call('ReportUserSetting', 'ShiftToTiltAxis')).toBe(0);
  }));

test('properties can be set and asked, unknown ones not', () =>
  inSession({}, async ({ client }) => {
    expect(await client.call('ReportProperty', 'MaximumTiltAngle')).toBe(69.9);
    await client.call('SetProperty', 'imageshiftlimit', 18);
    expect(await client.call('ReportProperty', 'ImageShiftLimit')).toBe(18);
    expect(await client.call('ReportProperty', 'CameraRetries')).toBe(0);
    await expect(client.call('ReportProperty', 'Colour')).rejects.toThrow(/Colour is not a property/);
  }));

test('the clock counts virtual seconds from the start of the script or from its reset', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('Delay', 12, 's');
    await client.call('ResetClock');
    await client.call('Delay', 2, 'min');
    await client.call('Delay', 500, 'msec');
    expect(await client.call('ReportClock')).toBeCloseTo(120.5 + 0.03, 6);
    expect(virtual.nowS).toBeGreaterThan(132);
    expect(await client.call('ReportDateTime')).toEqual([20250106, 902]);
  }));

test('versions are compared as texts of numbers', () =>
  inSession({}, async ({ client }) => {
    expect(await client.call('IsVersionAtLeast', '40200', '20240814')).toBe(1);
    expect(await client.call('IsVersionAtLeast', '40400')).toBe(0);
    expect(await client.call('ReportNumExeFuncs')).toBe(841);
  }));

test('the log takes lines as they are told to break', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('Echo', 'one\ntwo');
    await client.call('EchoBreakLines', 'three\\nfour\nfive');
    expect(virtual.log.slice(-4)).toEqual(['one  two', 'three', 'four', 'five']);
  }));

test('a new log is named without the extension and never overwrites', () =>
  inSession({}, async ({ client, dir }) => {
    await client.call('SaveLogOpenNew', 'area1');
    await client.call('Echo', 'kept');
    await client.call('SaveLog');
    await client.call('SaveLogOpenNew', 'area1.txt');
    await client.call('Echo', 'second');
    await client.call('SaveLog');
    expect(await readFile(join(dir, 'area1.log'), 'utf8')).toBe('kept\r\n');
    expect(await readFile(join(dir, 'area1-1.log'), 'utf8')).toBe('second\r\n');
  }));

test('dialogs are answered yes, but a suppressed YesNoBox is no', () =>
  inSession({}, async ({ client }) => {
    expect(await client.call('YesNoBox', 'Go on?')).toBe(0);
    await client.call('NoMessageBoxOnError', 0);
    expect(await client.call('YesNoBox', 'Go on?')).toBe(1);
    expect(await client.call('Pause', 'Ready?')).toBe(1);
  }));

test('dialogs are answered no when the program was started so', () =>
  inSession({ answer: 'no' }, async ({ client }) => {
    await client.call('NoMessageBoxOnError', 0);
    expect(await client.call('YesNoBox', 'Go on?')).toBe(0);
    await expect(client.call('Pause', 'Ready?')).rejects.toMatchObject({ code: 'command-failed' });
  }));

test('the instrument is idle and well', () =>
  inSession({}, async ({ client }) => {
    expect(await client.call('AreDewarsFilling')).toBe(0);
    expect(await client.call('IsFEGFlashingAdvised', 1)).toBe(0);
    expect(await client.call('LongOperation', 'RS', '0')).toEqual([0, 0]);
    expect(await client.call('KeyBreak')).toBe(0);
  }));
