import { decodeRecord, encodeRecord, recordBytesOf, recordFlags, recordLayoutOf } from '@pacetomo/em-files';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyMrcHeader } from '../src/mrcHeader.ts';

const short = fc.integer({ min: -32768, max: 32767 });

describe('a record of a section', () => {
  test('has the bytes that its flags imply', () => {
    expect(recordBytesOf(recordFlags.tilt + recordFlags.stage)).toBe(6);
    expect(recordBytesOf(63)).toBe(20);
    expect(recordBytesOf(2047)).toBe(34);
    expect(recordBytesOf(0)).toBe(0);
  });

  test('is laid out in the order of its flags', () => {
    const record = {
      tiltDeg: -51.02,
      piece: { x: 4488, y: -3400, z: 3 },
      stage: { xUm: 191.48, yUm: -204.92 },
      magnification: 64000,
      intensity: 0.18676,
      doseEPerA2: 0,
    };
    const bytes = encodeRecord(record, 63);
    const view = new DataView(bytes.buffer);
    const shorts = Array.from({ length: 10 }, (_, at) => view.getInt16(2 * at, true));
    expect(shorts).toEqual([-5102, 4488, -3400, 3, 4787, -5123, 640, 4669, 0, 0]);
    expect(decodeRecord(bytes, 63)).toEqual(record);
  });

  test('holds only what its flags name', () => {
    const bytes = encodeRecord({ tiltDeg: 12.5, magnification: 33000 }, recordFlags.magnification);
    expect(bytes).toEqual(Uint8Array.of(0x4a, 0x01));
    expect(decodeRecord(bytes, recordFlags.magnification)).toEqual({
      tiltDeg: null,
      piece: null,
      stage: null,
      magnification: 33000,
      intensity: null,
      doseEPerA2: null,
    });
  });

  test.each(['little', 'big'] as const)('comes back in %s endian', (byteOrder) => {
    fc.assert(
      fc.property(short, short, short, short, short, (tilt, x, y, magnification, intensity) => {
        const record = {
          tiltDeg: tilt / 100,
          piece: { x, y, z: 7 },
          stage: { xUm: y / 25, yUm: x / 25 },
          magnification: magnification * 100,
          intensity: intensity / 25000,
        };
        expect(decodeRecord(encodeRecord(record, 31, byteOrder), 31, byteOrder)).toEqual({
          ...record,
          doseEPerA2: null,
        });
      }),
    );
  });

  test('keeps the dose to one part in four million', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (dose) => {
        const { doseEPerA2 } = decodeRecord(encodeRecord({ doseEPerA2: dose }, recordFlags.dose), recordFlags.dose);
        expect(Math.abs(doseEPerA2! / dose - 1)).toBeLessThan(2 ** -22);
      }),
    );
  });

  // By IMOD's formula: 24576·256·2^-21 = 3, and -(16384·256 + 1)·2^3.
  test.each([
    [24576, -21 * 256, 3],
    [-16384, 3 * 256 + 1, -(16384 * 256 + 1) * 8],
    [0, 0, 0],
  ])('reads the two shorts %i, %i as a dose of %d', (first, second, dose) => {
    const bytes = new Uint8Array(4);
    const view = new DataView(bytes.buffer);
    view.setInt16(0, first, true);
    view.setInt16(2, second, true);
    expect(decodeRecord(bytes, recordFlags.dose).doseEPerA2).toBe(dose);
    expect(encodeRecord({ doseEPerA2: dose }, recordFlags.dose)).toEqual(bytes);
  });

  test('stops at the limits of a short integer and refuses NaN', () => {
    const far = encodeRecord({ stage: { xUm: 1400, yUm: -2000 } }, recordFlags.stage);
    expect(decodeRecord(far, recordFlags.stage).stage).toEqual({ xUm: 1310.68, yUm: -1310.72 });
    expect(() => encodeRecord({ tiltDeg: Number.NaN }, 1)).toThrow(expect.objectContaining({ code: 'mrc-record' }));
    expect(() => encodeRecord({ doseEPerA2: Number.NaN }, 32)).toThrow(expect.objectContaining({ code: 'mrc-record' }));
  });

  test('of another length is refused', () => {
    expect(() => decodeRecord(new Uint8Array(5), 5)).toThrow(expect.objectContaining({ code: 'mrc-record' }));
  });
});

describe('the extended header holds records', () => {
  const header = { ...emptyMrcHeader('little'), extendedBytes: 100, recordBytes: 6, recordFlags: 5 };

  test('if it says SERI, or nothing and the bytes fit the flags', () => {
    expect(recordLayoutOf({ ...header, extendedType: 'SERI' })).toEqual({ bytes: 6, flags: 5, room: 16 });
    expect(recordLayoutOf(header)).toEqual({ bytes: 6, flags: 5, room: 16 });
  });

  test('but not of another type, nor with other sizes, as in the old format of integers and reals', () => {
    expect(recordLayoutOf({ ...header, extendedType: 'FEI1' })).toBeNull();
    expect(recordLayoutOf({ ...header, recordBytes: 8 })).toBeNull();
    expect(recordLayoutOf({ ...header, recordBytes: 0, recordFlags: 32 })).toBeNull();
    expect(recordLayoutOf({ ...header, recordBytes: 0, recordFlags: 0 })).toBeNull();
  });
});
