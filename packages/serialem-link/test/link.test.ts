import type { Duplex } from 'node:stream';
import { PassThrough } from 'node:stream';
import {
  type BufferImage,
  type CommandOutcome,
  duplexPair,
  isLinkError,
  type PutImageHeader,
  type ScriptEngine,
  SerialEmClient,
  type ServeOptions,
  serve,
} from '@pacetomo/serialem-link';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fakeEngine } from './fakeEngine.ts';
import { dump, masked } from './goldenBytes.ts';
import { anyImage } from './images.ts';

/** A client in front of a server, in memory. */
function linked(own: Partial<ScriptEngine> = {}, options: ServeOptions = {}) {
  const [near, far] = duplexPair();
  const engine = fakeEngine(own);
  const connection = serve(far, engine, { imagePauseMs: 0, ...options });
  return { serialEm: new SerialEmClient(near), engine, connection, near, far };
}

const outcome = (result: CommandOutcome) => linked({ run: () => Promise.resolve(result) });

describe('a command', () => {
  test('reaches the engine with its arguments, and its values come back', async () => {
    const { serialEm, engine } = outcome({ values: [0] });
    expect(await serialEm.call('SetImageShift', 1.5, -2.25, 0.5)).toBe(0);
    expect(engine.log).toEqual(['SetImageShift 1.5 -2.25 0.5']);
  });

  test('reaches the engine with texts and numbers as they were, in any language', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 }).filter((value) => !value.includes('\0'));
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    await fc.assert(
      fc.asyncProperty(text, number, async (name, value) => {
        const { serialEm, engine } = linked({
          run: ({ args }) =>
            Promise.resolve({ values: args.map(({ text, number }, index) => (index === 2 ? number : text)) }),
        });
        expect(await serialEm.call('CallFunction', name, 'µ', value)).toEqual([name, 'µ', value]);
        expect(engine.log).toHaveLength(1);
        serialEm.close();
      }),
    );
  });

  test.each([
    [{ failed: 'No image in A' }, 'command-failed', 'No image in A'],
    [{ failed: '' }, 'command-failed', ''],
    [{ ended: 'normal' }, 'script-ended', ''],
    [{ ended: 'with-code' }, 'script-ended', ''],
    [{ ended: 'user-stop' }, 'user-stop', ''],
    [{ transport: -9 }, 'busy', ''],
    [{ transport: -10 }, 'user-stop', ''],
    [{ transport: -2 }, 'reply-unbuildable', ''],
    [{ drop: 'before-reply' }, 'reply-lost', ''],
  ] satisfies readonly (readonly [CommandOutcome, string, string])[])(
    'that ends with %o',
    async (result, code, serialEmText) => {
      const { serialEm, engine } = outcome(result);
      const error: unknown = await serialEm.call('Record').catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code, serialEmText });
      expect(engine.log.filter((line) => line === 'Record')).toHaveLength(1);
    },
  );

  test('that is answered by other bytes: half an answer and the end, or garbage on an open connection', async () => {
    const half = outcome({ garbled: Uint8Array.of(24, 0, 0, 0, 0, 0, 0, 0, 7), thenClose: true });
    await expect(half.serialEm.call('Record')).rejects.toMatchObject({ code: 'reply-lost' });
    const garbage = outcome({ garbled: Uint8Array.of(201, 202, 203, 204, 205), thenClose: false });
    await expect(garbage.serialEm.call('Record')).rejects.toMatchObject({ code: 'protocol' });
    expect([half.engine.log[0], garbage.engine.log[0]]).toEqual(['Record', 'Record']);
  });

  test('that is never answered keeps the connection, and the client its patience', async () => {
    const { serialEm, engine, connection } = outcome({ silent: true });
    const recorded = serialEm.call('Record').catch((reason: unknown) => reason);
    await connection.idle();
    serialEm.close();
    expect(isLinkError(await recorded, 'reply-lost')).toBe(true);
    await connection.closed;
    expect(engine.log).toEqual(['Record', 'disconnected']);
  });

  test('that was sent just before the client left is still carried out, as in SerialEM', async () => {
    const { near, connection, engine } = linked();
    near.end(dump('18 00 00 00 01 00 00 00 26 01 00 00 00 00 00 00 01 00 00 00 00*4').bytes);
    await connection.closed;
    expect(engine.log).toEqual(['ReportTiltAngle', 'disconnected']);
  });
});

test('control is granted and denied by the engine', async () => {
  const answers = [true, false];
  const { serialEm } = linked({ askForControl: () => answers.shift() ?? false });
  expect([await serialEm.askForControl(), await serialEm.askForControl()]).toEqual([true, false]);
});

describe('images', () => {
  test('come out of a buffer as they are, in every type, in any number of parts', async () => {
    await fc.assert(
      fc.asyncProperty(anyImage, fc.integer({ min: 1, max: 90 }), async (image, superchunkBytes) => {
        const { serialEm } = linked({ image: () => Promise.resolve(image) }, { superchunkBytes });
        expect(await serialEm.bufferImage('A')).toEqual(image);
        serialEm.close();
      }),
    );
  });

  test('go into a buffer as they are, in every type', async () => {
    await fc.assert(
      fc.asyncProperty(anyImage, async (image) => {
        const arrived: BufferImage[] = [];
        const { serialEm } = linked({ putImage: async (_request, found) => void arrived.push(found) });
        await serialEm.putImage('B', image);
        await serialEm.call('ReportDefocus').catch(() => {}); // is answered after the image has been taken
        expect(arrived).toEqual([image]);
        serialEm.close();
      }),
    );
  });

  test('go with what was said about them', async () => {
    const requests: PutImageHeader[] = [];
    const { serialEm } = linked({ putImage: async (request) => void requests.push(request) });
    const image: BufferImage = { type: 6, width: 4, height: 3, data: new Uint16Array(12) };
    await serialEm.putImage('c', image, { baseBuffer: 'E', extraBinning: 2, captureFlag: -16 });
    await serialEm.call('Show', 'C');
    expect(requests).toMatchObject([
      { buffer: 2, baseBuffer: 4, extraBinning: 2, captureFlag: -16, byteCount: 24, chunkCount: 1 },
    ]);
  });

  test('of an empty buffer are null', async () => {
    const { serialEm } = linked();
    expect(await serialEm.bufferImage('Q')).toBeNull();
  });

  test('of the FFT window are asked for by their own numbers', async () => {
    const asked: unknown[] = [];
    const image = async (...place: readonly unknown[]): Promise<null> => {
      asked.push(place);
      return null;
    };
    const { serialEm } = linked({ image });
    await serialEm.bufferImage('CF');
    await serialEm.bufferImage('V');
    expect(asked).toEqual([
      [2, true],
      [21, false],
    ]);
  });

  test.each([
    [{ transport: -9 }, 'busy'],
    [{ drop: 'before-reply' }, 'reply-lost'],
  ] as const)('are refused with %o', async (refusal, code) => {
    const own: Partial<ScriptEngine> = {
      image: () => Promise.resolve(refusal),
      beforeImage: () => Promise.resolve(refusal),
    };
    const image: BufferImage = { type: 0, width: 1, height: 2, data: new Uint8Array(2) };
    await expect(linked(own).serialEm.bufferImage('A')).rejects.toMatchObject({ code });
    await expect(linked(own).serialEm.putImage('A', image)).rejects.toMatchObject({
      code,
      repeatable: code === 'busy',
    });
  });

  test('that cannot be are refused before anything is sent', () => {
    const { serialEm, engine } = linked();
    expect(() => serialEm.putImage('A', { type: 1, width: 4, height: 3, data: new Int16Array(13) })).toThrow('26');
    expect(() => serialEm.putImage('AF', { type: 0, width: 1, height: 1, data: new Uint8Array(1) })).toThrow(
      'FFT window',
    );
    expect(() => serialEm.bufferImage('W')).toThrow('no buffer "W"');
    expect(engine.log).toEqual([]);
  });
});

describe('the bytes of an image transfer are those of the official client and SerialEM', () => {
  const image: BufferImage = {
    type: 1,
    width: 4,
    height: 3,
    data: Int16Array.of(1, 2, 3, 4, 5, 6, 7, 8, -9, 10, 11, 12),
  };
  const pixels = '01 00 02 00 03 00 04 00 05 00 06 00 07 00 08 00 f7 ff 0a 00 0b 00 0c 00';

  test('out of a buffer, in two parts with a handshake between them', async () => {
    const { serialEm, near, far } = linked({ image: () => Promise.resolve(image) }, { superchunkBytes: 16 });
    const [sent, answered] = [recorded(near), recorded(far)];
    await serialEm.bufferImage('A');
    expectBytes(sent, '10 00 00 00 04 00 00 00 00 00 00 00 00 00 00 00 08 00 00 00 02 00 00 00');
    expectBytes(
      answered,
      `20 00 00 00 00 00 00 00 01 00 00 00 08 00 00 00 04 00 00 00 03 00 00 00 18 00 00 00 02 00 00 00 ${pixels}`,
    );
  });

  test('into a buffer', async () => {
    const { serialEm, near, far } = linked();
    const [sent, answered] = [recorded(near), recorded(far)];
    await serialEm.putImage('A', image);
    const header =
      '2c 00 00 00 05 00 00 00 01 00 00 00 04 00 00 00 03 00 00 00 18 00 00 00 00*8 01 00 00 00 ff ff ff ff 01 00 00 00';
    expectBytes(sent, `${header} ${pixels}`);
    expectBytes(answered, '08 00 00 00 00 00 00 00');
  });

  test('the announcement goes out alone', async () => {
    const { serialEm, far } = linked({ image: () => Promise.resolve(image) });
    const answered = recorded(far);
    await serialEm.bufferImage('A');
    expect(answered.map((chunk) => chunk.length)).toEqual([32, 24]);
  });
});

test('commands, images and their answers survive any cutting of the stream', async () => {
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.integer({ min: 1, max: 9 })), anyImage, async (sizes, image) => {
      const [near, far] = cutPair(sizes);
      const arrived: BufferImage[] = [];
      const engine = fakeEngine({
        run: ({ name }) => Promise.resolve({ values: name === 'ReportDirectory' ? ['D:\\data\\größe'] : [] }),
        image: () => Promise.resolve(image),
        putImage: async (_request, found) => void arrived.push(found),
      });
      serve(far, engine, { imagePauseMs: 0, superchunkBytes: 50 });
      const serialEm = new SerialEmClient(near);
      expect(await serialEm.call('ReportDirectory')).toBe('D:\\data\\größe');
      await serialEm.putImage('B', image);
      expect(await serialEm.bufferImage('A')).toEqual(image);
      await serialEm.call('TiltTo', 12.5);
      expect(arrived).toEqual([image]);
      serialEm.close();
    }),
    { numRuns: 100 },
  );
});

/** Everything that is written to a stream from now on. */
function recorded(stream: Duplex): readonly Uint8Array[] {
  const chunks: Uint8Array[] = [];
  const write = stream.write.bind(stream);
  stream.write = (chunk: Uint8Array, ...rest: readonly unknown[]) => {
    chunks.push(chunk.slice());
    return write(chunk, ...(rest as []));
  };
  return chunks;
}

function expectBytes(chunks: readonly Uint8Array[], hex: string): void {
  const golden = dump(hex);
  expect(masked(Buffer.concat(chunks), golden)).toBe(masked(golden.bytes, golden));
}

/** Two ends between which the bytes arrive in pieces of the given sizes. */
function cutPair(sizes: Iterator<number>): readonly [Duplex, Duplex] {
  const [near, inner] = duplexPair();
  const [outer, far] = duplexPair();
  const pass = (from: Duplex, to: Duplex): void => {
    from.pipe(new PassThrough()).on('data', (chunk: Uint8Array) => {
      for (let at = 0; at < chunk.length; ) {
        const size = Number(sizes.next().value);
        if (!to.destroyed) to.write(chunk.subarray(at, at + size));
        at += size;
      }
    });
    from.on('close', () => to.destroy());
  };
  pass(inner, outer);
  pass(outer, inner);
  return [near, far];
}
