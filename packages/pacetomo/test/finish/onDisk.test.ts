import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeRecord, memoryFile, numberOf, openMrc, parseMdoc, recordFlags, sectionsOf } from '@pacetomo/em-files';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { needsRealFiles, realBytes, realFilesPresent } from '../../../em-files/test/realFiles.ts';
import { binStack } from '../../src/finish/binStack.ts';
import { deleteStack } from '../../src/finish/deleteStack.ts';
import { sortByTilt } from '../../src/finish/sortByTilt.ts';
import { frameName, imagesIn, seriesFiles, stackPath } from './exampleSeries.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pacetomo-finish-'));
  path = join(folder, 'L07_ts_004.mrc');
});
afterEach(() => rm(folder, { recursive: true }));

async function contentOf(name: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const read = async (file: string): Promise<Uint8Array> => new Uint8Array(await readFile(join(folder, file)));
  return new Map([
    [name, await read(name)],
    [`${name}.mdoc`, await read(`${name}.mdoc`)],
  ]);
}

test('a series on a real disk is sorted, binned and deleted', async () => {
  const tiltsDeg = [0, 3, -3, -6];
  const files = await seriesFiles({ tiltsDeg, recordRoom: 6, mode: 6 });
  await writeFile(path, files.get(stackPath)!);
  await writeFile(`${path}.mdoc`, files.get(`${stackPath}.mdoc`)!);

  expect(await sortByTilt(path)).toMatchObject({ kind: 'sorted', images: 4 });
  const images = await imagesIn(await contentOf('L07_ts_004.mrc'), 'L07_ts_004.mrc');
  expect(images.map(({ byPixels }) => byPixels)).toEqual([3, 2, 0, 1]);
  expect(await sortByTilt(path)).toMatchObject({ kind: 'already-sorted' });

  expect(await binStack(path, 2)).toMatchObject({ kind: 'binned', images: 4 });
  expect(await deleteStack(path, folder)).toMatchObject({ kind: 'kept' });
  for (const z of tiltsDeg.keys()) await writeFile(join(folder, frameName(z)), 'frames');
  expect(await deleteStack(path, folder)).toEqual({ kind: 'deleted', images: 4 });
  expect((await readdir(folder)).filter((name) => !name.endsWith('.tif')).sort()).toEqual([
    'L07_ts_004.mrc.mdoc',
    'L07_ts_004_bin2.mrc',
    'L07_ts_004_bin2.mrc.mdoc',
    'unsorted',
  ]);
  expect(await readdir(join(folder, 'unsorted'))).toEqual(['L07_ts_004.mrc.mdoc']);
});

test('what the disk refuses is a trouble with its reason', async () => {
  await expect(sortByTilt(join(folder, 'none.mrc'))).rejects.toMatchObject({ code: 'bad-input' });
  await writeFile(path, 'no stack at all');
  await writeFile(`${path}.mdoc`, '[ZValue = 0]\nTiltAngle = 4\n');
  await expect(sortByTilt(path)).rejects.toMatchObject({ name: 'Trouble', code: 'bad-input' });
});

describe(`a real series${needsRealFiles}`, () => {
  // 41 sections of one microscope in the order of tilt, and the mdoc of another that acquired the same tilts from 0° on.
  test.skipIf(!realFilesPresent)(
    'that is put into the order of its acquisition is sorted back, byte by byte',
    async () => {
      const whole = realBytes('mrc/tomoauto_test_002_mode1.st');
      const mdoc = realBytes('mdoc/mdocfile_tilt_series.mdoc');
      const tiltsDeg = sectionsOf(parseMdoc(new TextDecoder().decode(mdoc)), 'ZValue').map(
        (image) => numberOf(image, 'TiltAngle')!,
      );
      const order = tiltsDeg.map((tiltDeg) => Math.round((tiltDeg + 60) / 3));
      expect(order.slice(0, 4)).toEqual([20, 21, 19, 18]);
      await writeFile(path, await inOrder(whole, order));
      await writeFile(`${path}.mdoc`, mdoc);
      expect(await sortByTilt(path)).toMatchObject({ kind: 'sorted', images: 41 });
      expect(new Uint8Array(await readFile(path))).toEqual(whole);
      const sorted = parseMdoc(await readFile(`${path}.mdoc`, 'utf8'));
      const sortedDeg = sectionsOf(sorted, 'ZValue').map((image) => numberOf(image, 'TiltAngle'));
      expect(sortedDeg).toEqual([...tiltsDeg].sort((one, other) => one - other));
    },
  );
});

/** A stack with SerialEM's records of tilt and stage, its sections in another order. */
async function inOrder(whole: Uint8Array, order: readonly number[]): Promise<Uint8Array> {
  const { header } = await openMrc(memoryFile(whole));
  const recordBytes = encodeRecord({}, recordFlags.tilt + recordFlags.stage).length;
  expect(header).toMatchObject({ recordBytes, mode: 1 });
  const moved = whole.slice();
  const sectionBytes = 2 * header.width * header.height;
  order.forEach((z, place) => {
    for (const [start, size] of [
      [1024, recordBytes],
      [1024 + header.extendedBytes, sectionBytes],
    ] as const) {
      moved.set(whole.subarray(start + z * size, start + (z + 1) * size), start + place * size);
    }
  });
  return moved;
}
