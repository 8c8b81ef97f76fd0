import { decodeText, encodeText } from '@pacetomo/serialem-link';
import fc from 'fast-check';
import { expect, test } from 'vitest';

test('a text is sent as UTF-8 and read back', () => {
  expect([...encodeText('µé')]).toEqual([0xc2, 0xb5, 0xc3, 0xa9]);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(decodeText(encodeText(text))).toBe(text);
    }),
  );
});

test('a Windows path with an accent, which is not UTF-8, is read as Windows-1252', () => {
  const path = Uint8Array.of(0x44, 0x3a, 0x5c, 0x63, 0x72, 0x79, 0x6f, 0x5f, 0xe9, 0x74, 0xe9); // D:\cryo_été
  expect(decodeText(path)).toBe('D:\\cryo_été');
});

test('the characters that Windows-1252 has and Latin-1 has not', () => {
  expect(decodeText(Uint8Array.of(0x80, 0x85, 0x92, 0x96, 0x9f, 0xb5))).toBe('€…’–Ÿµ');
});

test('any bytes are some text, one character for each where they are not UTF-8', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(decodeText(Uint8Array.of(0xff, ...bytes))).toHaveLength(bytes.length + 1);
    }),
  );
});
