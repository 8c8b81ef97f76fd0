import { gunzipSync } from 'node:zlib';
import { decodeRecord, type MrcStack, memoryFile, openMrc, recordFlags, recordLayoutOf } from '@pacetomo/em-files';
import { describe, expect, test } from 'vitest';
import { needsRealFiles, realBytes, realFilesPresent, realNames } from './realFiles.ts';

const open = (path: string, options = {}): Promise<MrcStack> => openMrc(memoryFile(realBytes(path)), options);

async function allPixels(stack: MrcStack): Promise<Float64Array> {
  const sections: number[] = [];
  for (let z = 0; z < stack.sectionCount; z++)
    for (const value of (await stack.readSection(z)).data) sections.push(value);
  return Float64Array.from(sections);
}

function statistics(pixels: Float64Array): { min: number; max: number; mean: number } {
  let [min, max, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const value of pixels) {
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
  }
  return { min, max, mean: sum / pixels.length };
}

describe(`real MRC files${needsRealFiles}`, () => {
  // All whose headers another program filled in for these pixels. The others were cut out of larger images (tomoauto,
  // float16) or never had statistics (miccleaner, odl, rosettasciio, FEI1).
  test
    .skipIf(!realFilesPresent)
    .each([
      'mrc/czi_TS_run1.st',
      'mrc/czi_signed_ints.mrc',
      'mrc/etomofiles_TS_001_1x1x40.st',
      'mrc/gemmi_5i55_tiny.ccp4',
      'mrc/leginon_07jan05b_negstain.mrc',
      'mrc/leginon_edge_mode1_MRCO.mrc',
      'mrc/leginon_mymrc_mx_mismatch.mrc',
      'mrc/mrcfile_EMD-3001.map',
      'mrc/mrcfile_EMD-3197.map',
      'mrc/openncem_temp_noMAP.mrc',
      'holes/derived_krios_k3_view_left.mrc',
      'holes/leginon_08mar13e_sq.mrc',
      'holes/ptolemy_20may08a_lowmag.mrc',
      'maps/betaGal_3.54A.mrc',
      'maps/polnet_1bxn_rubisco_10A.mrc',
      'maps/ribo_16Apx.mrc',
    ])('%s has the extremes and the mean that its header says', async (path) => {
    const stack = await open(path);
    const { min, max, mean } = statistics(await allPixels(stack));
    const scale = Math.max(Math.abs(min), Math.abs(max), 1e-6);
    expect(Math.abs(min - stack.header.min)).toBeLessThanOrEqual(scale * 1e-6);
    expect(Math.abs(max - stack.header.max)).toBeLessThanOrEqual(scale * 1e-6);
    expect(Math.abs(mean - stack.header.mean)).toBeLessThanOrEqual(scale * 1e-5);
  });

  test.skipIf(!realFilesPresent)('all open strictly but the one that was cut', async () => {
    const failed: string[] = [];
    for (const kind of ['mrc', 'maps', 'holes']) {
      for (const extension of ['.mrc', '.st', '.map', '.ccp4']) {
        for (const name of realNames(kind, extension)) await open(`${kind}/${name}`).catch(() => failed.push(name));
      }
    }
    expect(failed).toEqual(['derived_truncated_test_002_mode1.st']);
  });

  // Unpacked by Python's struct module, format “e”. (The header was made for a larger image.)
  test.skipIf(!realFilesPresent)('half precision is read as Python reads it', async () => {
    const { data } = await (await open('mrc/mrcfile_float16_mode12.mrc')).readSection(0);
    expect(Array.from(data.slice(0, 4))).toEqual([-0.364501953125, 0.39111328125, 0.374267578125, 0.244384765625]);
    const { min, max, mean } = statistics(Float64Array.from(data));
    expect([min, max]).toEqual([-4.33984375, 3.8203125]);
    expect(mean).toBeCloseTo(0.041134231723845, 12);
  });

  // ../shared/data/mrc/TRUTH_tilt.md for the tilts; the range of the stage was unpacked with another program.
  test
    .skipIf(!realFilesPresent)
    .each(['tomoauto_test_002_mode1.st', 'tomoauto_test_002_mode2.st', 'derived_SERI_test_002_mode1.st'])(
    '%s has tilt and stage of each section in its extended header',
    async (name) => {
      const stack = await open(`mrc/${name}`);
      const layout = recordLayoutOf(stack.header)!;
      expect(layout).toEqual({ bytes: 6, flags: recordFlags.tilt + recordFlags.stage, room: 41 });
      const records = Array.from({ length: 41 }, (_, z) => decodeRecord(stack.readRecord(z)!, layout.flags));
      const tilts = records.map(({ tiltDeg }) => tiltDeg!);
      expect([...tilts.slice(0, 3), ...tilts.slice(-3)]).toEqual([-59.99, -57, -54, 53.99, 56.99, 59.99]);
      for (const { stage } of records) {
        expect(stage!.xUm).toBeGreaterThanOrEqual(191.48);
        expect(stage!.xUm).toBeLessThanOrEqual(191.52);
        expect(stage!.yUm).toBeGreaterThanOrEqual(204.52);
        expect(stage!.yUm).toBeLessThanOrEqual(205.16);
      }
    },
  );

  test.skipIf(!realFilesPresent)(
    'the cut one names what is missing, and permissively gives its whole sections',
    async () => {
      const path = 'mrc/derived_truncated_test_002_mode1.st';
      await expect(open(path)).rejects.toMatchObject({
        code: 'mrc-size',
        where: { byte: 32334 },
        message: expect.stringContaining('48502 bytes in all; the file has 32334. Sections 26 to 40'),
      });
      const stack = await open(path, { permissive: true });
      expect(stack.sectionCount).toBe(26);
      const whole = await open('mrc/tomoauto_test_002_mode1.st');
      expect((await stack.readSection(25)).data).toEqual((await whole.readSection(25)).data);
    },
  );

  test.skipIf(!realFilesPresent)('the same pixels in four modes agree', async () => {
    const [bytes, short, float, unsigned] = await Promise.all(
      [0, 1, 2, 6].map(async (mode) => allPixels(await open(`mrc/tomoauto_test_001_mode${mode}.mrc`))),
    );
    // Unsigned pixels cannot be negative: they were cut off at 0.
    expect(unsigned).toEqual(short!.map((value) => Math.max(value, 0)));
    expect(short!.every((value, at) => Math.abs(value - float![at]!) <= 1)).toBe(true);
    // Bytes were stretched from the extremes to 0…255, so they stand in the same order.
    const order = (pixels: Float64Array) => statistics(pixels);
    expect(order(bytes!)).toMatchObject({ min: 0 });
    expect(bytes!.some((value) => value > 127)).toBe(true);
  });

  // The labels of the file say values[:, 5:15, 20:25] = 1 in an array of 10 × 20 × 30.
  test.skipIf(!realFilesPresent)('the box that its labels describe is where they say', async () => {
    const stack = await open('mrc/odl_test_new.mrc');
    let wrong = 0;
    for (let z = 0; z < 30; z++) {
      const { data, width } = await stack.readSection(z);
      data.forEach((value, at) => {
        const y = Math.floor(at / width);
        if (value !== (y >= 5 && y < 15 && z >= 20 && z < 25 ? 1 : 0)) wrong++;
      });
    }
    expect(wrong).toBe(0);
    expect(stack.defects).toEqual(['The machine stamp is not known; the sizes say little endian.']);
  });

  test.skipIf(!realFilesPresent)('signed bytes run from -128 to 127', async () => {
    const { data } = await (await open('mrc/czi_signed_ints.mrc')).readSection(0);
    expect(data).toBeInstanceOf(Int8Array);
  });

  test.skipIf(!realFilesPresent)('the compressed twin is the same file', async () => {
    const packed = realBytes('mrc/mrcfile_emd_3197.map.gz');
    await expect(openMrc(memoryFile(packed))).rejects.toMatchObject({ code: 'not-mrc' });
    const twin = await openMrc(memoryFile(gunzipSync(packed)));
    expect(await allPixels(twin)).toEqual(await allPixels(await open('mrc/mrcfile_EMD-3197.map')));
  });

  test.skipIf(!realFilesPresent)('a real SerialEM stack takes one more section and keeps all that it had', async () => {
    const before = realBytes('mrc/tomoauto_test_002_mode1.st');
    const file = memoryFile(before);
    const stack = await openMrc(file);
    const added = Int16Array.from({ length: 576 }, (_, at) => at - 100);
    expect(await stack.appendSection(added, { record: { tiltDeg: 62.5 } })).toEqual({ z: 41, recordStored: false });
    const after = file.bytes();
    expect(after.slice(1024, before.length)).toEqual(before.slice(1024));
    expect(after.slice(224, 1024)).toEqual(before.slice(224, 1024));
    const again = await openMrc(file);
    expect(again.header).toMatchObject({ sections: 42, gridZ: 42, min: -100, max: 475 });
    expect(again.header.cellZA / 42).toBeCloseTo(2.604, 5);
  });
});
