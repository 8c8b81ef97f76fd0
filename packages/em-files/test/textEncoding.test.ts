import { decodeText, encodeText } from '@pacetomo/em-files';
import fc from 'fast-check';
import { expect, test } from 'vitest';

test('any bytes survive decoding and encoding', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(encodeText(decodeText(bytes))).toEqual(bytes);
    }),
  );
});

test('a µ in UTF-8 and a µ in Latin-1 are the same letter', () => {
  const utf8 = decodeText(Uint8Array.of(0x35, 0x20, 0xc2, 0xb5, 0x6d));
  const latin1 = decodeText(Uint8Array.of(0x35, 0x20, 0xb5, 0x6d));
  expect(utf8).toEqual({ text: '5 µm', encoding: 'utf-8' });
  expect(latin1).toEqual({ text: '5 µm', encoding: 'latin-1' });
});

test('byte 0x80 is not taken for the euro sign of Windows-1252', () => {
  expect(decodeText(Uint8Array.of(0x80, 0xff)).text).toBe('\u0080\u00ff');
});

test('a byte order mark stays in the text', () => {
  expect(decodeText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x41)).text).toBe('\uFEFFA');
});

test('what Latin-1 does not have becomes a question mark', () => {
  expect(encodeText({ text: 'Å→𝛼', encoding: 'latin-1' })).toEqual(Uint8Array.of(0xc5, 0x3f, 0x3f));
});
