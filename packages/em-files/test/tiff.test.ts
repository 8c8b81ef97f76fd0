import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countTiffPages, memoryFile, tiffWidth } from '../src/index.ts';

interface Made {
  readonly pages: number;
  readonly isBig: boolean;
  readonly isLittleEndian: boolean;
  readonly isShort: boolean;
  readonly width: number;
  readonly entries: number;
  readonly pixelBytes: number;
}

/** A TIFF file, each directory before its pixels: a width among tags that do not matter. */
function tiff({ pages, isBig, isLittleEndian, isShort, width, entries, pixelBytes }: Made): Uint8Array {
  const [head, countBytes, entryBytes, offsetBytes] = isBig ? [16, 8, 20, 8] : [8, 2, 12, 4];
  const pageBytes = countBytes + entries * entryBytes + offsetBytes + pixelBytes;
  const view = new DataView(new ArrayBuffer(head + pages * pageBytes));
  const put = (at: number, bytes: number, value: number): void => {
    if (bytes === 8) view.setBigUint64(at, BigInt(value), isLittleEndian);
    else if (bytes === 4) view.setUint32(at, value, isLittleEndian);
    else view.setUint16(at, value, isLittleEndian);
  };
  view.setUint16(0, isLittleEndian ? 0x4949 : 0x4d4d);
  put(2, 2, isBig ? 43 : 42);
  if (isBig) put(4, 2, 8);
  put(isBig ? 8 : 4, offsetBytes, pages === 0 ? 0 : head);
  for (let page = 0; page < pages; page++) {
    const at = head + page * pageBytes;
    put(at, countBytes, entries);
    for (let entry = 0; entry < entries; entry++) {
      const tag = at + countBytes + entry * entryBytes;
      put(tag, 2, 255 + entry);
      put(tag + 2, 2, isShort ? 3 : 4);
      put(tag + entryBytes - offsetBytes, isShort ? 2 : 4, entry === 1 ? width : 7);
    }
    put(at + countBytes + entries * entryBytes, offsetBytes, page + 1 === pages ? 0 : at + pageBytes);
  }
  return new Uint8Array(view.buffer);
}

const made = fc.record({
  pages: fc.integer({ min: 0, max: 60 }),
  isBig: fc.boolean(),
  isLittleEndian: fc.boolean(),
  isShort: fc.boolean(),
  width: fc.integer({ min: 1, max: 65_535 }),
  entries: fc.integer({ min: 0, max: 20 }),
  pixelBytes: fc.integer({ min: 0, max: 64 }),
});

test('pages are counted, in files of either byte order and size of offsets', async () => {
  await fc.assert(
    fc.asyncProperty(made, async (file) => {
      expect(await countTiffPages(memoryFile(tiff(file)))).toBe(file.pages);
    }),
  );
});

test('the width of the first page is found', async () => {
  await fc.assert(
    fc.asyncProperty(made, async (file) => {
      const open = memoryFile(tiff({ ...file, pages: file.pages + 1 }));
      if (file.entries > 1) expect(await tiffWidth(open)).toBe(file.width);
      else await expect(tiffWidth(open)).rejects.toMatchObject({ code: 'not-tiff' });
    }),
  );
});

test('a file that was cut short within its pages is none', async () => {
  await fc.assert(
    fc.asyncProperty(made, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), async (file, part) => {
      const whole = tiff({ ...file, pages: file.pages + 1, pixelBytes: 0 });
      const cut = whole.slice(0, Math.floor(part * whole.length));
      await expect(countTiffPages(memoryFile(cut))).rejects.toMatchObject({ code: 'not-tiff' });
    }),
  );
});

const small = { isBig: false, isLittleEndian: true, isShort: true, width: 1, entries: 0, pixelBytes: 0 };

test('pages that go in a circle end', async () => {
  const file = tiff({ ...small, pages: 1 });
  file[10] = 8; // the page after the first is the first
  await expect(countTiffPages(memoryFile(file))).rejects.toThrow('circle');
});

test('any bytes are read or refused', async () => {
  await fc.assert(
    fc.asyncProperty(made, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }), async (file, changes) => {
      const bytes = tiff({ ...file, pages: Math.min(file.pages, 3) });
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
      for (const read of [countTiffPages, tiffWidth]) {
        const found = await read(memoryFile(bytes)).catch((error: unknown) => error);
        if (typeof found !== 'number') expect(found).toMatchObject({ code: 'not-tiff' });
      }
    }),
  );
});
