import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { type BufferImage, encodeRequest, isLinkError, LinkError } from '@pacetomo/serialem-link';
import { connectToSerialEm, type Listening, listen } from '@pacetomo/serialem-link/node';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { fakeEngine } from './fakeEngine.ts';

// Real sockets on this computer, on ports that the system chooses; what is awaited is always an answer or an end.

const open: Listening[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function listening(...args: Parameters<typeof listen>): Promise<Listening> {
  const server = await listen(args[0], { port: 0, ...args[1] });
  open.push(server);
  return server;
}

/** A whole conversation with another server on this computer. */
async function roundTripElsewhere(): Promise<void> {
  const { port } = await listening(() => fakeEngine());
  const serialEm = await connectToSerialEm({ port });
  await serialEm.call('ScreenUp');
  serialEm.close();
}

describe('connecting', () => {
  test('reaches a server, which is told the address', async () => {
    const addresses: string[] = [];
    const engine = fakeEngine({ run: () => Promise.resolve({ values: [-41.5] }) });
    const engineFor = (address: string) => {
      addresses.push(address);
      return engine;
    };
    const { port } = await listening(engineFor);
    const serialEm = await connectToSerialEm({ port });
    expect(await serialEm.askForControl()).toBe(true);
    expect(await serialEm.call('ReportTiltAngle')).toBe(-41.5);
    expect(addresses).toEqual(['127.0.0.1']);
    serialEm.close();
  });

  test('to a port where nobody listens says what to look at', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    await new Promise((closed) => server.close(closed));
    const error: unknown = await connectToSerialEm({ port }).catch((reason: unknown) => reason);
    if (!(error instanceof LinkError)) throw error;
    expect(error).toMatchObject({ code: 'cannot-connect', carriedOut: 'no', repeatable: true });
    expect(error.message).toContain(`Cannot connect to SerialEM at 127.0.0.1, port ${port}`);
    for (const hint of ['Is SerialEM running?', 'EnableExternalPython 1', 'SocketServerPort 8', 'firewall']) {
      expect(error.message).toContain(hint);
    }
  });

  test('gives up when its time is over', async () => {
    const { port } = await listening(() => fakeEngine());
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const connecting = connectToSerialEm({ port, timeoutMs: 20 });
      vi.advanceTimersByTime(20); // the time is over before the answer can be looked at
      const error: unknown = await connecting.catch((reason: unknown) => reason);
      if (!isLinkError(error, 'cannot-connect')) throw error;
      expect(error.message).toContain('no answer within 0.02 s');
    } finally {
      vi.useRealTimers();
    }
  });

  test('in the internal role never asks for control', async () => {
    const { port } = await listening(() => fakeEngine());
    const serialEm = await connectToSerialEm({ port, role: 'internal' });
    expect(() => serialEm.askForControl()).toThrow('internal port');
    serialEm.close();
  });
});

describe('one client at a time', () => {
  test('the newest wins, and the engine is not told that the old one left', async () => {
    const engine = fakeEngine();
    const { port } = await listening(() => engine);
    const first = await connectToSerialEm({ port });
    await first.call('TiltTo', 12);
    const second = await connectToSerialEm({ port });
    await second.call('TiltTo', 15);
    expect(await first.closed).toMatchObject({ by: 'them' });
    expect(await first.call('TiltTo', 18).catch((reason: unknown) => reason)).toMatchObject({ code: 'not-sent' });
    expect(engine.log).toEqual(['TiltTo 12.', 'TiltTo 15.']);
    second.close();
  });

  test('a new client waits until the command in progress is done, and the old one still gets its answer', async () => {
    let finish = (): void => {};
    const recorded = new Promise<{ readonly values: readonly [] }>((done) => {
      finish = () => done({ values: [] });
    });
    const engine = fakeEngine({ run: ({ name }) => (name === 'R' ? recorded : Promise.resolve({ values: [] })) });
    const { port } = await listening(() => engine);
    const first = await connectToSerialEm({ port });
    const record = first.call('R');
    const second = await connectToSerialEm({ port });
    const tilt = second.call('TiltTo', 9);
    await roundTripElsewhere(); // by then the server has noticed the second client
    finish();
    expect(await record).toBeUndefined();
    expect(await tilt).toBeUndefined();
    expect(engine.log).toEqual(['R', 'TiltTo 9.']);
    second.close();
  });

  test('a client that stops in the middle of an image does not keep the next one out', async () => {
    const { port } = await listening(() => fakeEngine());
    const stalled = connect(port, '127.0.0.1').on('error', () => {});
    const closed = new Promise((done) => stalled.on('close', done));
    const about = { type: 0, width: 6, height: 5, byteCount: 30, chunkCount: 1 };
    const place = { buffer: 0, baseBuffer: 0, extraBinning: 1, captureFlag: -1 };
    stalled.write(encodeRequest({ kind: 'putImage', ...about, ...place }));
    await once(stalled, 'data');
    stalled.write(new Uint8Array(29));
    const serialEm = await connectToSerialEm({ port });
    expect(await serialEm.call('ScreenUp')).toBeUndefined();
    await closed;
    serialEm.close();
  });

  test('a client that has left is noticed', async () => {
    let noticed = (): void => {};
    const left = new Promise<void>((done) => {
      noticed = done;
    });
    const engine = fakeEngine({ disconnected: () => noticed() });
    const { port } = await listening(() => engine);
    const serialEm = await connectToSerialEm({ port });
    await serialEm.call('ScreenUp');
    serialEm.close();
    await left;
    expect(engine.log).toEqual(['ScreenUp', 'disconnected']);
  });

  test('a client that asks and never reads does not keep the next one out', async () => {
    const engine = fakeEngine({ run: () => Promise.resolve({ values: ['t'.repeat(900_000)] }) });
    const { port } = await listening(() => engine);
    const deaf = connect(port, '127.0.0.1').pause();
    deaf.on('error', () => {});
    const question = encodeRequest({ kind: 'command', code: 171, args: [] });
    for (let i = 0; i < 60; i += 1) deaf.write(question);
    // Replies of 54 MB do not fit between the two: from some question on the server waits for the reader.
    for (let asked = -1; asked < engine.log.length; ) {
      asked = engine.log.length;
      for (let i = 0; i < 40; i += 1) await new Promise((goOn) => setImmediate(goOn));
    }
    expect(engine.log.length).toBeLessThan(60);
    const serialEm = await connectToSerialEm({ port });
    expect(await serialEm.call('ReportDirectory')).toHaveLength(900_000);
    serialEm.close();
    deaf.destroy();
  });

  test('a browser is turned away, and the next client is served', async () => {
    const { port } = await listening(() => fakeEngine());
    const browser = connect(port, '127.0.0.1');
    browser.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    browser.resume().on('error', () => {});
    await once(browser, 'close');
    const serialEm = await connectToSerialEm({ port });
    expect(await serialEm.call('ScreenDown')).toBeUndefined();
    serialEm.close();
  });
});

test('an image of 40 megabytes comes in two parts and goes back in one', async () => {
  const width = 5000;
  const data = Uint16Array.from({ length: width * 4000 }, (_, index) => (index * 7919) % 65_521);
  const image: BufferImage = { type: 6, width, height: 4000, data };
  const same = (found: BufferImage | null): boolean =>
    found !== null && Buffer.compare(bytesOf(found), bytesOf(image)) === 0;
  const arrived: boolean[] = [];
  const engine = fakeEngine({
    image: () => Promise.resolve(image),
    putImage: async (_, found) => void arrived.push(same(found)),
  });
  const { port } = await listening(() => engine, { superchunkBytes: 33_620_000 });
  const serialEm = await connectToSerialEm({ port });
  expect(same(await serialEm.bufferImage('A'))).toBe(true);
  await serialEm.putImage('B', image);
  await serialEm.call('Show', 'B');
  expect(arrived).toEqual([true]);
  serialEm.close();
});

test('closing a server closes its client', async () => {
  const server = await listen(() => fakeEngine(), { port: 0 });
  const serialEm = await connectToSerialEm({ port: server.port });
  await serialEm.call('ScreenUp');
  await server.close();
  expect(await serialEm.closed).toMatchObject({ by: 'them' });
});

const bytesOf = ({ data }: BufferImage): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
