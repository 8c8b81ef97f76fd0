import { type BufferImage, bytesPerPixel, encodeRequest, type Request } from '@pacetomo/serialem-link';
import { connectToSerialEm } from '@pacetomo/serialem-link/node';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  expectGoodService,
  type FuzzedServer,
  fuzzRuns,
  fuzzSeed,
  type HostileClient,
  hostileClient,
  memoryMb,
  returnValue,
  startServer,
  words,
} from './fuzzServer.ts';

// Everything goes over real sockets on this computer. Set FUZZ_RUNS for a longer search than the usual one.

let server: FuzzedServer;
const broken: unknown[] = [];
const note = (reason: unknown): void => {
  broken.push(reason);
};

beforeAll(async () => {
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
  server = await startServer();
});

afterAll(async () => {
  await server.end();
  process.off('unhandledRejection', note);
  process.off('uncaughtException', note);
  expect(broken).toEqual([]);
});

/** Lets a client do its worst, then sees whether another is served: while the first is still there, and after. */
async function afterwardsAllIsWell(worst: (client: HostileClient) => Promise<void>): Promise<void> {
  const client = await hostileClient(server.port);
  await worst(client);
  await expectGoodService(server.port);
  client.drop();
  expect(broken).toEqual([]);
}

const tilt: Request = { kind: 'command', code: 294, args: [] };
const setVariable = (name: string, value: string): Request => ({
  kind: 'command',
  code: 2,
  args: [
    { text: name, number: 0 },
    { text: value, number: 0 },
  ],
});
const getVariable = (name: string): Request => ({ kind: 'command', code: 4, args: [{ text: name, number: 0 }] });
const image = {
  type: 1,
  width: 4,
  height: 3,
  byteCount: 24,
  buffer: 2,
  baseBuffer: 2,
  extraBinning: 1,
  captureFlag: -1,
  chunkCount: 1,
};
const valid: readonly Request[] = [
  tilt,
  setVariable('cut', 'short'),
  { kind: 'askForControl' },
  { kind: 'handshake' },
  { kind: 'getImage', buffer: 0, fft: false },
  { kind: 'putImage', ...image },
];

const anyLong = fc.oneof(fc.integer({ min: -3, max: 1100 }), fc.integer());
/** Lengths that promise too much, too little, or nothing that makes sense. */
const anyLength = fc.oneof(fc.integer(), fc.constantFrom(-1, 0, 4, 7, 8, 19, 20, 1_048_576, 1_048_577, 2 ** 31 - 1));

describe('bytes that are no messages', () => {
  test('random bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 3000 }), (bytes) =>
        afterwardsAllIsWell((client) => client.send(bytes)),
      ),
      { ...fuzzSeed, numRuns: fuzzRuns },
    );
  });

  test('a length word of any value before random bytes', async () => {
    await fc.assert(
      fc.asyncProperty(anyLength, fc.uint8Array({ maxLength: 120 }), (length, rest) =>
        afterwardsAllIsWell(async (client) => {
          const message = new Uint8Array(4 + rest.length);
          new DataView(message.buffer).setInt32(0, length, true);
          message.set(rest, 4);
          await client.send(message);
        }),
      ),
      { ...fuzzSeed, numRuns: fuzzRuns },
    );
  });

  test.each([
    [-1, -4],
    [7, -4],
    [1_048_577, -5],
    [2 ** 31 - 1, -5],
  ])('a message that says it is %i bytes long is answered %i and ends the connection', async (length, answer) => {
    await afterwardsAllIsWell(async (client) => {
      const message = new Uint8Array(8);
      new DataView(message.buffer).setInt32(0, length, true);
      await client.send(message);
      expect(returnValue(await client.reply())).toBe(answer);
      expect(await client.reply()).toBeNull();
    });
  });

  test('a valid message that ends at any of its bytes, its sender staying or leaving', async () => {
    for (const message of valid.map(encodeRequest)) {
      for (let end = 0; end < message.length; end += 1) {
        await afterwardsAllIsWell(async (client) => {
          await client.send(message.subarray(0, end));
          if (end % 2 === 1) client.drop();
        });
      }
    }
  });
});

describe('messages with the wrong content', () => {
  test('function codes from anywhere with words from anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(anyLong, fc.array(anyLong, { maxLength: 24 }), (code, longs) =>
        afterwardsAllIsWell(async (client) => {
          await client.send(words(code, ...longs));
          if (code !== 5) await client.reply(); // an image that was accepted is waited for
        }),
      ),
      { ...fuzzSeed, numRuns: 2 * fuzzRuns },
    );
  });

  test('commands that do not exist are refused, however many', async () => {
    const before = memoryMb();
    const client = await hostileClient(server.port);
    for (let code = 841; code < 841 + 40 * fuzzRuns; code += 1) {
      await client.send(encodeRequest({ ...tilt, code }));
      const reply = (await client.reply())!;
      expect(new DataView(reply.buffer).getInt32(12, true)).toBe(1); // a script error, not a broken connection
    }
    client.drop();
    await expectGoodService(server.port);
    expect(server.virtual.missingCommands.size).toBeLessThan(1100);
    expect(memoryMb() - before).toBeLessThan(20);
  });

  test('any number of arguments, whatever is in them', async () => {
    const anyArgument = fc.record({ text: fc.string({ unit: 'binary', maxLength: 30 }), number: fc.double() });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 840 }), fc.array(anyArgument, { maxLength: 40 }), (code, args) =>
        afterwardsAllIsWell(async (client) => {
          await client.send(encodeRequest({ kind: 'command', code, args }));
          await client.reply();
        }),
      ),
      { ...fuzzSeed, numRuns: fuzzRuns },
    );
  });

  test('a count of arguments that is not what came', async () => {
    for (const last of [-2_147_483_648, -1, 2, 19, 20, 2_147_483_647]) {
      await afterwardsAllIsWell(async (client) => {
        const message = encodeRequest(setVariable('counted', 'wrongly'));
        new DataView(message.buffer).setInt32(12, last, true);
        await client.send(message);
        expect(await client.reply()).not.toBeNull();
      });
    }
  });

  test('texts of a megabyte, texts that are not UTF-8, and texts of nothing but line ends', async () => {
    const long = 1_000_000;
    for (const text of ['x'.repeat(long), '\n'.repeat(long), 'é\n'.repeat(long / 4)]) {
      for (const code of [2, 4, 171]) {
        await afterwardsAllIsWell(async (client) => {
          await client.send(encodeRequest({ kind: 'command', code, args: [{ text, number: 1 }] }));
          expect(returnValue(await client.reply())).toBe(0);
        });
      }
    }
    await afterwardsAllIsWell(async (client) => {
      const message = encodeRequest(setVariable('broken', 'text'));
      message.set([0xff, 0xc3, 0x28, 0x00], message.length - 8);
      await client.send(message);
      expect(returnValue(await client.reply())).toBe(0);
    });
  });

  test('an echo of a megabyte of line ends', async () => {
    await afterwardsAllIsWell(async (client) => {
      const args = [{ text: '\n'.repeat(1_000_000), number: 0 }];
      await client.send(encodeRequest({ kind: 'command', code: 590, args }));
      const reply = (await client.reply())!;
      expect(new DataView(reply.buffer).getInt32(12, true)).toBe(0);
    });
  });
});

describe('images that cannot be', () => {
  test('sizes, types and buffers from anywhere', async () => {
    const anyImage = fc.record({
      type: fc.constantFrom(-1, 0, 1, 2, 3, 6, 16, 99),
      width: anyLong,
      height: anyLong,
      byteCount: anyLong,
      buffer: anyLong,
      baseBuffer: anyLong,
      extraBinning: anyLong,
      captureFlag: anyLong,
      chunkCount: anyLong,
    });
    await fc.assert(
      fc.asyncProperty(anyImage, fc.boolean(), (header, honest) =>
        afterwardsAllIsWell(async (client) => {
          const bytes = bytesPerPixel(header.type) ?? 1;
          const byteCount = honest ? header.width * header.height * bytes : header.byteCount;
          const isSmall = byteCount > 0 && byteCount < 5_000_000;
          await client.send(encodeRequest({ kind: 'putImage', ...header, byteCount: isSmall ? byteCount : -7 }));
          const answer = returnValue(await client.reply());
          if (answer === 0) await client.send(new Uint8Array(byteCount));
        }),
      ),
      { ...fuzzSeed, numRuns: 2 * fuzzRuns },
    );
  });

  test.each([22, -1, 4000, 2 ** 31 - 1])('buffer %i, which does not exist, keeps nothing', async (buffer) => {
    const before = memoryMb();
    await afterwardsAllIsWell(async (client) => {
      const size = { width: 2000, height: 1500, byteCount: 6_000_000 };
      await client.send(encodeRequest({ kind: 'putImage', ...image, ...size, buffer }));
      expect(returnValue(await client.reply())).toBeLessThan(0);
      await client.send(encodeRequest({ kind: 'getImage', buffer, fft: false }));
      const reply = (await client.reply())!;
      expect(new DataView(reply.buffer).getInt32(24, true)).toBe(0); // empty
    });
    expect(memoryMb() - before).toBeLessThan(5);
  });

  test('an image of which only a part comes', async () => {
    await afterwardsAllIsWell(async (client) => {
      await client.send(encodeRequest({ kind: 'putImage', ...image, width: 400, height: 300, byteCount: 240_000 }));
      expect(returnValue(await client.reply())).toBe(0);
      await client.send(new Uint8Array(1234));
    });
  });
});

describe('clients with bad manners', () => {
  test('a message that dribbles in byte by byte is understood', async () => {
    const client = await hostileClient(server.port);
    for (const byte of encodeRequest(tilt)) {
      await client.send(Uint8Array.of(byte));
      await new Promise((goOn) => setImmediate(goOn));
    }
    const reply = (await client.reply())!;
    expect(reply).toHaveLength(36);
    expect(new DataView(reply.buffer).getInt32(12, true)).toBe(0);
    await expectGoodService(server.port);
    client.drop();
  });

  test('many connections that are opened and dropped', async () => {
    for (let round = 0; round < 4; round += 1) {
      const clients = await Promise.all(Array.from({ length: 100 }, () => hostileClient(server.port)));
      for (const [index, client] of clients.entries()) {
        if (index % 3 === 0) void client.send(encodeRequest(tilt));
        if (index % 3 === 1) client.socket.resetAndDestroy();
        else client.drop();
      }
      await expectGoodService(server.port);
    }
    expect(broken).toEqual([]);
  });

  test('many connections that stay', async () => {
    const clients = await Promise.all(Array.from({ length: 200 }, () => hostileClient(server.port)));
    await expectGoodService(server.port);
    for (const client of clients) client.drop();
  });

  test('a client that asks and never reads, for texts', async () => {
    const before = memoryMb();
    await afterwardsAllIsWell(async (client) => {
      client.socket.pause();
      await client.send(encodeRequest(setVariable('big', 'b'.repeat(900_000))));
      const question = encodeRequest(getVariable('big'));
      for (let i = 0; i < 60; i += 1) void client.send(question);
      for (let i = 0; i < 60; i += 1) await new Promise((goOn) => setImmediate(goOn));
    });
    expect(memoryMb() - before).toBeLessThan(30);
  });

  test('a client that asks and never reads, for images', async () => {
    await afterwardsAllIsWell(async (client) => {
      const size = { width: 3000, height: 2000, byteCount: 12_000_000 };
      await client.send(encodeRequest({ kind: 'putImage', ...image, ...size }));
      expect(returnValue(await client.reply())).toBe(0);
      await client.send(new Uint8Array(size.byteCount));
      client.socket.pause();
      for (let i = 0; i < 5; i += 1) await client.send(encodeRequest({ kind: 'getImage', buffer: 2, fft: false }));
      for (let i = 0; i < 30; i += 1) await new Promise((goOn) => setImmediate(goOn));
    });
  });

  test('a client that sends megabytes that nobody asked for', async () => {
    const before = memoryMb();
    await afterwardsAllIsWell(async (client) => {
      for (let i = 0; i < 40; i += 1) void client.send(new Uint8Array(1_000_000).fill(8));
      await new Promise((goOn) => setImmediate(goOn));
    });
    expect(memoryMb() - before).toBeLessThan(60); // what waits in this process to be sent is part of it
  });
});

test('after all this the program still works: an image goes in and comes out', async () => {
  const client = await connectToSerialEm({ port: server.port });
  const sent: BufferImage = {
    type: 6,
    width: 37,
    height: 23,
    data: Uint16Array.from({ length: 851 }, (_, i) => 3 * i),
  };
  await client.putImage('D', sent);
  expect(await client.bufferImage('D')).toEqual(sent);
  await client.call('R');
  expect(server.virtual.exposures.length).toBeGreaterThan(0);
  client.close();
});
