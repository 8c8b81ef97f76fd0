import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameErrorText, unframeErrorText } from '../src/scriptError.ts';

test('an error is framed as SerialEM does', () => {
  expect(frameErrorText('No image in A')).toBe(
    '\r\nSCRIPT ERROR WITH THIS MESSAGE:\r\nNo image in A\r\n* * * * * * * * * * * * * * * * * *\r\n',
  );
  expect(frameErrorText('')).toBe('');
});

test('the frame is taken off again, whichever line ends it has', () => {
  const line = fc.stringMatching(/^[a-z(][a-z 0-9(),.]{0,30}[a-z)]$/);
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 4 }), (lines) => {
      const text = lines.join('\n');
      expect(unframeErrorText(frameErrorText(text))).toBe(text);
    }),
  );
});

test('a text without a frame stays as it is', () => {
  expect(unframeErrorText('boom')).toBe('boom');
});
