import {
  decodeText,
  memoryFile,
  numberOf,
  openMrc,
  parseMdoc,
  pixelSizeA,
  sectionsOf,
  textOf,
} from '@pacetomo/em-files';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binPixels } from '../../src/finish/binPixels.ts';
import { binStack } from '../../src/finish/binStack.ts';
import { type ExampleSeries, seriesFiles, stackPath } from './exampleSeries.ts';
import { type Content, MemoryDisk } from './memoryDisk.ts';

const binnedPath = 'data/L07_ts_004_bin2.mrc';
const series: ExampleSeries = { tiltsDeg: [0, 3, -3], width: 7, height: 5, recordRoom: 3 };

async function binned(content: Content, factor = 2): Promise<Content> {
  const disk = new MemoryDisk(content);
  expect(await binStack(stackPath, factor, { files: disk })).toMatchObject({ kind: 'binned' });
  return disk.content();
}

describe('binned pixels', () => {
  test('are the means of squares in the middle of the image', () => {
    const pixels = Float32Array.from([9, 1, 2, 9, 9, 3, 5, 9, 9, 9, 9, 9]);
    expect([...binPixels(pixels, { width: 4, height: 3 }, 2)]).toEqual([5.5, 6.25]);
    const centred = Float32Array.from([50, 1, 2, 3, 60, 50, 4, 5, 6, 60, 50, 7, 8, 9, 60]);
    expect([...binPixels(centred, { width: 5, height: 3 }, 3)]).toEqual([5]);
  });

  test.each([
    { pixels: Int16Array.of(-32768, -32768, -32767, -32768), mean: -32768 },
    { pixels: Int16Array.of(-7, -7, -8, -6), mean: -7 },
    { pixels: Int16Array.of(32767, 32767, 32766, 32767), mean: 32767 },
    { pixels: Uint16Array.of(65535, 65535, 65535, 65534), mean: 65535 },
    { pixels: Uint8Array.of(255, 254, 255, 255), mean: 255 },
    { pixels: Int8Array.of(-128, -128, -127, -128), mean: -128 },
    { pixels: Float32Array.of(0.25, 0.5, 1e6, -3), mean: 249999.4375 },
  ])('keep their type and do not wrap round: $pixels', ({ pixels, mean }) => {
    const result = binPixels(pixels, { width: 2, height: 2 }, 2);
    expect(result.constructor).toBe(pixels.constructor);
    expect([...result]).toEqual([mean]);
  });

  test('of an even image are those of another whose pixels were doubled', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 65535 }), { minLength: 6, maxLength: 6 }), (values) => {
        const doubled = Array.from(
          { length: 24 },
          (_, at) => values[3 * Math.floor(at / 12) + Math.floor((at % 6) / 2)]!,
        );
        expect([...binPixels(Uint16Array.from(doubled), { width: 6, height: 4 }, 2)]).toEqual(values);
      }),
    );
  });
});

describe('a binned stack', () => {
  test.each([1, 2, 6] as const)(
    'of pixels of type %d has the size, the pixel size and the statistics of its images',
    async (mode) => {
      const before = await seriesFiles({ ...series, mode });
      const after = await binned(before);
      const stack = await openMrc(memoryFile(after.get(binnedPath)!));
      expect(stack.header).toMatchObject({ width: 3, height: 2, sections: 3, mode, gridX: 3, gridY: 2, gridZ: 3 });
      const { x, y, z } = pixelSizeA(stack.header);
      for (const sizeA of [x, y, z]) expect(sizeA).toBeCloseTo(4.34, 5);
      expect(stack.header.labels).toEqual(['Tomogräm']);
      const pixels = await Promise.all([0, 1, 2].map(async (at) => [...(await stack.readSection(at)).data]));
      expect(stack.header.min).toBe(Math.min(...pixels.flat()));
      expect(stack.header.max).toBe(Math.max(...pixels.flat()));
      const source = await openMrc(memoryFile(before.get(stackPath)!));
      const { data } = await source.readSection(2);
      const mean = (data[0]! + data[1]! + data[7]! + data[8]!) / 4;
      expect(pixels[2]![0]).toBe(mode === 2 ? mean : Math.round(mean));
    },
  );

  test.each([
    { what: 'bytes without a sign', mode: 0 },
    { what: 'bytes with a sign', mode: 0, signedBytes: true },
    { what: 'int16', mode: 1 },
    { what: 'int16 of another kind of computer', mode: 1, byteOrder: 'big' },
    { what: 'float32', mode: 2 },
    { what: 'uint16', mode: 6 },
    { what: 'float16, whose means are kept as float32', mode: 12 },
    { what: 'float16 of another kind of computer', mode: 12, byteOrder: 'big' },
  ] as const)(
    'of $what is the same, a band of rows at a time or a whole image, and right',
    async ({ what, ...kind }) => {
      const before = await seriesFiles({ ...series, ...kind, height: 11 });
      const whole = await binned(before);
      for (const chunkBytes of [1, 30, 70, 1000]) {
        const disk = new MemoryDisk(before);
        expect(await binStack(stackPath, 2, { files: disk, chunkBytes })).toMatchObject({ kind: 'binned', images: 3 });
        expect(disk.content(), what).toEqual(whole);
      }
      const source = await openMrc(memoryFile(before.get(stackPath)!));
      const stack = await openMrc(memoryFile(whole.get(binnedPath)!));
      expect(stack.header).toMatchObject({ width: 3, height: 5, mode: kind.mode === 12 ? 2 : kind.mode });
      for (const z of [0, 1, 2]) {
        const wanted = binPixels((await source.readSection(z)).data, { width: 7, height: 11 }, 2);
        expect([...(await stack.readSection(z)).data]).toEqual([...wanted]);
      }
    },
  );

  test('is made with a few rows in hand, however large its images', async () => {
    const disk = new MemoryDisk(await seriesFiles({ tiltsDeg: [1, 2], width: 60, height: 90 }));
    await binStack(stackPath, 3, { files: disk, chunkBytes: 1500 });
    expect(disk.content().get(stackPath)!.length).toBeGreaterThan(2 * 60 * 90 * 2);
    expect(disk.largestPiece).toBe(12 * 60 * 2); // the most rows, a multiple of three, in 1500 bytes
  });

  test('has the records of its images, and the acquired stack is what it was', async () => {
    const before = await seriesFiles(series);
    const after = await binned(before);
    const stack = await openMrc(memoryFile(after.get(binnedPath)!));
    const source = await openMrc(memoryFile(before.get(stackPath)!));
    expect(stack.extendedHeader).toEqual(source.extendedHeader);
    expect(stack.readRecord(2)).toEqual(source.readRecord(2));
    for (const [path, bytes] of before) expect(after.get(path)).toEqual(bytes);
  });

  test('has an mdoc with its name, size and pixel size, and all else as it was', async () => {
    const after = await binned(await seriesFiles(series));
    const { text } = decodeText(after.get(`${binnedPath}.mdoc`)!);
    const mdoc = parseMdoc(text);
    expect(textOf(mdoc.globals, 'ImageFile')).toBe('L07_ts_004_bin2.mrc');
    expect(textOf(mdoc.globals, 'ImageSize')).toBe('3 2');
    expect(numberOf(mdoc.globals, 'PixelSpacing')).toBe(4.34);
    expect(sectionsOf(mdoc, 'ZValue').map((image) => numberOf(image, 'PixelSpacing'))).toEqual([4.34, 4.34, 4.34]);
    expect(text).toContain('SerialEM: 5 µm');
    expect(text).toContain('DateTime = 03-May-26  13:59:12');
  });

  test('of a single image is a stack of one section', async () => {
    const after = await binned(await seriesFiles({ ...series, tiltsDeg: [5] }));
    const stack = await openMrc(memoryFile(after.get(binnedPath)!));
    expect(stack.header).toMatchObject({ sections: 1, gridZ: 1, spaceGroup: 0 });
  });

  test('needs no mdoc', async () => {
    const files = new Map(await seriesFiles(series));
    files.delete(`${stackPath}.mdoc`);
    expect([...(await binned(files)).keys()]).toEqual([stackPath, binnedPath]);
  });

  test('is not made again', async () => {
    const once = await binned(await seriesFiles(series));
    const disk = new MemoryDisk(once);
    expect(await binStack(stackPath, 2, { files: disk })).toEqual({ kind: 'already-binned', path: binnedPath });
    expect(disk.content()).toEqual(once);
  });

  test.each([binnedPath, `${binnedPath}.mdoc`])('does not take the place of another file, %s', async (path) => {
    const other = await seriesFiles({ tiltsDeg: [1] });
    const files = new Map([...(await seriesFiles(series)), [path, other.get(path.replace('_bin2', ''))!]]);
    const disk = new MemoryDisk(files);
    expect(await binStack(stackPath, 2, { files: disk })).toMatchObject({ kind: 'refused' });
    expect(disk.content()).toEqual(new MemoryDisk(files).content());
  });

  test.each([
    { factor: 6, reason: 'images of 7 × 5 pixels are too small to be binned by 6' },
    { factor: 3, reason: 'the stack has 3 images and its mdoc describes 1', mdoc: [4] },
  ])('is refused: $reason', async ({ factor, reason, mdoc }) => {
    const files = new Map(await seriesFiles(series));
    if (mdoc) files.set(`${stackPath}.mdoc`, (await seriesFiles({ tiltsDeg: mdoc })).get(`${stackPath}.mdoc`)!);
    expect(await binStack(stackPath, factor, { files: new MemoryDisk(files) })).toEqual({ kind: 'refused', reason });
  });

  test.each([1, 2.5, -2, Number.NaN])('cannot have a factor of %d', async (factor) => {
    await expect(binStack(stackPath, factor, { files: new MemoryDisk() })).rejects.toMatchObject({ code: 'bad-input' });
  });

  test('is whole under its name or not there, wherever the process ends, and is completed when said again', async () => {
    const before = await seriesFiles(series);
    const undisturbed = await binned(before);
    for (let at = 1; ; at++) {
      const disk = new MemoryDisk(before, { at, effect: at % 2 ? 'half' : 'whole', isEnd: at % 3 > 0 });
      await binStack(stackPath, 2, { files: disk }).catch(() => {});
      if (disk.operations < at) break;
      const left = disk.content();
      for (const [path, bytes] of before) expect(left.get(path)).toEqual(bytes);
      if (left.has(binnedPath)) expect(left.get(binnedPath)).toEqual(undisturbed.get(binnedPath));
      const again = new MemoryDisk(left);
      expect(['binned', 'already-binned']).toContain((await binStack(stackPath, 2, { files: again })).kind);
      expect(again.content()).toEqual(undisturbed);
    }
  });

  test('that is not written as it was meant to be does not get its name', async () => {
    const files = await seriesFiles(series);
    const disk = new MemoryDisk(files);
    const open = disk.open.bind(disk);
    disk.open = async (path, mode) => {
      const file = await open(path, mode);
      if (mode === 'read') return file;
      return { ...file, write: (at, bytes) => file.write(at, at < 1024 ? bytes : bytes.map((byte) => byte ^ 1)) };
    };
    await expect(binStack(stackPath, 2, { files: disk })).rejects.toMatchObject({ code: 'cannot-write' });
    expect(disk.content()).toEqual(new MemoryDisk(files).content());
  });

  test('is given up between two images, and nothing of it remains', async () => {
    const files = await seriesFiles(series);
    const disk = new MemoryDisk(files);
    const ending = new AbortController();
    disk.onOperation = (what) => {
      if (what.startsWith('write')) ending.abort();
    };
    expect(await binStack(stackPath, 2, { files: disk, signal: ending.signal })).toEqual({ kind: 'cancelled' });
    expect(disk.content()).toEqual(new MemoryDisk(files).content());
  });
});
