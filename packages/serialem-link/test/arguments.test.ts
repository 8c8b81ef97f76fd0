import { commandNamed, packArguments, written } from '@pacetomo/serialem-link';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const pack = (name: string, ...args: readonly unknown[]) => packArguments(commandNamed(name)!, args);

describe('arguments on their way to SerialEM', () => {
  test('a number goes as a number and as a text with a point, a whole number without', () => {
    expect(pack('SetFrameBaseName', 1, -1, 0, 'grid3')).toEqual([
      { text: '1', number: 1 },
      { text: '-1', number: -1 },
      { text: '0', number: 0 },
      { text: 'grid3', number: 0 },
    ]);
    expect(pack('SetDefocus', -4.75)).toEqual([{ text: '-4.75', number: -4.75 }]);
  });

  test('a text goes with the number that it begins with', () => {
    expect(pack('IsVersionAtLeast', '40200', '20251109')).toEqual([
      { text: '40200', number: 40_200 },
      { text: '20251109', number: 20_251_109 },
    ]);
  });

  test('optional arguments may be left out from the end', () => {
    expect(pack('TiltTo', 12.5)).toHaveLength(1);
    expect(pack('TiltTo', 12.5, undefined, undefined)).toHaveLength(1);
    expect(pack('TiltTo', 12.5, 1, 3.25, -7)).toHaveLength(4);
  });

  test('a command may have 19', () => {
    const numbers = Array.from({ length: 17 }, (_, index) => index + 0.5);
    expect(pack('CallFunction', 'script', 'text', ...numbers)).toHaveLength(19);
  });
});

describe('a mistake in a call is refused before anything is sent', () => {
  test.each([
    ['too few', 'SetImageShift', [1.5], 'SetImageShift(1.5) has 1 arguments; SetImageShift takes 2 to 4.'],
    ['too many', 'ReportStageXYZ', [8], 'ReportStageXYZ(8) has 1 arguments; ReportStageXYZ takes 0.'],
    ['not a number', 'TiltTo', [Number.NaN], 'Argument 1 of TiltTo(NaN) must be a finite number.'],
    ['infinite', 'SetDefocus', [-Infinity], 'Argument 1 of SetDefocus(-Infinity) must be a finite number.'],
    ['not whole', 'SetMagIndex', [22.5], 'Argument 1 of SetMagIndex(22.5) must be a whole number of at most 32 bits.'],
    ['too large', 'SetMagIndex', [2_147_483_648], 'a whole number of at most 32 bits'],
    ['not a text', 'Copy', ['A', 2], "Argument 2 of Copy('A', 2) must be a text."],
    ['a NUL', 'Echo', ['a\0b'], 'a text without a NUL character'],
    ['a gap', 'AlignTo', ['B', undefined, 1], "Argument 2 of AlignTo('B', undefined, 1) must be a whole number"],
    ['a word of the script language', 'Loop', [5], 'Loop is a word of the script language and cannot be sent.'],
  ])('%s: %s', (_what, name, args, sentence) => {
    expect(() => pack(name, ...args)).toThrow(sentence);
  });

  test('an object of which no text can be made', () => {
    const command = commandNamed('MoveStageTo')!;
    expect(() => packArguments(command, [1, { toString: {} }])).toThrow(
      /Argument 2 of MoveStageTo\(1, \[object Object\]\) must be/,
    );
  });

  test('whatever it is', () => {
    fc.assert(
      fc.property(fc.array(fc.anything(), { maxLength: 6 }), fc.anything(), (others, wrong) => {
        fc.pre(typeof wrong !== 'number' && wrong !== undefined);
        expect(() => pack('MoveStageTo', ...others, wrong)).toThrow(/MoveStageTo\(.*\) (has \d arguments|must be)/s);
      }),
    );
  });
});

test('a long text is shortened when a call is shown to people', () => {
  expect(written('Echo', ['x'.repeat(80)])).toBe(`Echo('${'x'.repeat(57)}...')`);
});
