import { expect, test } from 'vitest';
import { inSession } from '../session.ts';

test('what a script told SerialEM is gone after a crash, and low dose is off; the scope stands as it stood', () =>
  inSession({}, async ({ client, virtual, reconnect }) => {
    const before = {
      target: await client.call('ReportTargetDefocus'),
      axis: await client.call('ReportTiltAxisOffset'),
      offset: await client.call('ReportLDDefocusOffset', 'V'),
      limit: await client.call('ReportProperty', 'ImageShiftLimit'),
      names: await client.call('ReportFrameNameFormat'),
    };
    await client.call('SetTargetDefocus', -2.5);
    await client.call('SetTiltAxisOffset', 3.25);
    await client.call('SetLDDefocusOffset', 'V', -77);
    await client.call('SetAxisPosition', 'F', 4);
    await client.call('SetProperty', 'ImageShiftLimit', 19);
    await client.call('SetFrameBaseName', 1, 1, 0, 'mine');
    await client.call('SetUserSetting', 'RefocusThreshold', 3, 1);
    await client.call('ChangeFocus', -6.5);
    virtual.faults.add({ kind: 'program-dies', at: { name: 'ReportClock' } });
    await expect(client.call('ReportClock')).rejects.toMatchObject({ code: 'reply-lost' });
    const next = reconnect();
    expect(await next.call('ReportLowDose')).toEqual([0, -1]);
    expect(await next.call('ReportDefocus')).toBe(-6.5);
    await next.call('SetLowDoseMode', 1);
    expect({
      target: await next.call('ReportTargetDefocus'),
      axis: await next.call('ReportTiltAxisOffset'),
      offset: await next.call('ReportLDDefocusOffset', 'V'),
      limit: await next.call('ReportProperty', 'ImageShiftLimit'),
      names: await next.call('ReportFrameNameFormat'),
    }).toEqual(before);
    expect((await next.call('ReportAxisPosition', 'F'))![0]).toBe(0);
    expect(await next.call('ReportUserSetting', 'RefocusThreshold')).toBe(8);
  }));

test('the coils carry after a crash what they carried before, whatever the program thought of the tilt axis', () =>
  inSession({}, async ({ client, virtual, reconnect }) => {
    await client.call('ImageShiftByMicrons', 1.5, -0.75);
    await client.call('R');
    await client.call('SetTiltAxisOffset', 2.25);
    await client.call('ImageShiftByMicrons', 0, -2.25);
    await client.call('R');
    virtual.faults.add({ kind: 'program-dies', at: { name: 'ReportClock' } });
    await expect(client.call('ReportClock')).rejects.toMatchObject({ code: 'reply-lost' });
    await reconnect().call('R');
    const [, here, after] = virtual.exposures.map(({ specimenPointUm }) => specimenPointUm);
    expect(after!.x).toBeCloseTo(here!.x, 3);
    expect(after!.y).toBeCloseTo(here!.y, 3);
  }));
