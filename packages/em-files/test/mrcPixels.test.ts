import type { PixelMode } from '@pacetomo/em-files';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromFloat16 } from '../src/float16.ts';
import { emptyMrcHeader, imodStampValue } from '../src/mrcHeader.ts';
import { areBytesSigned, decodePixels, encodePixels, type MrcPixels, supportedMode } from '../src/mrcPixels.ts';

const count = 6;
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const half = fc.integer({ min: 0, max: 65535 }).filter((bits) => !Number.isNaN(fromFloat16(bits)));
const cases: readonly (readonly [PixelMode, boolean, fc.Arbitrary<MrcPixels>])[] = [
  [0, true, bytes(count).map((data) => new Int8Array(data.buffer))],
  [0, false, bytes(count)],
  [1, false, fc.int16Array({ minLength: count, maxLength: count })],
  [2, false, fc.float32Array({ minLength: count, maxLength: count })],
  [4, false, fc.float32Array({ minLength: 2 * count, maxLength: 2 * count })],
  [6, false, fc.uint16Array({ minLength: count, maxLength: count })],
  [12, false, fc.array(half, { minLength: count, maxLength: count }).map((all) => Float32Array.from(all, fromFloat16))],
  [16, false, bytes(3 * count)],
];

describe('pixels', () => {
  for (const [mode, signedBytes, pixels] of cases) {
    for (const byteOrder of ['little', 'big'] as const) {
      test(`of type ${mode} in ${byteOrder} endian${signedBytes ? ' with sign' : ''} come back`, () => {
        const layout = { width: 3, height: 2, mode, byteOrder, signedBytes };
        fc.assert(
          fc.property(pixels, fc.nat(3), (data, offset) => {
            const stored = encodePixels(data, layout);
            const shifted = new Uint8Array(stored.length + offset);
            shifted.set(stored, offset);
            expect(decodePixels(shifted.subarray(offset), layout)).toEqual(data);
          }),
        );
      });
    }
  }

  test('lie in the file as the byte order says', () => {
    const layout = { width: 2, height: 1, mode: 1, signedBytes: false } as const;
    const pixels = Int16Array.of(0x0102, -2);
    expect(encodePixels(pixels, { ...layout, byteOrder: 'little' })).toEqual(Uint8Array.of(2, 1, 0xfe, 0xff));
    expect(encodePixels(pixels, { ...layout, byteOrder: 'big' })).toEqual(Uint8Array.of(1, 2, 0xff, 0xfe));
    const float = { width: 1, height: 1, mode: 2, signedBytes: false, byteOrder: 'big' } as const;
    expect(encodePixels(Float32Array.of(1.5), float)).toEqual(Uint8Array.of(0x3f, 0xc0, 0, 0));
  });

  test('and bytes that are given stay as they are', () => {
    const pixels = Int16Array.of(258, 772);
    const bytesGiven = Uint8Array.of(1, 2, 3, 4);
    for (const byteOrder of ['little', 'big'] as const) {
      const layout = { width: 2, height: 1, mode: 1, signedBytes: false, byteOrder } as const;
      encodePixels(pixels, layout);
      decodePixels(bytesGiven, layout);
    }
    expect(pixels).toEqual(Int16Array.of(258, 772));
    expect(bytesGiven).toEqual(Uint8Array.of(1, 2, 3, 4));
  });

  test.each([
    ['too few', Int16Array.of(1, 2, 3)],
    ['too many', new Int16Array(5)],
    ['of another type', new Uint16Array(4)],
  ])('%s are refused with the numbers', (_, pixels) => {
    const layout = { width: 2, height: 2, mode: 1, signedBytes: false, byteOrder: 'little' } as const;
    expect(() => encodePixels(pixels, layout)).toThrow(
      expect.objectContaining({ code: 'mrc-pixels', message: expect.stringContaining('Int16Array of 4') }),
    );
  });

  test.each([3, 101, 5, -1, 1.5])('of type %d are refused', (mode) => {
    expect(() => supportedMode(mode)).toThrow(expect.objectContaining({ code: 'mrc-mode' }));
  });
});

test('bytes have a sign by the flag of IMOD, else by the extremes, else by the standard', () => {
  const header = { ...emptyMrcHeader('little'), mode: 0 };
  const imod = { ...header, imodStamp: imodStampValue };
  const signs = [
    areBytesSigned({ ...imod, imodFlags: 0, min: -5 }),
    areBytesSigned({ ...imod, imodFlags: 1, max: 200 }),
    areBytesSigned({ ...header, min: -128, max: 127 }),
    areBytesSigned({ ...header, min: 3, max: 255 }),
    areBytesSigned({ ...header, min: 0, max: 19 }),
  ];
  expect(signs).toEqual([false, true, true, false, true]);
});
