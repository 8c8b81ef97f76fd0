import { Duplex } from 'node:stream';
import { duplexPair, encodeReply, isLinkError, LinkError, type Reply, SerialEmClient } from '@pacetomo/serialem-link';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dump } from './goldenBytes.ts';
import { ManualTimer } from './manualTimer.ts';
import { answer, hangUp, type Reaction, resetConnection, saysNothing, scriptedPeer } from './scriptedPeer.ts';

const values = (...reported: readonly (number | string)[]): Uint8Array =>
  encodeReply({ kind: 'command', scriptError: 0, values: reported });
const scriptErrorReply = (scriptError: number, ...reported: readonly string[]): Uint8Array =>
  encodeReply({ kind: 'command', scriptError, values: reported });
const transport = (code: number): Uint8Array => encodeReply({ kind: 'transport', code });

/** The error that a promise is rejected with. */
async function failureOf(attempt: Promise<unknown>): Promise<LinkError> {
  const error = await attempt.then(
    (result) => new Error(`it succeeded with ${String(result)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof LinkError)) throw error;
  return error;
}

describe('an answered call', () => {
  test('gives what SerialEM reports', async () => {
    const { serialEm } = scriptedPeer([answer(values(1.5, -2.25, 30)), answer(values()), answer(values('D:\\data'))]);
    expect(await serialEm.call('ReportStageXYZ')).toEqual([1.5, -2.25, 30]);
    expect(await serialEm.call('TiltTo', -3)).toBeUndefined();
    expect(await serialEm.call('ReportDirectory')).toBe('D:\\data');
  });

  test('asking for control gives yes or no', async () => {
    const control = (granted: boolean): Reaction => answer(encodeReply({ kind: 'control', granted }));
    const { serialEm } = scriptedPeer([control(true), control(false)]);
    expect([await serialEm.askForControl(), await serialEm.askForControl()]).toEqual([true, false]);
  });

  test.each([0, 1])('Exit(%i), which ends the script, has done what it was asked for', async (code) => {
    const { serialEm } = scriptedPeer([answer(scriptErrorReply(code === 0 ? -123456 : -654321))]);
    expect(await serialEm.call('Exit', code)).toBeUndefined();
  });

  test('the answer may come byte by byte', async () => {
    const slowly: Reaction = (end) => {
      for (const byte of values('frames', 1)) end.write(Uint8Array.of(byte));
    };
    const { serialEm } = scriptedPeer([slowly]);
    expect(await serialEm.call('CallScript', 7)).toEqual(['frames', 1]);
  });
});

describe('each way to fail', () => {
  const message = '\r\nSCRIPT ERROR WITH THIS MESSAGE:\r\nNo image in A\r\n* * * * * * * * * * * * * * * * * *\r\n';
  test.each([
    ['SerialEM reports an error', scriptErrorReply(1, message), 'command-failed', 'begun', false, 'No image in A'],
    [
      'SerialEM keeps its error to itself',
      scriptErrorReply(1, ''),
      'command-failed',
      'begun',
      false,
      'NoMessageBoxOnError(1)',
    ],
    ['SerialEM gives no text', scriptErrorReply(1), 'command-failed', 'begun', false, 'NoMessageBoxOnError(1)'],
    ['another error number', scriptErrorReply(17), 'command-failed', 'begun', false, 'TiltTo(-3) failed'],
    ['STOP during the command', scriptErrorReply(-234561), 'user-stop', 'begun', false, 'during TiltTo(-3)'],
    ['STOP before the command', transport(-10), 'user-stop', 'no', false, 'did not take TiltTo(-3)'],
    ['the script ended', scriptErrorReply(-123456), 'script-ended', 'begun', false, 'TiltTo(-3) ended the script'],
    ['the script ended with a code', scriptErrorReply(-654321), 'script-ended', 'begun', false, 'TiltTo(-3)'],
    ['SerialEM is busy', transport(-9), 'busy', 'no', true, 'did not take TiltTo(-3)'],
    ['unknown function', transport(-1), 'refused', 'no', true, 'return value -1'],
    ['too short', transport(-4), 'refused', 'no', true, 'return value -4'],
    ['too big', transport(-5), 'refused', 'no', true, 'return value -5'],
    ['wrong length', transport(-6), 'refused', 'no', true, 'return value -6'],
    ['no memory for the reply', transport(-2), 'reply-unbuildable', 'yes', false, 'carried out TiltTo(-3)'],
    ['the reply is too big', transport(-3), 'reply-unbuildable', 'yes', false, 'return value -3'],
    ['a return value that does not exist', transport(-77), 'protocol', 'unknown', false, '-77'],
    [
      'a greeting instead of a reply',
      dump('"HTTP/1.1 400 Bad Request"').bytes,
      'protocol',
      'unknown',
      false,
      'Is it SerialEM',
    ],
    [
      'a reply to something else',
      encodeReply({ kind: 'control', granted: true }),
      'protocol',
      'unknown',
      false,
      '12 bytes',
    ],
  ] as const)('%s', async (_what, bytes, code, carriedOut, repeatable, sentence) => {
    const { serialEm } = scriptedPeer([answer(bytes)]);
    const error = await failureOf(serialEm.call('TiltTo', -3));
    expect(error).toMatchObject({ name: 'LinkError', code, carriedOut, repeatable, command: 'TiltTo(-3)' });
    expect(error.message).toContain(sentence);
    expect(isLinkError(error, code)).toBe(true);
  });

  test('SerialEM’s own words are given without their frame', async () => {
    const { serialEm } = scriptedPeer([answer(scriptErrorReply(1, message))]);
    expect((await failureOf(serialEm.call('S'))).serialEmText).toBe('No image in A');
  });

  test('values that are not as expected: done, and the connection stays', async () => {
    const { serialEm } = scriptedPeer([answer(values('twelve')), answer(values(12))]);
    expect(await failureOf(serialEm.call('ReportTiltAngle'))).toMatchObject({
      code: 'unexpected-values',
      carriedOut: 'yes',
    });
    expect(await serialEm.call('ReportTiltAngle')).toBe(12);
  });

  test('a failed command leaves the connection open', async () => {
    const { serialEm } = scriptedPeer([answer(scriptErrorReply(1, message)), answer(values(4))]);
    await failureOf(serialEm.call('AlignTo', 'B'));
    expect(await serialEm.call('ReportFileNumber')).toBe(4);
  });

  const closing: readonly (readonly [string, Reaction])[] = [
    ['garbage', answer(dump('07 00 00 00').bytes)],
    ['a negative return value', answer(transport(-9))],
    ['STOP', answer(scriptErrorReply(-234561))],
    ['a lost connection', hangUp],
    ['more bytes than were asked for', answer(values(12.25), Uint8Array.of(0))],
  ];
  test.each(closing)('after %s every later call is not sent', async (_what, reaction) => {
    const { serialEm, requests } = scriptedPeer([reaction]);
    await serialEm.call('ReportTiltAngle').catch(() => {});
    const error = await failureOf(serialEm.call('R'));
    expect(error).toMatchObject({ code: 'not-sent', carriedOut: 'no', repeatable: true, command: 'R()' });
    expect(requests).toHaveLength(1);
    await serialEm.closed;
  });

  test('bytes that come unasked close the connection', async () => {
    const { serialEm, end } = scriptedPeer([]);
    end.write(values(12.25));
    expect(await serialEm.closed).toMatchObject({ by: 'fault', why: '36 bytes came that nobody had asked for' });
    expect((await failureOf(serialEm.call('ReportTiltAngle'))).code).toBe('not-sent');
  });

  test('a stream that was closed elsewhere is noticed before anything is sent', async () => {
    const [near] = duplexPair();
    const serialEm = new SerialEmClient(near);
    near.destroy();
    expect(await failureOf(serialEm.call('R'))).toMatchObject({ code: 'not-sent', carriedOut: 'no' });
    expect(await serialEm.closed).toEqual({ by: 'us', why: 'its stream was closed' });
  });

  test('closing ends a call even if the stream never says that it took the bytes', async () => {
    const writes: unknown[] = [];
    const takesOne = new Duplex({
      read: () => {},
      write: (chunk, _encoding, taken) => {
        if (writes.push(chunk) === 1) taken();
      },
    });
    const serialEm = new SerialEmClient(takesOne);
    const put = failureOf(serialEm.putImage('B', { type: 0, width: 3, height: 1, data: Uint8Array.of(7, 8, 9) }));
    takesOne.push(encodeReply({ kind: 'readyForImage' }));
    await new Promise((done) => setImmediate(done));
    expect(writes).toHaveLength(2);
    serialEm.close();
    expect((await put).code).toBe('reply-lost');
  });

  test('after close() nothing is sent', async () => {
    const { serialEm, requests } = scriptedPeer([answer(values())]);
    serialEm.close();
    expect(await serialEm.closed).toEqual({ by: 'us', why: 'this program closed it' });
    expect((await failureOf(serialEm.call('V'))).message).toContain('this program closed it');
    expect(requests).toEqual([]);
  });
});

describe('a lost reply', () => {
  const halfAnAnswer: Reaction = (end) => {
    end.write(values(12.25).subarray(0, 20));
    end.destroy();
  };
  test.each([
    ['the connection closes', hangUp],
    ['the connection closes in the middle of the answer', halfAnAnswer],
    ['the connection is reset', resetConnection],
  ])('%s: the command went out once and never again', async (_what, reaction) => {
    const { serialEm, requests } = scriptedPeer([reaction, answer(values())]);
    const error = await failureOf(serialEm.call('R'));
    expect(error).toMatchObject({ code: 'reply-lost', carriedOut: 'unknown', repeatable: false, command: 'R()' });
    expect(error.message).toContain('may or may not have carried it out; do not send it again');
    await serialEm.closed;
    expect(requests).toHaveLength(1);
  });

  test('a plain question may be asked again, by whoever called', async () => {
    const { serialEm, requests } = scriptedPeer([hangUp]);
    expect(await failureOf(serialEm.call('ReportFileZsize'))).toMatchObject({ code: 'reply-lost', repeatable: true });
    expect(requests).toHaveLength(1);
  });

  test('the time is up: the client gives up and closes', async () => {
    const clock = new ManualTimer();
    const { serialEm } = scriptedPeer([saysNothing], { replyTimeoutMs: 90_000, setTimer: clock.set });
    const failure = failureOf(serialEm.call('Eucentricity', 1));
    clock.advance(89_999);
    expect(clock.running).toBe(1);
    clock.advance(1);
    expect(await failure).toMatchObject({
      code: 'reply-lost',
      message: expect.stringContaining('no answer came within 90 s'),
    });
    expect(clock.running).toBe(0);
  });

  test('an answer in time ends the waiting for good', async () => {
    const clock = new ManualTimer();
    const { serialEm } = scriptedPeer([answer(values(3)), answer(values(7))], {
      replyTimeoutMs: 500,
      setTimer: clock.set,
    });
    expect(await serialEm.call('ReportSpotSize')).toBe(3);
    clock.advance(60_000);
    expect(await serialEm.call('ReportSpotSize')).toBe(7);
  });

  test('a box that waits for a person is waited for, however long the person takes', async () => {
    const clock = new ManualTimer();
    const { serialEm, end } = scriptedPeer([saysNothing, saysNothing], { replyTimeoutMs: 900, setTimer: clock.set });
    const asked = serialEm.call('YesNoBox', 'Is this the lamella?');
    clock.advance(3_600_000);
    end.write(values(1));
    expect(await asked).toBe(1);
  });

  test('without a limit it waits, and says now and then for how long', async () => {
    const clock = new ManualTimer();
    const heard: string[] = [];
    const onSlow = (command: string, seconds: number): number => heard.push(`${command} ${seconds} s`);
    const { serialEm, end } = scriptedPeer([saysNothing], { onSlow, slowAfterMs: 20_000, setTimer: clock.set });
    const eucentric = serialEm.call('Eucentricity', 1);
    clock.advance(45_000);
    end.write(values());
    await eucentric;
    clock.advance(60_000);
    expect(heard).toEqual(['Eucentricity(1) 20 s', 'Eucentricity(1) 40 s']);
    expect(clock.running).toBe(0);
  });
});

describe('a mistake of the program that calls', () => {
  test('a second command while one is unanswered is refused at once, and the first goes on', async () => {
    const { serialEm, end, requests } = scriptedPeer([saysNothing]);
    const first = serialEm.call('TiltTo', 12);
    expect(() => serialEm.call('R')).toThrow('R() was called before TiltTo(12) was answered: an await is missing');
    expect(() => serialEm.bufferImage('A')).toThrow('an await is missing');
    expect(() => serialEm.askForControl()).toThrow('an await is missing');
    end.write(values());
    await first;
    expect(requests).toHaveLength(1);
  });

  test('an impossible argument is a plain Error, and nothing is sent', () => {
    const { serialEm, requests } = scriptedPeer([]);
    expect(() => serialEm.call('TiltTo', Number.NaN)).toThrow('Argument 1 of TiltTo(NaN) must be a finite number.');
    expect(requests).toEqual([]);
  });

  test('a request over 1019 bytes, whose head SerialEM would lose, is refused', async () => {
    const { serialEm, requests } = scriptedPeer([answer(values())]);
    await serialEm.call('Echo', 'x'.repeat(968));
    expect(requests[0]).toHaveLength(1016);
    expect(() => serialEm.call('Echo', 'x'.repeat(972))).toThrow('would be a message of 1020 bytes');
    expect(requests).toHaveLength(1);
  });

  test('the internal port is never asked for control', () => {
    const { serialEm, requests } = scriptedPeer([], { port: 'internal' });
    expect(() => serialEm.askForControl()).toThrow('internal port');
    expect(requests).toEqual([]);
  });
});

describe('whatever answers on the port', () => {
  const plausible = fc
    .tuple(fc.constantFrom(0, 0, 0, -1, -9, 5), fc.array(fc.integer({ min: -3, max: 30 }), { maxLength: 12 }))
    .map(([code, longs]) => {
      const bytes = new Uint8Array(8 + 4 * longs.length);
      const words = new DataView(bytes.buffer);
      [bytes.length, code, ...longs].forEach((long, index) => {
        words.setInt32(4 * index, long, true);
      });
      return bytes;
    });
  const text = fc
    .string({ maxLength: 30 })
    .map((found): Reply => ({ kind: 'command', scriptError: 0, values: [found] }));
  const hostile = fc.oneof(fc.uint8Array({ maxLength: 80 }), plausible, text.map(encodeReply));

  test('10 000 hostile answers: a value of the right type or a LinkError, and one request at most', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, fc.constantFrom('number', 'image', 'control'), async (bytes, asked) => {
        const hostileAnswer: Reaction = (end) => {
          end.write(bytes);
          end.end();
        };
        const { serialEm, requests } = scriptedPeer([hostileAnswer]);
        const ask = {
          number: () => serialEm.call('ReportTiltAngle'),
          image: () => serialEm.bufferImage('A').then((image) => image?.data.length ?? 0),
          control: () => serialEm.askForControl().then(Number),
        };
        const result = await ask[asked]().catch((error: unknown) => error);
        if (!isLinkError(result)) expect(result).toBeTypeOf('number');
        expect(requests.length).toBeLessThanOrEqual(1);
        serialEm.close();
      }),
      { numRuns: 10_000 },
    );
  });
});
