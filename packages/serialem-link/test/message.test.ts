import {
  type CommandArgument,
  decodeReply,
  decodeRequest,
  encodeReply,
  encodeRequest,
  type Request,
} from '@pacetomo/serialem-link';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((value) => !value.includes('\0'));
const number = fc.double({ noNaN: true });
const argument: fc.Arbitrary<CommandArgument> = fc.record({ text, number });
const long = fc.integer({ min: -2_147_483_648, max: 2_147_483_647 });

/** Bytes with a length word that is right more often than chance would have it. */
const hostileMessage = fc
  .tuple(fc.uint8Array({ maxLength: 120 }), fc.boolean(), fc.constantFrom(0, 1, 2, 3, 4, 5, -9))
  .map(([bytes, isConsistent, code]) => {
    if (isConsistent && bytes.length >= 8) {
      const words = new DataView(bytes.buffer);
      words.setInt32(0, bytes.length, true);
      words.setInt32(4, code, true);
      if (bytes.length >= 20) words.setInt32(16, Math.floor((bytes.length - 20) / 4), true);
    }
    return bytes;
  });

describe('requests', () => {
  test('a command is read as it was written', () => {
    fc.assert(
      fc.property(fc.nat(840), fc.array(argument, { maxLength: 19 }), (code, args) => {
        const request: Request = { kind: 'command', code, args };
        expect(decodeRequest(encodeRequest(request))).toEqual(request);
      }),
    );
  });

  test('the length word counts every byte', () => {
    fc.assert(
      fc.property(fc.array(argument, { maxLength: 19 }), (args) => {
        const bytes = encodeRequest({ kind: 'command', code: 7, args });
        expect(new DataView(bytes.buffer).getInt32(0, true)).toBe(bytes.length);
      }),
    );
  });

  test('any bytes are understood or refused', () => {
    fc.assert(
      fc.property(hostileMessage, (bytes) => {
        const request = decodeRequest(bytes);
        if (request.kind === 'bad') expect([-1, -4, -5, -6]).toContain(request.code);
      }),
      { numRuns: 10_000 },
    );
  });

  test.each([
    ['seven bytes', -4, [7, 0, 0, 0, 1, 0, 0]],
    ['a function that does not exist', -1, [8, 0, 0, 0, 6, 0, 0, 0]],
    ['a command without its words', -4, [8, 0, 0, 0, 1, 0, 0, 0]],
    ['a question for control that is too long', -6, [12, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0]],
    ['a request for an image without a buffer', -4, [8, 0, 0, 0, 4, 0, 0, 0]],
    [
      'a command whose array is shorter than it says',
      -6,
      [20, 0, 0, 0, 1, 0, 0, 0, 65, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0],
    ],
    ['a command with 20 arguments', -5, [20, 0, 0, 0, 1, 0, 0, 0, 65, 0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0]],
    ['a command whose arguments are not there', -6, [20, 0, 0, 0, 1, 0, 0, 0, 65, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]],
  ])('%s is refused with %i', (_what, code, bytes) => {
    expect(decodeRequest(Uint8Array.from(bytes))).toMatchObject({ kind: 'bad', code });
  });
});

describe('replies', () => {
  test('values are read as they were written', () => {
    fc.assert(
      fc.property(long, fc.array(fc.oneof(number, text), { maxLength: 6 }), (scriptError, values) => {
        const reply = { kind: 'command', scriptError, values } as const;
        expect(decodeReply('command', encodeReply(reply))).toEqual(reply);
      }),
    );
  });

  test('a text ends at a NUL, as texts do in SerialEM', () => {
    const reply = encodeReply({ kind: 'command', scriptError: 0, values: ['one\0two', 'three'] });
    expect(decodeReply('command', reply)).toMatchObject({ values: ['one', 'three'] });
  });

  test('seven values have no room', () => {
    const values = [1, 2, 3, 4, 5, 6, 7];
    expect(() => encodeReply({ kind: 'command', scriptError: 0, values })).toThrow('7 values');
  });

  test('any bytes are understood or refused', () => {
    const asked = fc.constantFrom('command', 'askForControl', 'getImage', 'putImage');
    fc.assert(
      fc.property(asked, hostileMessage, (kind, bytes) => {
        expect(['bad', 'command', 'control', 'image', 'readyForImage', 'transport']).toContain(
          decodeReply(kind, bytes).kind,
        );
      }),
      { numRuns: 10_000 },
    );
  });

  test.each([
    ['seven values', 6, 21],
    ['fewer values than none', -2, 1],
    ['two values in one word', 1, 1],
  ])('a reply with %s is refused', (_what, highest, arrayWords) => {
    const bytes = new Uint8Array(20 + 4 * arrayWords);
    const words = new DataView(bytes.buffer);
    words.setInt32(0, bytes.length, true);
    words.setInt32(8, highest, true);
    words.setInt32(16, arrayWords, true);
    expect(decodeReply('command', bytes).kind).toBe('bad');
  });

  test('a text that does not end is refused', () => {
    const bytes = encodeReply({ kind: 'command', scriptError: 0, values: ['name'] });
    bytes.fill(0x78, 32);
    expect(decodeReply('command', bytes)).toEqual({ kind: 'bad', why: 'a text without its end' });
  });
});
