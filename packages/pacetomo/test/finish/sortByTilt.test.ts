import { createHash } from 'node:crypto';
import { decodeText, formatMdoc, memoryFile, openMrc, parseMdoc, sectionsOf } from '@pacetomo/em-files';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sortByTilt } from '../../src/finish/sortByTilt.ts';
import {
  type ExampleSeries,
  formerMdocPath,
  imagesIn,
  mdocText,
  oldMdocPath,
  seriesFiles,
  stackBytes,
  stackPath,
} from './exampleSeries.ts';
import { type Content, MemoryDisk } from './memoryDisk.ts';

const doseSymmetric = [0, 3, -3, -6, 6, 9, -9];
const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function sorted(content: Content): Promise<Content> {
  const disk = new MemoryDisk(content);
  expect(await sortByTilt(stackPath, { files: disk })).toMatchObject({ kind: 'sorted' });
  return disk.content();
}

async function refusal(content: Content): Promise<string> {
  const disk = new MemoryDisk(content);
  const result = await sortByTilt(stackPath, { files: disk });
  expect(disk.content()).toEqual(new MemoryDisk(content).content());
  if (result.kind !== 'refused') throw new Error(`it was ${result.kind}`);
  return result.reason;
}

const anySeries: fc.Arbitrary<ExampleSeries> = fc
  .record({
    tiltsDeg: fc.array(
      fc.integer({ min: -20, max: 20 }).map((steps) => 3 * steps + 0.01),
      { minLength: 1, maxLength: 24 },
    ),
    mode: fc.constantFrom(1, 2, 6),
    roomBeyond: fc.constantFrom(-30, -2, 0, 7),
  })
  .map(({ tiltsDeg, mode, roomBeyond }) => ({ tiltsDeg, mode, recordRoom: Math.max(tiltsDeg.length + roomBeyond, 0) }));

describe('a stack sorted by tilt', () => {
  test('has all images, each with its own pixels, record and mdoc, in the order of tilt and then of acquisition', async () => {
    await fc.assert(
      fc.asyncProperty(anySeries, async (series) => {
        const disk = new MemoryDisk(await seriesFiles(series));
        await sortByTilt(stackPath, { files: disk });
        const images = await imagesIn(disk.content());
        const wanted = series.tiltsDeg.map((tiltDeg, z) => ({ tiltDeg, z })).sort((a, b) => a.tiltDeg - b.tiltDeg);
        expect(images.map(({ byPixels, tiltDeg }) => ({ tiltDeg, z: byPixels }))).toEqual(wanted);
        images.forEach((image, place) => {
          expect(image.byMdoc).toBe(image.byPixels);
          expect(image.name).toBe(String(place));
          if (image.byRecord !== null) expect(image.byRecord).toBe(image.byPixels);
          if (image.recordDeg !== null) expect(image.recordDeg).toBeCloseTo(image.tiltDeg!, 6);
        });
        const stored = images.filter(({ byRecord }) => byRecord !== null).length;
        expect(stored).toBe(Math.min(series.recordRoom!, series.tiltsDeg.length));
      }),
    );
  });

  test('leaves the mdoc of the acquired order in a folder of its own, and nothing else', async () => {
    const before = await seriesFiles({ tiltsDeg: doseSymmetric });
    const after = await sorted(before);
    expect([...after.keys()]).toEqual([stackPath, `${stackPath}.mdoc`, oldMdocPath]);
    expect(after.get(oldMdocPath)).toEqual(before.get(`${stackPath}.mdoc`));
  });

  test('differs from the acquired one in nothing but order', async () => {
    const before = await seriesFiles({ tiltsDeg: doseSymmetric, recordRoom: 9 });
    const after = await sorted(before);
    expect(after.get(stackPath)!.slice(0, 1024)).toEqual(before.get(stackPath)!.slice(0, 1024));
    const bytes = (path: string, content: Content): number[] => [...content.get(path)!].sort();
    expect(bytes(stackPath, after)).toEqual(bytes(stackPath, before));
    expect(bytes(`${stackPath}.mdoc`, after)).toEqual(bytes(`${stackPath}.mdoc`, before));
  });

  test('keeps titles, frame sets, comments and the layout of its mdoc where they were', async () => {
    const text = mdocText({ tiltsDeg: [7, -2] })
      .replace('[ZValue = 1]', '[FrameSet = 0]\r\nNumSubFrames = 12\r\n\r\n[ZValue = 1]\r\n# taken  by hand')
      .replace('TiltAngle = 7', 'TiltAngle=7');
    const after = await sorted(
      new Map([...(await seriesFiles({ tiltsDeg: [7, -2] })), [`${stackPath}.mdoc`, latin1(text)]]),
    );
    const mdoc = parseMdoc(decodeText(after.get(`${stackPath}.mdoc`)!).text);
    expect(mdoc.sections.map(({ type, name }) => `${type} ${name.trim()}`)).toEqual([
      'T SerialEM: 5 µm',
      'T Tilt axis angle = 84.3, binning = 1  spot = 6  camera = 0',
      'ZValue 0',
      'FrameSet 0',
      'ZValue 1',
    ]);
    expect(formatMdoc(mdoc)).toMatch(
      /\[ZValue = 0\]\r\n# taken {2}by hand\r\n[^[]*\r\n\r\n\[FrameSet = 0\]\r\n[^[]*\r\n\r\n\[ZValue = 1\]\r\nTiltAngle=7\r\n/,
    );
    expect(sectionsOf(mdoc, 'ZValue').at(-1)!.lines.at(-1)).toMatchObject({
      kind: 'value',
      value: '03-May-26  13:59:10',
    });
  });

  test('is left as it is when said again', async () => {
    const once = await sorted(await seriesFiles({ tiltsDeg: doseSymmetric, recordRoom: 7 }));
    const disk = new MemoryDisk(once);
    expect(await sortByTilt(stackPath, { files: disk })).toEqual({ kind: 'already-sorted', images: 7 });
    expect(disk.content()).toEqual(once);
  });

  test('is never in hand with more than one chunk, however large its images and however many', async () => {
    const chunkBytes = 1500; // larger than the header, smaller than an image
    const largest = async (tilts: number, width: number): Promise<number> => {
      const tiltsDeg = Array.from({ length: tilts }, (_, z) => 60 - z);
      const disk = new MemoryDisk(await seriesFiles({ tiltsDeg, width, height: 30 }));
      await sortByTilt(stackPath, { files: disk, chunkBytes });
      return disk.largestPiece;
    };
    expect(await largest(5, 40)).toBe(chunkBytes);
    expect(await largest(11, 40)).toBe(chunkBytes);
    expect(await largest(5, 97)).toBe(chunkBytes);
  });

  test('is the same whatever the size of the chunks in which it was moved, and so is its checksum', async () => {
    const before = await seriesFiles({ tiltsDeg: doseSymmetric, recordRoom: 7 });
    const wanted = await sorted(before);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 }), async (chunkBytes) => {
        const disk = new MemoryDisk(before);
        const result = await sortByTilt(stackPath, { files: disk, chunkBytes, withSha256: true });
        expect(disk.content()).toEqual(wanted);
        expect(result).toMatchObject({ kind: 'sorted', sha256: sha256(wanted.get(stackPath)!) });
      }),
    );
  });

  test('keeps the part of an image that a killed program left behind its last section', async () => {
    const files = await seriesFiles({ tiltsDeg: doseSymmetric });
    const torn = Uint8Array.from([...files.get(stackPath)!, 17, 4, 99]);
    const after = await sorted(new Map([...files, [stackPath, torn]]));
    expect([...after.get(stackPath)!.slice(-3)]).toEqual([17, 4, 99]);
    expect((await openMrc(memoryFile(after.get(stackPath)!))).sectionCount).toBe(7);
  });
});

describe('a stack that is not sorted', () => {
  test('has no mdoc', async () => {
    const disk = new MemoryDisk(new Map([[stackPath, await stackBytes({ tiltsDeg: [2, 1] })]]));
    expect(await sortByTilt(stackPath, { files: disk })).toEqual({ kind: 'no-mdoc' });
    expect([...disk.content().keys()]).toEqual([stackPath]);
  });

  test.each([
    { described: [4, 1], reason: 'the stack has 3 images and its mdoc describes 2' },
    { described: [4, 1, 8, -5], reason: 'the stack has 3 images and its mdoc describes 4' },
  ])('has three images where its mdoc describes other ones: $described', async ({ described, reason }) => {
    const files = new Map(await seriesFiles({ tiltsDeg: described }));
    files.set(stackPath, await stackBytes({ tiltsDeg: [4, 1, 8] }));
    expect(await refusal(files)).toBe(reason);
  });

  test.each([
    { change: ['[ZValue = 1]', '[ZValue = 0]'], reason: 'its mdoc does not number the images from 0 to 2, each once' },
    { change: ['TiltAngle = 1\r\n', ''], reason: 'its mdoc has no TiltAngle for image 1' },
    { change: ['DataMode', 'Montage = 1\r\nDataMode'], reason: 'it is a montage, whose pieces stay as they are' },
  ] as const)('has an mdoc by which it cannot be sorted: $reason', async ({ change: [from, to], reason }) => {
    const files = new Map(await seriesFiles({ tiltsDeg: [4, 1, 8] }));
    files.set(`${stackPath}.mdoc`, latin1(mdocText({ tiltsDeg: [4, 1, 8] }).replace(from, to)));
    expect(await refusal(files)).toBe(reason);
  });

  test('has images that its header does not count', async () => {
    const files = new Map(await seriesFiles({ tiltsDeg: [4, 1] }));
    files.set(stackPath, Uint8Array.from([...files.get(stackPath)!, ...new Uint8Array(40).fill(5)]));
    expect(await refusal(files)).toBe('it holds whole images that its header does not count');
  });

  test('has records of other tilts than its mdoc, as when PACEtomo.py was interrupted between the two', async () => {
    const files = new Map(await seriesFiles({ tiltsDeg: [0, 3, -3], recordRoom: 3 }));
    files.set(stackPath, await stackBytes({ tiltsDeg: [-3, 0, 3], recordRoom: 3 }));
    expect(await refusal(files)).toBe('image 0 was taken at -3° by the stack and at 0° by its mdoc');
  });

  test.each([
    { what: 'of an earlier sorting', path: oldMdocPath },
    { what: 'that PACEtomo.py kept when it sorted', path: formerMdocPath },
  ])('has the mdoc $what, which is not overwritten', async ({ path }) => {
    const files = new Map(await seriesFiles({ tiltsDeg: [4, 1] }));
    files.set(path, latin1('T = older\n'));
    expect(await refusal(files)).toContain(`${path} exists already`);
  });

  test('grows while it is copied', async () => {
    const files = await seriesFiles({ tiltsDeg: [4, 1] });
    const disk = new MemoryDisk(files);
    disk.onOperation = (what) => {
      if (!what.startsWith('flush')) return;
      disk.onOperation = () => {};
      void disk.open(stackPath, 'read').then((file) => file.write(files.get(stackPath)!.length, new Uint8Array(7)));
    };
    expect(await sortByTilt(stackPath, { files: disk })).toEqual({
      kind: 'refused',
      reason: 'it is still being written',
    });
    expect([...disk.content().keys()]).toEqual([stackPath, `${stackPath}.mdoc`]);
  });

  test('is not written as it was meant to be', async () => {
    const files = await seriesFiles({ tiltsDeg: [4, 1] });
    const disk = new MemoryDisk(files);
    const open = disk.open.bind(disk);
    disk.open = async (path, mode) => {
      const file = await open(path, mode);
      if (mode === 'read') return file;
      return { ...file, write: (at, bytes) => file.write(at, at < 1024 ? bytes : bytes.map((byte) => byte ^ 1)) };
    };
    await expect(sortByTilt(stackPath, { files: disk })).rejects.toMatchObject({ code: 'cannot-write' });
    expect(disk.content()).toEqual(new MemoryDisk(files).content());
  });

  test('is not there', async () => {
    const sorting = sortByTilt(stackPath, { files: new MemoryDisk() });
    await expect(sorting).rejects.toMatchObject({ name: 'Trouble', code: 'bad-input' });
  });

  test('is cut off', async () => {
    const files = new Map(await seriesFiles({ tiltsDeg: [4, 1] }));
    files.set(stackPath, files.get(stackPath)!.slice(0, -1));
    const sorting = sortByTilt(stackPath, { files: new MemoryDisk(files) });
    await expect(sorting).rejects.toMatchObject({ name: 'Trouble', code: 'bad-input' });
  });

  test.each(['read', 'write'])('is cancelled at a %s, and nothing of the copy remains', async (kind) => {
    const files = await seriesFiles({ tiltsDeg: doseSymmetric });
    const undisturbed = new MemoryDisk(files);
    let pieces = 0;
    undisturbed.onOperation = (what) => void (what.startsWith(`${kind} data/L07_ts_004`) && pieces++);
    await sortByTilt(stackPath, { files: undisturbed });
    expect(pieces).toBeGreaterThan(7);
    for (let at = 1; at <= pieces; at++) {
      const ending = new AbortController();
      const disk = new MemoryDisk(files);
      let seen = 0;
      disk.onOperation = (what) => {
        if (what.startsWith(`${kind} data/L07_ts_004`) && ++seen === at) ending.abort();
      };
      const { kind: ended } = await sortByTilt(stackPath, { files: disk, signal: ending.signal });
      // After the last section was compared there is nothing left that takes time.
      expect(['cancelled', 'sorted']).toContain(ended);
      const wanted = ended === 'cancelled' ? new MemoryDisk(files) : undisturbed;
      expect(disk.content()).toEqual(wanted.content());
    }
  });
});
