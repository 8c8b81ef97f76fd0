import { type BufferImage, bufferPlace } from '@pacetomo/serialem-link';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chunkSizes, headerFault, imageFault, imageFromBytes, imageHeader, pixelBytes } from '../src/image.ts';
import { anyImage } from './images.ts';

describe('buffers', () => {
  test.each([
    ['A', 0, false],
    ['q', 16, false],
    ['V', 21, false],
    ['AF', 0, true],
    ['Hf', 7, true],
  ])('%s is number %i', (name, buffer, fft) => {
    expect(bufferPlace(name)).toEqual({ buffer, fft });
  });

  test.each(['W', 'IF', '', '1', 'AA', 'A ', 'ÀF'])('%j is not one', (name) => {
    expect(() => bufferPlace(name)).toThrow('SerialEM has no buffer');
  });
});

describe('images', () => {
  test('come back from their bytes in every type', () => {
    fc.assert(
      fc.property(anyImage, (image) => {
        expect(imageFromBytes(imageHeader(image), pixelBytes(image).slice())).toEqual(image);
      }),
    );
  });

  test('are little-endian, row after row', () => {
    const image: BufferImage = { type: 1, width: 3, height: 2, data: Int16Array.of(1, -2, 300, 4, 5, 6) };
    expect([...pixelBytes(image)]).toEqual([1, 0, 0xfe, 0xff, 0x2c, 1, 4, 0, 5, 0, 6, 0]);
  });

  test('lose the padding at the end of their rows', () => {
    const header = { type: 1, rowBytes: 8, width: 3, height: 2, byteCount: 16, chunkCount: 1 };
    const padded = new Uint8Array(Int16Array.of(11, 12, 13, 99, 21, 22, 23, 99).buffer);
    expect(imageFromBytes(header, padded)).toEqual({
      type: 1,
      width: 3,
      height: 2,
      data: Int16Array.of(11, 12, 13, 21, 22, 23),
    });
  });

  test.each([
    [{ type: 4 }, 'an image of type 4, which does not exist'],
    [{ width: 0 }, 'an image of 0 x 3 pixels'],
    [{ height: -3 }, 'an image of 4 x -3 pixels'],
    [{ rowBytes: 7 }, 'rows of 7 bytes for 4 pixels of 2'],
    [{ byteCount: 25 }, '25 bytes for 3 rows of 8'],
    [{ chunkCount: 0 }, '24 bytes in 0 parts'],
    [{ chunkCount: 2_147_483_647 }, '24 bytes in 2147483647 parts'],
  ])('are not believed when announced with %o', (change, why) => {
    const header = { type: 1, rowBytes: 8, width: 4, height: 3, byteCount: 24, chunkCount: 1 };
    expect(headerFault(header)).toBeUndefined();
    expect(headerFault({ ...header, ...change })).toBe(why);
    expect(() => imageFromBytes({ ...header, ...change }, new Uint8Array(24))).toThrow(why);
  });

  test.each([
    [{ type: 0, width: 4, height: 3, data: new Uint8Array(11) }, '4 x 3 pixels of type 0 are 12 bytes, not 11'],
    [{ type: 16, width: 2, height: 5, data: new Uint8Array(10) }, '2 x 5 pixels of type 16 are 30 bytes, not 10'],
    [{ type: 2, width: 2.5, height: 2, data: new Float32Array(5) }, '2.5 x 2 pixels are not an image'],
  ] satisfies readonly (readonly [BufferImage, string])[])('%o cannot be sent', (image, why) => {
    expect(imageFault(image)).toBe(why);
  });
});

test('an image is cut into equal parts and a last one', () => {
  expect(chunkSizes(24, 2)).toEqual([12, 12]);
  expect(chunkSizes(25, 3)).toEqual([9, 9, 7]);
  expect(chunkSizes(100_860_001, 4)).toEqual([25_215_001, 25_215_001, 25_215_001, 25_214_998]);
});
