import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lzw } from '../../src/quality/lzw.ts';
import { unpacked } from './readGif.ts';

describe('the code of a GIF', () => {
  test('gives all pixels back', () => {
    const images = fc
      .integer({ min: 2, max: 8 })
      .chain((bits) => fc.tuple(fc.constant(bits), fc.uint8Array({ max: (1 << bits) - 1, maxLength: 3000 })));
    fc.assert(
      fc.property(images, ([bits, pixels]) => {
        expect(unpacked(lzw(pixels, bits), bits, pixels.length)).toEqual(pixels);
      }),
      { numRuns: 300 },
    );
  });

  test('gives them back at every length around a change of the width of its codes, noise or not', () => {
    const noise = Uint8Array.from({ length: 5000 }, (_, at) => (at * 7919 + ((at * at) >> 3)) & 3);
    for (const pixels of [noise, new Uint8Array(5000)])
      for (let length = 0; length < 300; length++)
        expect(unpacked(lzw(pixels.subarray(0, length), 2), 2, length)).toEqual(pixels.subarray(0, length));
  });

  test('begins a new table when one is full, as often as is needed', () => {
    let seed = 17;
    const pixels = Uint8Array.from({ length: 60_000 }, () => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return (seed >> 16) & 31;
    });
    for (let length = 59_000; length < 60_000; length += 211)
      expect(unpacked(lzw(pixels.subarray(0, length), 5), 5, length)).toEqual(pixels.subarray(0, length));
  });

  test('is short where little happens', () => {
    expect(lzw(new Uint8Array(100_000).fill(9), 5).length).toBeLessThan(1000);
  });
});
