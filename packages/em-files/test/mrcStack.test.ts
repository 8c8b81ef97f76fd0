import {
  createMrc,
  decodeRecord,
  type MrcPixels,
  memoryFile,
  openMrc,
  type RandomAccess,
  recordFlags,
} from '@pacetomo/em-files';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const flags = recordFlags.tilt + recordFlags.stage;
const size = { width: 5, height: 3, mode: 1, pixelSizeA: 2.604 } as const;
const withRecords = { ...size, extended: { type: 'SERI', flags, reserveSections: 4 } } as const;

/** Fifteen different pixels. */
const image = (first: number): Int16Array => Int16Array.from({ length: 15 }, (_, at) => first + 7 * at);

describe('a new stack', () => {
  test('gives back what was appended', async () => {
    const file = memoryFile();
    const stack = await createMrc(file, { ...withRecords, labels: ['a title'] });
    expect(
      await stack.appendSection(image(100), { record: { tiltDeg: -12.02, stage: { xUm: 191.48, yUm: -2.04 } } }),
    ).toEqual({ z: 0, recordStored: true });
    await stack.appendSection(image(-300), { record: { tiltDeg: 3.01 } });

    const again = await openMrc(file);
    expect(again.defects).toEqual([]);
    expect(again.sectionCount).toBe(2);
    expect(await again.readSection(0)).toMatchObject({ width: 5, height: 3, mode: 1, data: image(100) });
    expect((await again.readSection(1)).data).toEqual(image(-300));
    expect(decodeRecord(again.readRecord(0)!, flags)).toMatchObject({
      tiltDeg: -12.02,
      stage: { xUm: 191.48, yUm: -2.04 },
    });
    expect(decodeRecord(again.readRecord(1)!, flags).tiltDeg).toBe(3.01);
    expect(again.readRecord(2)).toBeNull();
  });

  test('keeps sizes, spacing, extremes and mean in the header', async () => {
    const stack = await createMrc(memoryFile(), size);
    await stack.appendSection(image(100));
    await stack.appendSection(image(-300));
    await stack.appendSection(image(50));
    const { sections, gridZ, cellXA, cellZA, min, max, mean, rms } = stack.header;
    expect({ sections, gridZ, min, max, rms }).toEqual({ sections: 3, gridZ: 3, min: -300, max: 198, rms: -1 });
    expect(mean).toBeCloseTo((100 - 300 + 50) / 3 + 49, 4);
    expect(cellXA).toBeCloseTo(5 * 2.604, 4);
    expect(cellZA).toBeCloseTo(3 * 2.604, 4);
  });

  test('comes out the same, whether or not it was closed in between', async () => {
    const pixels = fc.array(fc.array(fc.integer({ min: -32768, max: 32767 }), { minLength: 15, maxLength: 15 }), {
      minLength: 2,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(pixels, async (sections) => {
        const [open, reopened] = [memoryFile(), memoryFile()];
        const stack = await createMrc(open, size);
        await createMrc(reopened, size);
        for (const section of sections) {
          await stack.appendSection(Int16Array.from(section));
          await (await openMrc(reopened)).appendSection(Int16Array.from(section));
        }
        expect(reopened.bytes()).toEqual(open.bytes());
      }),
    );
  });

  test('goes on after it was opened again', async () => {
    const file = memoryFile();
    const one = await createMrc(file, withRecords);
    await one.appendSection(image(1), { record: { tiltDeg: 10 } });
    const other = await openMrc(file);
    await other.appendSection(image(2), { record: { tiltDeg: 20 } });
    const whole = await openMrc(file);
    const inOneGo = await createMrc(memoryFile(), withRecords);
    await inOneGo.appendSection(image(1), { record: { tiltDeg: 10 } });
    await inOneGo.appendSection(image(2), { record: { tiltDeg: 20 } });
    expect(whole.header).toEqual(inOneGo.header);
    expect(whole.extendedHeader).toEqual(inOneGo.extendedHeader);
    expect((await whole.readSection(1)).data).toEqual(image(2));
  });

  test('takes the image and leaves out its record when the extended header is full, and says so', async () => {
    const file = memoryFile();
    const stack = await createMrc(file, { ...withRecords, extended: { type: 'SERI', flags: 1, reserveSections: 1 } });
    expect(await stack.appendSection(image(3), { record: Uint8Array.of(4, 5) })).toEqual({ z: 0, recordStored: true });
    expect(await stack.appendSection(image(6), { record: { tiltDeg: 9 } })).toEqual({ z: 1, recordStored: false });
    expect(await stack.appendSection(image(8))).toEqual({ z: 2, recordStored: true });
    const again = await openMrc(file);
    expect((await again.readSection(1)).data).toEqual(image(6));
    expect([again.readRecord(0), again.readRecord(1)]).toEqual([Uint8Array.of(4, 5), null]);
  });

  test('keeps an extended header of another kind byte for byte', async () => {
    const bytes = Uint8Array.from({ length: 768 }, (_, at) => at % 251);
    const file = memoryFile();
    const stack = await createMrc(file, { ...size, extended: { type: 'FEI1', bytes } });
    expect((await stack.appendSection(image(4), { record: { tiltDeg: 9 } })).recordStored).toBe(false);
    const again = await openMrc(file);
    expect(again.header.extendedType).toBe('FEI1');
    expect(again.extendedHeader).toEqual(bytes);
    expect((await again.readSection(0)).data).toEqual(image(4));
  });

  test.each([
    [0, undefined, Uint8Array.from({ length: 15 }, (_, at) => 250 - at)],
    [0, true, Int8Array.from({ length: 15 }, (_, at) => at - 9)],
    [2, undefined, Float32Array.from({ length: 15 }, (_, at) => at / 7)],
    [4, undefined, Float32Array.from({ length: 30 }, (_, at) => at / 3)],
    [6, undefined, Uint16Array.from({ length: 15 }, (_, at) => 65_500 - 13 * at)],
    [12, undefined, Float32Array.from({ length: 15 }, (_, at) => at / 4 - 1)],
    [16, undefined, Uint8Array.from({ length: 45 }, (_, at) => 5 * at)],
  ] as const)('of pixels of type %i (signed bytes: %s) gives them back', async (mode, signedBytes, data) => {
    for (const byteOrder of ['little', 'big'] as const) {
      const file = memoryFile();
      const options = { ...size, mode, byteOrder, ...(signedBytes === undefined ? {} : { signedBytes }) };
      await (await createMrc(file, options)).appendSection(data);
      const again = await openMrc(file);
      expect((await again.readSection(0)).data).toEqual(data);
      const ordered = mode !== 4 && mode !== 16;
      expect(again.header.max >= again.header.min).toBe(ordered);
      if (ordered) expect(again.header.max).toBeCloseTo(Math.max(...data), 5);
    }
  });

  test('replaces a section and widens the extremes', async () => {
    const file = memoryFile();
    const stack = await createMrc(file, withRecords);
    for (const first of [10, 20, 30]) await stack.appendSection(image(first), { record: { tiltDeg: first } });
    await stack.writeSection(1, image(500), { record: { tiltDeg: 21 } });
    const again = await openMrc(file);
    expect((await Promise.all([0, 1, 2].map((z) => again.readSection(z)))).map(({ data }) => data[0])).toEqual([
      10, 500, 30,
    ]);
    expect([0, 1, 2].map((z) => decodeRecord(again.readRecord(z)!, flags).tiltDeg)).toEqual([10, 21, 30]);
    expect(again.header).toMatchObject({ sections: 3, min: 10, max: 598 });
    expect(again.header.mean).toBeCloseTo((10 + 500 + 30) / 3 + 49, 3);
  });

  test('takes titles later, as when SerialEM starts a tilt series', async () => {
    const file = memoryFile();
    const stack = await createMrc(file, { ...size, labels: ['SerialEM: test'] });
    await stack.appendSection(image(11));
    await stack.setLabels([...stack.header.labels, '    Tilt axis angle = 84.3, binning = 1']);
    const again = await openMrc(file);
    expect(again.header.labels).toEqual(['SerialEM: test', '    Tilt axis angle = 84.3, binning = 1']);
    expect(again.sectionCount).toBe(1);
  });

  test('leaves NaN out of its statistics', async () => {
    const stack = await createMrc(memoryFile(), { ...size, mode: 2 });
    await stack.appendSection(Float32Array.from({ length: 15 }, (_, at) => (at < 13 ? Number.NaN : at)));
    expect(stack.header).toMatchObject({ min: 13, max: 14, mean: 13.5 });
  });
});

describe('a stack refuses', () => {
  test('a file that is not empty', async () => {
    await expect(createMrc(memoryFile(Uint8Array.of(1)), size)).rejects.toMatchObject({ code: 'file-exists' });
  });

  test.each([
    [{ ...size, width: 0 }, 'mrc-size'],
    [{ ...size, width: 2 ** 31 - 1, height: 2 ** 31 - 1 }, 'mrc-size'],
    [{ ...size, height: 2.5 }, 'mrc-size'],
    [{ ...size, pixelSizeA: Number.NaN }, 'mrc-size'],
    [{ ...size, extended: { type: 'SERI', flags: 0, reserveSections: 4 } }, 'mrc-record'],
    [{ ...size, extended: { type: 'SERI', flags: 5, bytesPerSection: 8, reserveSections: 4 } }, 'mrc-record'],
    [{ ...size, extended: { type: 'SERI', flags: 5, reserveSections: 0 } }, 'mrc-record'],
    [{ ...size, labels: ['x'.repeat(81)] }, 'unwritable'],
  ] as const)('what cannot be: %j', async (options, code) => {
    const file = memoryFile();
    await expect(createMrc(file, options)).rejects.toMatchObject({ code });
    expect(await file.size()).toBe(0);
  });

  test('sections that it does not have, and pixels and records of another kind, before it writes', async () => {
    const file = memoryFile();
    const stack = await createMrc(file, withRecords);
    await stack.appendSection(image(12));
    const before = file.bytes();
    for (const z of [-1, 1, 0.5, Number.NaN]) {
      await expect(stack.readSection(z)).rejects.toMatchObject({ code: 'mrc-section' });
      await expect(stack.writeSection(z, image(13))).rejects.toMatchObject({ code: 'mrc-section' });
    }
    await expect(stack.appendSection(new Int16Array(14))).rejects.toMatchObject({ code: 'mrc-pixels' });
    await expect(stack.appendSection(new Uint16Array(15))).rejects.toMatchObject({ code: 'mrc-pixels' });
    await expect(stack.appendSection(image(14), { record: new Uint8Array(5) })).rejects.toMatchObject({
      code: 'mrc-record',
    });
    expect(file.bytes()).toEqual(before);
  });

  test('a second section while the first is being written: an await is missing', async () => {
    const file = memoryFile();
    const stack = await createMrc(file, size);
    const first = stack.appendSection(image(15));
    await expect(stack.appendSection(image(16))).rejects.toThrow('an await is missing');
    expect((await first).z).toBe(0);
    expect((await stack.appendSection(image(17))).z).toBe(1);
  });
});

describe('a file that contradicts its header', () => {
  async function threeSections(): Promise<Uint8Array> {
    const file = memoryFile();
    const stack = await createMrc(file, withRecords);
    for (const first of [10, 20, 30]) await stack.appendSection(image(first));
    return file.bytes();
  }

  test('by being too short is refused with the numbers', async () => {
    const bytes = await threeSections();
    await expect(openMrc(memoryFile(bytes.slice(0, -31)))).rejects.toMatchObject({
      code: 'mrc-size',
      message:
        'The header promises 3 sections of 5 × 3 pixels of type 1 after 1048 bytes, 1138 bytes in all; the file has 1107. ' +
        'Sections 1 to 2 (from 0) are missing.',
    });
  });

  test('by being too short opens permissively with the sections that are whole', async () => {
    const file = memoryFile((await threeSections()).slice(0, -31));
    const stack = await openMrc(file, { permissive: true });
    expect(stack.sectionCount).toBe(1);
    expect(stack.header.sections).toBe(3);
    expect(stack.defects).toEqual([expect.stringContaining('Sections 1 to 2')]);
    expect((await stack.readSection(0)).data).toEqual(image(10));
    await expect(stack.readSection(1)).rejects.toMatchObject({ code: 'mrc-section' });
    await expect(stack.appendSection(image(40))).rejects.toMatchObject({ code: 'mrc-size' });
  });

  test('by an extended header beyond its end opens permissively with what there is of it', async () => {
    const bytes = (await threeSections()).slice(0, 1040);
    const stack = await openMrc(memoryFile(bytes), { permissive: true });
    expect([stack.sectionCount, stack.extendedHeader.length]).toEqual([0, 16]);
    expect(stack.readRecord(1)).toHaveLength(6);
    expect(stack.readRecord(2)).toBeNull();
  });

  test('by being too long opens, and says how much is too much', async () => {
    const bytes = await threeSections();
    const longer = new Uint8Array(bytes.length + 70);
    longer.set(bytes);
    const stack = await openMrc(memoryFile(longer));
    expect(stack.sectionCount).toBe(3);
    expect(stack.defects).toEqual([expect.stringContaining('70 bytes more (2 whole sections)')]);
  });

  test.each([
    ['an extended header beyond the end', 92, 2 ** 31 - 1],
    ['2⁹³ bytes of pixels', 0, 2 ** 31 - 1],
    ['a negative extended header', 92, -1],
    ['no columns', 0, 0],
    ['a negative number of sections', 8, -3],
  ])('by claiming %s is refused before anything is allocated', async (_, at, value) => {
    const bytes = await threeSections();
    const view = new DataView(bytes.buffer);
    if (at === 0 && value > 0) for (const side of [4, 8]) view.setInt32(side, value, true);
    view.setInt32(at, value, true);
    await expect(openMrc(memoryFile(bytes))).rejects.toMatchObject({
      code: expect.stringMatching(/^(mrc-size|not-mrc)$/),
    });
    const read: number[] = [];
    const watched: RandomAccess = {
      ...memoryFile(bytes),
      read: async (offset, length) => {
        read.push(length);
        return bytes.slice(offset, offset + length);
      },
    };
    await openMrc(watched, { permissive: true }).catch(() => null);
    expect(Math.max(...read)).toBeLessThanOrEqual(bytes.length);
  });

  test('by being compressed says so', async () => {
    await expect(openMrc(memoryFile(Uint8Array.of(0x1f, 0x8b, 8, 0)))).rejects.toMatchObject({
      code: 'not-mrc',
      message: expect.stringContaining('gzip'),
    });
  });

  test('by being empty is no MRC file', async () => {
    await expect(openMrc(memoryFile())).rejects.toMatchObject({ code: 'not-mrc' });
  });
});

describe('a program that is killed while it appends', () => {
  class Killed extends Error {}

  /** A file that takes a number of bytes and then no more: the write in progress is torn there. */
  function dyingFile(bytesToLive: number): { file: RandomAccess; left: () => Uint8Array } {
    const inner = memoryFile();
    let left = bytesToLive;
    const write = async (offset: number, bytes: Uint8Array): Promise<void> => {
      const taken = Math.min(bytes.length, left);
      left -= taken;
      if (taken > 0) await inner.write(offset, bytes.slice(0, taken));
      if (taken < bytes.length) throw new Killed('killed');
    };
    return { file: { ...inner, write }, left: () => inner.bytes() };
  }

  async function appendThree(file: RandomAccess): Promise<void> {
    const stack = await createMrc(file, withRecords);
    for (const first of [10, 20, 30]) await stack.appendSection(image(first), { record: { tiltDeg: first } });
  }

  test('leaves a stack that opens with the sections that were finished, wherever it is torn', async () => {
    // The new header and its extended header; then for each section 30 bytes of pixels, 6 of record, 1024 of header.
    const [start, pixels, record, header] = [1048, 30, 6, 1024];
    const outcomes = new Set<number>();
    for (let bytes = start; bytes <= start + 3 * (pixels + record + header); bytes += 2) {
      const { file, left } = dyingFile(bytes);
      await appendThree(file).catch((error) => expect(error).toBeInstanceOf(Killed));
      const stack = await openMrc(memoryFile(left()));
      outcomes.add(stack.sectionCount);
      const atLeast = Math.floor((bytes - start) / (pixels + record + header));
      expect(stack.sectionCount).toBeGreaterThanOrEqual(atLeast);
      for (let z = 0; z < stack.sectionCount; z++) {
        expect((await stack.readSection(z)).data).toEqual(image(10 * (z + 1)));
        expect(decodeRecord(stack.readRecord(z)!, flags).tiltDeg).toBe(10 * (z + 1));
      }
      expect((await stack.appendSection(image(77))).z).toBe(stack.sectionCount - 1);
    }
    expect(outcomes).toEqual(new Set([0, 1, 2, 3]));
  });

  test('and one whose write failed appends to the same place again', async () => {
    const inner = memoryFile();
    const stack = await createMrc(
      {
        ...inner,
        write: async (offset, bytes) => {
          if (offset === 0 && inner.bytes().length > 1024 && !failed) {
            failed = true;
            throw new Error('disk full');
          }
          await inner.write(offset, bytes);
        },
      },
      size,
    );
    let failed = false;
    await expect(stack.appendSection(image(18))).rejects.toThrow('disk full');
    expect(stack.sectionCount).toBe(0);
    expect(await stack.appendSection(image(19))).toEqual({ z: 0, recordStored: true });
    expect((await (await openMrc(inner)).readSection(0)).data).toEqual(image(19));
  });

  test('writes pixels, record and header in this order, and flushes before the header if asked to', async () => {
    for (const flushEachSection of [false, true]) {
      const inner = memoryFile();
      const steps: string[] = [];
      const file: RandomAccess = {
        ...inner,
        write: async (offset, bytes) => {
          steps.push(offset === 0 ? 'header' : offset < 1048 ? 'record' : 'pixels');
          await inner.write(offset, bytes);
        },
        flush: async () => void steps.push('flush'),
      };
      const stack = await createMrc(file, { ...withRecords, flushEachSection });
      steps.length = 0;
      await stack.appendSection(image(21), { record: { tiltDeg: 3 } });
      expect(steps).toEqual(
        flushEachSection ? ['pixels', 'record', 'flush', 'header'] : ['pixels', 'record', 'header'],
      );
    }
  });
});

test('the header agrees with the pixels after any sequence of sections', async () => {
  const sections = fc.array(fc.int16Array({ minLength: 15, maxLength: 15 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(sections, async (images) => {
      const file = memoryFile();
      await createMrc(file, size);
      for (const data of images) await (await openMrc(file)).appendSection(data);
      const { header } = await openMrc(file);
      const all: MrcPixels = Int16Array.from(images.flatMap((data) => Array.from(data)));
      expect(header.min).toBe(Math.min(...all));
      expect(header.max).toBe(Math.max(...all));
      const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
      // The header keeps the mean to 24 bits, and each reopening starts from that.
      expect(Math.abs(header.mean - mean)).toBeLessThanOrEqual(32768 * 2 ** -23 * images.length);
    }),
    { numRuns: 50 },
  );
});

describe('some rows of a section', () => {
  test('are those of the whole one, in every type of pixels', async () => {
    const [width, height] = [5, 7];
    const count = width * height;
    const values = Array.from({ length: count }, (_, at) => (at * 11) % 97);
    const stacks: readonly (readonly [0 | 1 | 2 | 6 | 12 | 16, MrcPixels])[] = [
      [0, Uint8Array.from(values)],
      [1, Int16Array.from(values)],
      [2, Float32Array.from(values)],
      [6, Uint16Array.from(values)],
      [12, Float32Array.from(values)],
      [16, Uint8Array.from([...values, ...values, ...values])],
    ];
    for (const [mode, pixels] of stacks) {
      const stack = await createMrc(memoryFile(), { ...size, width, height, mode });
      await stack.appendSection(pixels.slice().reverse());
      await stack.appendSection(pixels);
      const each = pixels.length / height;
      expect(await stack.readRows(1, 2, 4), `mode ${mode}`).toEqual(pixels.slice(2 * each, 6 * each));
      expect(await stack.readRows(1, 0, 7), `mode ${mode}`).toEqual((await stack.readSection(1)).data);
      const memory = new Uint8Array(999);
      for (const first of [1, 3])
        expect(await stack.readRows(1, first, 3, memory), `mode ${mode}`).toEqual(
          pixels.slice(first * each, (first + 3) * each),
        );
    }
  });

  test('are refused where there are none', async () => {
    const stack = await createMrc(memoryFile(), size);
    await stack.appendSection(image(100));
    await expect(stack.readRows(1, 0, 1)).rejects.toThrow('no section 1');
    await expect(stack.readRows(0, 2, 2)).rejects.toThrow('Rows 2 to 3');
    await expect(stack.readRows(0, -1, 2)).rejects.toThrow('Rows -1 to 0');
  });
});
