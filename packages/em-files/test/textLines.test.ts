import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineEndOf, lineNumberAt, refuseWhatIsNoText, splitLines, textLimits, trimBlanks } from '../src/textLines.ts';

const anyText = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\t', '=', '\n', '\r', '\r\n') });

describe('the lines of a text', () => {
  test('put together again are the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const lines = splitLines(text);
        expect(lines.map((line) => line.text + line.end).join('')).toBe(text);
        expect(lines.every((line) => !/[\r\n]/.test(line.text))).toBe(true);
      }),
    );
  });

  test('end with LF, CRLF or a lone CR, and the last one may end with nothing', () => {
    expect(splitLines('one\ntwo\r\nthree\rfour')).toEqual([
      { number: 1, text: 'one', end: '\n' },
      { number: 2, text: 'two', end: '\r\n' },
      { number: 3, text: 'three', end: '\r' },
      { number: 4, text: 'four', end: '' },
    ]);
  });

  test('take the line end of the first for that of the file', () => {
    expect(lineEndOf(splitLines('a\r\nb\nc\n'))).toBe('\r\n');
    expect(lineEndOf(splitLines('a\nb\r\nc\r\n'))).toBe('\n');
    expect(lineEndOf([])).toBe('\n');
  });

  test('are counted from 1', () => {
    const text = 'a\nbb\r\nccc';
    expect([0, 1, 2, 3, 6, 8].map((offset) => lineNumberAt(text, offset))).toEqual([1, 1, 2, 2, 3, 3]);
  });
});

describe('what is refused as text', () => {
  test('a zero byte, with its line', () => {
    expect(() => refuseWhatIsNoText('good\nbad\0\n')).toThrow(
      expect.objectContaining({ code: 'not-text', where: { line: 2 } }),
    );
  });

  test('a line beyond the limit, with its length', () => {
    const long = 'x'.repeat(textLimits.lineLength + 3);
    expect(() => splitLines(`short\n${long}\n`)).toThrow(
      expect.objectContaining({ code: 'too-large', where: { line: 2 }, message: expect.stringContaining('1048579') }),
    );
    expect(splitLines(long.slice(3))).toHaveLength(1);
  });

  test('more lines than the limit', () => {
    expect(() => splitLines('\n'.repeat(textLimits.lines + 1))).toThrow(expect.objectContaining({ code: 'too-large' }));
  });
});

test('only blanks and tabs are trimmed', () => {
  expect(trimBlanks(' \t a b\u00a0\t')).toBe('a b\u00a0');
  expect(trimBlanks(' \t ')).toBe('');
});
