import { connect } from 'node:net';
import { SerialEmClient } from '@pacetomo/serialem-link';
import { connectToSerialEm } from '@pacetomo/serialem-link/node';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inSession } from './session.ts';

test('control is asked for once; a client that has it already is told no', () =>
  inSession({}, async ({ client, reconnect }) => {
    expect(await client.askForControl()).toBe(false);
    client.close();
    expect(await reconnect().askForControl()).toBe(true);
  }));

test('files, buffers and the microscope stay when the client leaves', () =>
  inSession({}, async ({ client, virtual, reconnect }) => {
    await client.call('OpenNewFile', 'series.mrc');
    await client.call('TiltTo', 12);
    await client.call('ImageShiftByMicrons', 2, -1);
    await client.call('R');
    await client.call('S');
    client.close();
    const next = reconnect();
    expect(await next.call('ReportFileZsize')).toBe(1);
    expect(await next.call('ReportTiltAngle')).toBe(12);
    expect((await next.call('ReportSpecimenShift'))![0]).toBeCloseTo(2, 9);
    await next.call('ReadFile', 0, 'O');
    await next.call('R');
    expect(await next.call('AlignTo', 'O')).toBe(0);
    expect((await next.call('ReportAlignShift'))![4]).toBeCloseTo(0, 6);
    expect(virtual.exposures).toHaveLength(2);
  }));

test('the newest client wins and the script goes on', () =>
  inSession({}, async ({ client, reconnect }) => {
    await client.call('SetVariable', 'mine', '5');
    const next = reconnect();
    expect(await next.call('GetVariable', 'mine')).toBe('5');
    await expect(client.call('ReportTiltAngle')).rejects.toMatchObject({ code: 'not-sent' });
  }));

test('speaks over TCP to several clients in turn', () =>
  inSession({}, async ({ client, virtual }) => {
    client.close();
    const { port } = await virtual.listen({ port: 0 });
    for (const tiltDeg of [4, 9]) {
      const remote = await connectToSerialEm({ port });
      await remote.call('TiltTo', tiltDeg);
      expect(await remote.call('ReportTiltAngle')).toBe(tiltDeg);
      remote.close();
    }
  }));

test('garbage on the socket neither stops nor hangs it', () =>
  inSession({}, async ({ client, virtual }) => {
    client.close();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
        const end = virtual.connect();
        end.on('error', () => {});
        end.write(bytes);
        const next = new SerialEmClient(virtual.connect());
        expect(await next.call('ReportTiltAngle')).toBe(0);
        next.close();
      }),
      { numRuns: 60 },
    );
  }));

test('a browser that finds the port is dropped and the next client is served', () =>
  inSession({}, async ({ client, virtual }) => {
    client.close();
    const { port } = await virtual.listen({ port: 0 });
    const browser = connect({ port, host: '127.0.0.1' });
    const gone = new Promise((resolve) => browser.once('close', resolve));
    browser.on('error', () => {});
    browser.resume();
    browser.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await gone;
    const remote = await connectToSerialEm({ port });
    expect(await remote.call('ReportNumExeFuncs')).toBe(841);
    remote.close();
  }));
