import {
  createMrc,
  formatMrcHeader,
  imodStampValue,
  type MrcHeader,
  memoryFile,
  parseMrcHeader,
  pixelSizeA,
} from '@pacetomo/em-files';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mrcHeaderDefects } from '../src/mrcHeader.ts';
import { needsRealFiles, realBytes, realFilesPresent, realNames } from './realFiles.ts';

async function newHeader(byteOrder: 'little' | 'big'): Promise<MrcHeader> {
  const file = memoryFile();
  await createMrc(file, { width: 24, height: 36, mode: 1, pixelSizeA: 2.5, labels: ['first', 'second'], byteOrder });
  return parseMrcHeader(file.bytes());
}

describe('a header', () => {
  test('has its fields where MRC2014 and IMOD put them', async () => {
    const bytes = formatMrcHeader({ ...(await newHeader('little')), sections: 7, extendedBytes: 246 });
    const view = new DataView(bytes.buffer);
    const ints = [0, 4, 8, 12, 28, 92, 152, 220].map((at) => view.getInt32(at, true));
    expect(ints).toEqual([24, 36, 7, 1, 24, 246, imodStampValue, 2]);
    expect([40, 44, 52, 216].map((at) => view.getFloat32(at, true))).toEqual([60, 90, 90, -1]);
    expect(String.fromCharCode(...bytes.subarray(208, 214))).toBe('MAP DD');
    expect(String.fromCharCode(...bytes.subarray(304, 312))).toBe('second  ');
  });

  test.each(['little', 'big'] as const)('in %s endian comes back with every change', async (byteOrder) => {
    const base = await newHeader(byteOrder);
    expect(base.byteOrder).toBe(byteOrder);
    const int = fc.integer({ min: 1, max: 30_000 });
    const float = fc.float({ noNaN: true });
    const labels = fc.array(fc.stringMatching(/^[ -~]{0,79}[!-~]$/), { maxLength: 10 });
    const changes = fc.record({ width: int, sections: int, recordFlags: int, cellZA: float, min: float, labels });
    fc.assert(
      fc.property(changes, (change) => {
        const { raw: _, ...read } = parseMrcHeader(formatMrcHeader({ ...base, ...change }));
        const { raw: __, ...wanted } = { ...base, ...change };
        expect(read).toEqual(wanted);
      }),
    );
  });

  test('keeps every byte that it does not understand', async () => {
    const known = formatMrcHeader(await newHeader('little'));
    // Sizes, mode and extended size decide whether it is an MRC file at all; the stamp in which order.
    const decisive = new Set([...Array.from({ length: 16 }, (_, at) => at), 92, 93, 94, 95, 212, 213]);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1024, maxLength: 1024 }), (noise) => {
        const bytes = noise.map((byte, at) => (decisive.has(at) ? known[at]! : byte));
        expect(formatMrcHeader(parseMrcHeader(bytes))).toEqual(bytes);
      }),
    );
  });

  test('with eleven labels, or a label that is too long or not Latin-1, is not written', async () => {
    const header = await newHeader('little');
    for (const labels of [Array.from({ length: 11 }, (_, at) => `label ${at}`), ['x'.repeat(81)], ['→']]) {
      expect(() => formatMrcHeader({ ...header, labels })).toThrow(expect.objectContaining({ code: 'unwritable' }));
    }
  });

  test('that is too short or says nonsense is no MRC header', () => {
    expect(() => parseMrcHeader(new Uint8Array(1023))).toThrow(expect.objectContaining({ code: 'not-mrc' }));
    expect(() => parseMrcHeader(new Uint8Array(1024).fill(0x20))).toThrow(
      expect.objectContaining({ code: 'not-mrc', message: expect.stringContaining('538976288') }),
    );
  });
});

describe('the byte order', () => {
  const stamped = (bytes: Uint8Array, stamp: readonly number[]) => {
    const copy = bytes.slice();
    copy.set(stamp, 212);
    return copy;
  };

  test.each(['little', 'big'] as const)('is %s by the sizes where the stamp is absent or wrong', async (byteOrder) => {
    const bytes = formatMrcHeader(await newHeader(byteOrder));
    const wrong = byteOrder === 'little' ? [0x11, 0x11] : [0x44, 0x44];
    const absent = parseMrcHeader(stamped(bytes, [0, 0]));
    const contradicted = parseMrcHeader(stamped(bytes, wrong));
    expect([absent.byteOrder, contradicted.byteOrder]).toEqual([byteOrder, byteOrder]);
    expect(mrcHeaderDefects(absent)).toEqual([expect.stringContaining(`the sizes say ${byteOrder} endian`)]);
    expect(mrcHeaderDefects(contradicted)).toEqual([expect.stringContaining('the sizes do not')]);
  });

  test.each(['little', 'big'] as const)(
    'of bytes in an unstamped %s endian file is that of the smaller image',
    async (order) => {
      const header = { ...(await newHeader(order)), mode: 0 };
      expect(parseMrcHeader(stamped(formatMrcHeader(header), [0, 0])).byteOrder).toBe(order);
    },
  );
});

test('the stamp decides where the sizes make sense in both orders', async () => {
  // 65,536 in big endian is 256 in little endian, which would look likelier.
  const wide = { ...(await newHeader('big')), mode: 0, width: 65_536, height: 0x01010101, sections: 0 };
  expect(parseMrcHeader(formatMrcHeader(wide))).toMatchObject({ byteOrder: 'big', width: 65_536 });
});

test('the pixel spacing is cell by grid, and null where there is none', async () => {
  const header = await newHeader('little');
  expect(pixelSizeA(header)).toEqual({ x: 2.5, y: 2.5, z: null });
  expect(pixelSizeA({ ...header, gridX: 48, cellYA: -90 })).toEqual({ x: 1.25, y: null, z: null });
});

describe(`real headers${needsRealFiles}`, () => {
  const paths = ['mrc', 'maps', 'holes'].flatMap((kind) =>
    ['.mrc', '.st', '.map', '.ccp4'].flatMap((extension) =>
      realNames(kind, extension).map((name) => `${kind}/${name}`),
    ),
  );

  test.skipIf(!realFilesPresent).each(paths)('%s is written with the same 1024 bytes', (path) => {
    const bytes = realBytes(path).slice(0, 1024);
    expect(formatMrcHeader(parseMrcHeader(bytes))).toEqual(bytes);
  });

  test.skipIf(!realFilesPresent).each(paths)('%s written field by field says the same', (path) => {
    const { raw, ...header } = parseMrcHeader(realBytes(path));
    const { raw: rewritten, ...again } = parseMrcHeader(formatMrcHeader({ ...header, raw: new Uint8Array(1024) }));
    expect(again).toEqual(header);
    expect(rewritten.subarray(0, 96)).toEqual(raw.subarray(0, 96));
  });

  // Read from the header of each file with another program.
  test.skipIf(!realFilesPresent)('say what another reader says', () => {
    const header = parseMrcHeader(realBytes('mrc/tomoauto_test_002_mode1.st'));
    expect(header).toMatchObject({
      width: 24,
      sections: 41,
      extendedBytes: 246,
      recordBytes: 6,
      recordFlags: 5,
      imodStamp: imodStampValue,
    });
    expect(header.labels[1]).toBe('    Tilt axis angle = -14.3, binning = 1  spot = 4  camera = 0');
    expect(pixelSizeA(header).x).toBeCloseTo(2.604, 6);
    const ccp4 = parseMrcHeader(realBytes('mrc/gemmi_5i55_tiny.ccp4'));
    expect([ccp4.columnAxis, ccp4.rowAxis, ccp4.sectionAxis, ccp4.startX, ccp4.startY]).toEqual([2, 1, 3, 50, -8]);
    expect(parseMrcHeader(realBytes('mrc/derived_FEI1_HAADFscan.mrc')).extendedType).toBe('FEI1');
  });
});
