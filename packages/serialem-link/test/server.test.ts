import {
  decodeReply,
  duplexPair,
  encodeRequest,
  MessageSplitter,
  type ServeOptions,
  serve,
} from '@pacetomo/serialem-link';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fakeEngine } from './fakeEngine.ts';
import { dump } from './goldenBytes.ts';
import { ManualTimer } from './manualTimer.ts';

/** A server in front of a fake engine, with everything that it sends and complains about. */
function served(engine = fakeEngine(), options: ServeOptions = {}) {
  const [client, end] = duplexPair();
  const complaints: string[] = [];
  const sent: number[] = [];
  client.on('data', (chunk: Uint8Array) => sent.push(...chunk));
  client.on('error', () => {});
  const onComplaint = (sentence: string): number => complaints.push(sentence);
  const connection = serve(end, engine, { imagePauseMs: 0, onComplaint, ...options });
  return { client, connection, engine, complaints, sent };
}

const hex = (bytes: readonly number[]): string => Buffer.from(bytes).toString('hex');
const reportTilt = encodeRequest({ kind: 'command', code: 294, args: [] });

/** Settles when all that is under way in memory has happened: streams and promises go on before the next immediate. */
const quiet = (): Promise<void> => new Promise((done) => setImmediate(done));

describe('a request that makes no sense', () => {
  test.each([
    ['a function that does not exist', '08 00 00 00 09 00 00 00', -1],
    ['a handshake without an image', '08 00 00 00 02 00 00 00', -1],
    ['a command without its words', '08 00 00 00 01 00 00 00', -4],
    ['a question for control that is too long', '0c 00 00 00 03 00 00 00 00*4', -6],
    ['a command whose array is not there', '14 00 00 00 01 00 00 00 41 00 00 00 00*4 01 00 00 00', -6],
  ])('%s is refused, and the next is answered', async (_what, bytes, code) => {
    const { client, connection, complaints, sent, engine } = served();
    client.write(dump(bytes).bytes);
    client.write(reportTilt);
    await quiet();
    client.end();
    await connection.closed;
    const splitter = new MessageSplitter(1024);
    splitter.add(Uint8Array.from(sent));
    const first = splitter.message();
    expect(first.kind === 'message' && decodeReply('command', first.bytes)).toEqual({ kind: 'transport', code });
    expect(complaints).toHaveLength(1);
    expect(engine.log).toEqual(['ReportTiltAngle', 'disconnected']);
  });

  test.each([
    ['a browser that asks with GET', '"GET / HTTP/1.1"', 542_393_671],
    ['a browser that asks with POST', '"POST / HTTP/1.1"', 1_414_745_936],
    ['a message of two gigabytes', 'ff ff ff 7f', 2_147_483_647],
  ])('%s is refused with -5 and shown the door', async (_what, bytes, announced) => {
    const { client, connection, complaints, sent } = served();
    client.write(dump(bytes).bytes);
    expect(await connection.closed).toMatchObject({ by: 'fault' });
    await quiet();
    expect(hex(sent)).toBe('08000000fbffffff');
    expect(complaints).toEqual([
      `A client sent a message that says it is ${announced} bytes long; it was answered -5.`,
    ]);
  });

  test('a negative length is refused with -4', async () => {
    const { client, connection, sent } = served();
    client.write(dump('fe ff ff ff').bytes);
    await connection.closed;
    await quiet();
    expect(hex(sent)).toBe('08000000fcffffff');
  });

  test('any bytes at all neither break nor block the server', async () => {
    const request = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.constant(reportTilt),
      fc.uint8Array({ maxLength: 40 }).map((rest) => {
        const bytes = Uint8Array.from([8 + rest.length, 0, 0, 0, 1 + (rest.length % 5), 0, 0, 0, ...rest]);
        return bytes;
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(request, { maxLength: 5 }), async (parts) => {
        const engine = fakeEngine();
        const { client, connection } = served(engine, { mostImageBytes: 1000 });
        for (const part of parts) client.write(part);
        client.end();
        await connection.closed;
        expect(engine.log.filter((line) => line === 'disconnected')).toHaveLength(1);
      }),
      { numRuns: 2000 },
    );
  });

  test('an image of impossible size is refused before its pixels', async () => {
    const { client, sent, engine } = served(fakeEngine(), { mostImageBytes: 1000 });
    const image = { kind: 'putImage', type: 1, buffer: 0, baseBuffer: 0, extraBinning: 1, captureFlag: -1 } as const;
    client.write(encodeRequest({ ...image, width: 30, height: 20, byteCount: 1200, chunkCount: 1 }));
    client.write(encodeRequest({ ...image, width: 30, height: 20, byteCount: 1199, chunkCount: 1 }));
    await quiet();
    expect(hex(sent)).toBe('08000000feffffff' + '08000000faffffff');
    expect(engine.log).toEqual([]);
  });
});

test.each([-1, 22, 4000])(
  'an image for buffer %i, which does not exist, is refused before its pixels',
  async (buffer) => {
    const { client, sent, engine } = served();
    const image = {
      kind: 'putImage',
      type: 1,
      baseBuffer: 0,
      extraBinning: 1,
      captureFlag: -1,
      chunkCount: 1,
    } as const;
    client.write(encodeRequest({ ...image, buffer, width: 5, height: 3, byteCount: 30 }));
    await quiet();
    expect(hex(sent)).toBe('08000000faffffff');
    expect(engine.log).toEqual([]);
  },
);

describe('a client that misbehaves', () => {
  test('a request before the last was answered is answered in its turn, with a complaint', async () => {
    let finish = (): void => {};
    const slow = new Promise<{ readonly values: readonly number[] }>((done) => {
      finish = () => done({ values: [5] });
    });
    const { client, engine, complaints } = served(
      fakeEngine({ run: ({ name }) => (name === 'R' ? slow : Promise.resolve({ values: [7] })) }),
    );
    client.write(encodeRequest({ kind: 'command', code: 76, args: [] }));
    await quiet();
    client.write(reportTilt);
    await quiet();
    expect(engine.log).toEqual(['R']);
    expect(complaints).toEqual(['A client sent a request before the one before was answered.']);
    finish();
    await quiet();
    expect(engine.log).toEqual(['R', 'ReportTiltAngle']);
  });

  test('a flood of bytes while a command is carried out waits outside', async () => {
    const never = new Promise<never>(() => {});
    const { client } = served(fakeEngine({ run: () => never }));
    client.write(reportTilt);
    await quiet();
    const chunk = new Uint8Array(65_536);
    let written = 0;
    while (written < 400 && client.write(chunk)) {
      written += 1;
      await quiet();
    }
    expect(written).toBeLessThan(40);
  });

  test('a client that goes away in the middle of an image is gone', async () => {
    const { client, connection, engine } = served();
    const about = { type: 0, width: 5, height: 4, byteCount: 20, chunkCount: 1 };
    client.write(
      encodeRequest({ kind: 'putImage', ...about, buffer: 2, baseBuffer: 0, extraBinning: 1, captureFlag: -1 }),
    );
    client.end(new Uint8Array(13));
    await connection.closed;
    expect(engine.log).toEqual(['disconnected']);
  });

  test('a client that does not ask for the next part of an image is dropped', async () => {
    const clock = new ManualTimer();
    const image = { type: 0, width: 4, height: 3, data: Uint8Array.from({ length: 12 }, (_, index) => index) } as const;
    const engine = fakeEngine({ image: () => Promise.resolve(image) });
    const { client, connection } = served(engine, { superchunkBytes: 6, setTimer: clock.set });
    client.write(encodeRequest({ kind: 'getImage', buffer: 0, fft: false }));
    await quiet();
    clock.advance(0); // the pause before the pixels
    await quiet();
    clock.advance(1000);
    expect(await connection.closed).toMatchObject({ why: 'no handshake came for the next part of an image' });
  });
});

describe('an engine that breaks', () => {
  test('in a command: the client is told of a failed command', async () => {
    const { client, complaints, sent } = served(fakeEngine({ run: () => Promise.reject(new Error('no lens')) }));
    client.write(reportTilt);
    await quiet();
    expect(Buffer.from(sent).toString('latin1')).toContain('ReportTiltAngle broke the engine: Error: no lens');
    expect(complaints).toHaveLength(1);
  });

  test('with seven values: the client is told of a failed command', async () => {
    const { client, sent } = served(fakeEngine({ run: () => Promise.resolve({ values: [1, 2, 3, 4, 5, 6, 7] }) }));
    client.write(reportTilt);
    await quiet();
    expect(Buffer.from(sent).toString('latin1')).toContain('ReportTiltAngle reported 7 values');
  });

  test('with an image of the wrong size: nothing of it is sent', async () => {
    const image = { type: 1, width: 4, height: 3, data: new Int16Array(11) } as const;
    const { client, sent, complaints } = served(fakeEngine({ image: () => Promise.resolve(image) }));
    client.write(encodeRequest({ kind: 'getImage', buffer: 0, fft: false }));
    await quiet();
    expect(sent).toEqual([]);
    expect(complaints).toEqual(['A request broke the engine: Error: 4 x 3 pixels of type 1 are 24 bytes, not 22']);
  });

  test('anywhere else: the client loses the connection, and the server nothing', async () => {
    const { client, connection, complaints } = served(
      fakeEngine({ image: () => Promise.reject(new Error('no buffers')) }),
    );
    client.write(encodeRequest({ kind: 'getImage', buffer: 3, fft: false }));
    expect(await connection.closed).toMatchObject({ by: 'fault' });
    expect(complaints).toEqual(['A request broke the engine: Error: no buffers']);
  });
});

test('closing from this end is not told to the engine as a client that left', async () => {
  const { connection, engine } = served();
  connection.close();
  expect(await connection.closed).toMatchObject({ by: 'us' });
  expect(engine.log).toEqual([]);
});
