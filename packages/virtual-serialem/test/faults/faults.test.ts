import { FaultPlan } from '@pacetomo/virtual-serialem';
import { expect, test } from 'vitest';
import { inSession, quietWith } from '../session.ts';

test('a lost reply: the Record was taken, the connection is gone, and the next client finds the image in A', () =>
  inSession({}, async ({ client, virtual, reconnect }) => {
    virtual.faults.add({ kind: 'reply-lost', at: { name: 'R', occurrence: 2 } });
    await client.call('R');
    await expect(client.call('R')).rejects.toMatchObject({ code: 'reply-lost' });
    expect(virtual.exposures).toHaveLength(2);
    const next = reconnect();
    await next.call('ImageProperties', 'A');
    expect(Number(await next.call('GetVariable', 'imageTickTime'))).toBeGreaterThan(3);
    await next.call('OpenNewFile', 'rescued.mrc');
    await next.call('S');
    expect(virtual.exposures[1]).toMatchObject({ file: 'rescued.mrc', section: 0 });
  }));

test('a connection dropped before the command: the Record was not taken', () =>
  inSession({}, async ({ client, virtual, reconnect }) => {
    virtual.faults.add({ kind: 'dropped-before', at: { name: 'R' } });
    await expect(client.call('R')).rejects.toMatchObject({ code: 'reply-lost' });
    expect(virtual.exposures).toHaveLength(0);
    await reconnect().call('R');
    expect(virtual.exposures).toHaveLength(1);
  }));

test('a silent server: the command takes effect and the connection stays open without an answer', () =>
  inSession({}, async ({ client, virtual, reconnect }) => {
    virtual.faults.add({ kind: 'reply-lost', by: 'silence', at: { name: 'TiltTo' } });
    const answer = client.call('TiltTo', 5).then(
      () => 'answered',
      (error: { code: string }) => error.code,
    );
    const next = reconnect();
    expect(await next.call('ReportTiltAngle')).toBe(5);
    expect(await answer).toBe('reply-lost');
  }));

test('at a command of a given number, counted from the start', () =>
  inSession(
    { scenario: quietWith({ faults: [{ kind: 'command-fails', at: { command: 3 }, message: 'Oops' }] }) },
    async ({ client, virtual }) => {
      await client.call('TiltTo', 1);
      await expect(client.call('TiltTo', 2)).rejects.toThrow(/Oops: TiltTo\(2\.\)/);
      expect(await client.call('ReportTiltAngle')).toBe(1);
      expect(virtual.faults.fired).toMatchObject([{ command: 3, name: 'TiltTo', fault: { kind: 'command-fails' } }]);
      expect(virtual.commandCount).toBe(4);
    },
  ));

test('a crash of SerialEM: its memory is gone, the microscope and the files are not', () =>
  inSession({}, async ({ client, virtual, reconnect }) => {
    virtual.faults.add({ kind: 'program-dies', at: { name: 'R', occurrence: 2 } });
    await client.call('SetPersistentVar', 'token', 'mine');
    await client.call('OpenNewFile', 'series.mrc');
    await client.call('TiltTo', 12);
    await client.call('SetImageShift', 1.5, -2);
    await client.call('R');
    await client.call('S');
    const ticks = Number(await client.call('ReportTickTime'));
    await expect(client.call('R')).rejects.toMatchObject({ code: 'reply-lost' });
    const next = reconnect();
    await next.call('NoMessageBoxOnError', 1);
    expect(Number(await next.call('ReportTickTime'))).toBeLessThan(ticks);
    expect(await next.call('IsVariableDefined', 'token')).toBe(0);
    expect(await next.call('ReportFileNumber')).toBe(-1);
    expect(await next.bufferImage('A')).toBeNull();
    expect(await next.call('ReportTiltAngle')).toBe(12);
    expect((await next.call('ReportImageShift')).slice(0, 2)).toEqual([1.5, -2]);
    expect(virtual.exposures).toMatchObject([{ section: 0 }, { section: null }]);
    await next.call('OpenOldFile', 'series.mrc');
    await next.call('ReadFile', 0, 'O');
    await next.call('R');
    expect(await next.call('AlignTo', 'O')).toBe(0);
  }));

test('a crash before a command leaves it undone', () =>
  inSession({}, async ({ client, virtual, reconnect }) => {
    virtual.faults.add({ kind: 'program-dies', at: { name: 'R' }, moment: 'before' });
    await expect(client.call('R')).rejects.toMatchObject({ code: 'reply-lost' });
    expect(virtual.exposures).toEqual([]);
    expect(await reconnect().call('ReportTiltAngle')).toBe(0);
  }));

test('a busy SerialEM refuses control as often as it was told', () =>
  inSession({}, async ({ client, virtual, reconnect }) => {
    client.close();
    virtual.faults.add({ kind: 'busy', times: 2 });
    const next = reconnect();
    expect(await next.askForControl()).toBe(false);
    await expect(next.call('ReportTiltAngle')).rejects.toMatchObject({ code: 'busy' });
    expect(await reconnect().askForControl()).toBe(true);
  }));

test('STOP during a command ends the script; the command may or may not have taken effect', () =>
  inSession({}, async ({ client, virtual, reconnect }) => {
    await client.call('SetBinning', 'R', 2);
    virtual.faults.add({ kind: 'user-stop', at: { name: 'TiltTo', occurrence: 1 }, moment: 'during' });
    virtual.faults.add({ kind: 'user-stop', at: { name: 'TiltTo', occurrence: 2 }, moment: 'after' });
    await expect(client.call('TiltTo', 7)).rejects.toMatchObject({ code: 'user-stop' });
    const second = reconnect();
    expect(await second.call('ReportTiltAngle')).toBe(0);
    expect(await second.call('ReportBinning', 'R')).toBe(1);
    await expect(second.call('TiltTo', 8)).rejects.toMatchObject({ code: 'user-stop' });
    expect(await reconnect().call('ReportTiltAngle')).toBe(8);
  }));

test('STOP between two commands is told to the next one, once', () =>
  inSession({}, async ({ client, virtual, reconnect }) => {
    virtual.stopByUser();
    await expect(client.call('R')).rejects.toMatchObject({ code: 'user-stop' });
    expect(virtual.exposures).toHaveLength(0);
    await reconnect().call('R');
    expect(virtual.exposures).toHaveLength(1);
  }));

test('a refused image shift reports 1 and moves nothing, once', () =>
  inSession({}, async ({ client, virtual }) => {
    virtual.faults.add({ kind: 'image-shift-refused', at: { name: 'ImageShiftByMicrons' } });
    expect(await client.call('ImageShiftByMicrons', 1, 2)).toBe(1);
    expect(await client.call('ReportSpecimenShift')).toEqual([0, 0]);
    expect(await client.call('ImageShiftByMicrons', 1, 2)).toBe(0);
  }));

test('faults that have not happened can be cleared', () => {
  const plan = new FaultPlan([]);
  plan.add({ kind: 'dropped-before', at: { command: 1 } });
  plan.clear();
  expect(plan.meet('R')).toEqual([]);
  expect(() => plan.add({ kind: 'dropped-before', at: { command: 0 } })).toThrow();
});
