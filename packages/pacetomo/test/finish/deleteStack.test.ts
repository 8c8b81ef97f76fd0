import { describe, expect, test } from 'vitest';
import { deleteStack } from '../../src/finish/deleteStack.ts';
import { asidePath, frameName, mdocText, seriesFiles, stackPath } from './exampleSeries.ts';
import { MemoryDisk } from './memoryDisk.ts';

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
const tiltsDeg = [0, 3, -3];
const allFrames = tiltsDeg.map((_, z) => frameName(z));
const withoutNames = mdocText({ tiltsDeg }).replace(/SubFramePath = .*\r\n/g, '');

async function filesWith(frames: readonly string[], mdoc = mdocText({ tiltsDeg })) {
  const files = new Map(await seriesFiles({ tiltsDeg }));
  files.set(`${stackPath}.mdoc`, latin1(mdoc));
  for (const name of frames) files.set(`frames/${name}`, Uint8Array.of(1, 2, 3));
  return files;
}

async function whyKept(files: ReadonlyMap<string, Uint8Array>): Promise<string> {
  const disk = new MemoryDisk(files);
  const result = await deleteStack(stackPath, 'frames', { files: disk });
  expect(disk.content()).toEqual(new MemoryDisk(files).content());
  if (result.kind !== 'kept') throw new Error(`it was ${result.kind}`);
  return result.reason;
}

describe('a stack is deleted', () => {
  test.each([
    { what: 'the frames that each image names are there', frames: allFrames, mdoc: mdocText({ tiltsDeg }) },
    {
      what: 'images name no frames, and there are as many of this series',
      frames: ['L07_ts_004_a.tif', 'L07_ts_004-b.eer', 'L07_ts_004_c.mrc'],
      mdoc: withoutNames,
    },
    {
      what: 'one image names its frames and the others have some beside them',
      frames: [frameName(0), 'L07_ts_004_x.tif', 'L07_ts_004_y.tif'],
      mdoc: mdocText({ tiltsDeg }).replace(/SubFramePath = .*_[12]\.tif\r\n/g, ''),
    },
  ])('when $what; its mdoc stays', async ({ frames, mdoc }) => {
    const files = await filesWith(frames, mdoc);
    const disk = new MemoryDisk(files);
    expect(await deleteStack(stackPath, 'frames', { files: disk })).toEqual({ kind: 'deleted', images: 3 });
    files.delete(stackPath);
    expect(disk.content()).toEqual(new MemoryDisk(files).content());
    expect(await deleteStack(stackPath, 'frames', { files: disk })).toEqual({ kind: 'already-deleted' });
  });
});

describe('a stack is kept', () => {
  test('when one of its frame files is missing, or empty', async () => {
    expect(await whyKept(await filesWith(allFrames.slice(1)))).toBe(`frames has no frames ${frameName(0)}`);
    const files = await filesWith(allFrames);
    files.set(`frames/${frameName(2)}`, new Uint8Array(0));
    expect(await whyKept(files)).toBe(`frames has no frames ${frameName(2)}`);
  });

  test('when two images name the same frames', async () => {
    const mdoc = mdocText({ tiltsDeg }).replace(frameName(2), frameName(1));
    expect(await whyKept(await filesWith(allFrames, mdoc))).toBe(`two images name the frames ${frameName(1)}`);
  });

  test.each([
    ['L07_ts_004_a.tif', 'L07_ts_004_b.tif'],
    ['L07_ts_004_a.tif', 'L07_ts_004_b.tif', 'L07_ts_0041_c.tif'],
    ['L07_ts_004_a.tif', 'L07_ts_004_b.tif', 'L07_ts_004_c.tif.mdoc'],
    ['L07_ts_004_a.tif', 'L07_ts_004_b.tif', 'L07_ts_004.mrc'],
    ['L07_ts_004_a.tif', 'L07_ts_004_b.tif', 'L07_ts_004_bin4.mrc'],
  ])('when images name no frames and only two files are frames of this series: %s %s %s', async (...frames) => {
    expect(await whyKept(await filesWith(frames, withoutNames))).toMatch(/^frames has 2 frame files .* for 3 images/);
  });

  test('when there is no folder of frames', async () => {
    expect(await whyKept(await filesWith([]))).toBe('there is no folder frames');
  });

  test('when it has images that its mdoc does not describe', async () => {
    const mdoc = mdocText({ tiltsDeg: [0, 3] });
    expect(await whyKept(await filesWith(allFrames, mdoc))).toBe('the stack has 3 images and its mdoc describes 2');
  });

  test('when it has no mdoc', async () => {
    const files = await filesWith(allFrames);
    files.delete(`${stackPath}.mdoc`);
    expect(await whyKept(files)).toContain('no mdoc');
  });

  test('when its sorting was interrupted', async () => {
    const files = await filesWith(allFrames);
    files.set(asidePath, files.get(stackPath)!);
    expect(await whyKept(files)).toContain('sort it first');
  });

  test('when it could not be removed', async () => {
    const disk = new MemoryDisk(await filesWith(allFrames));
    disk.remove = () => Promise.reject(new Error('in use'));
    await expect(deleteStack(stackPath, 'frames', { files: disk })).rejects.toThrow('in use');
    expect(disk.content().has(stackPath)).toBe(true);
  });
});
