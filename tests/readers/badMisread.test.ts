import { describe, expect, test } from 'vitest';
import { goodMdoc, sampleImages } from './goodMdoc.ts';
import { nextPyp } from './nextPyp.ts';
import { relion5 } from './relion5.ts';
import { edit, frames, good, inOrder, movies, readers, sortedByTilt, summed } from './sampleReaders.ts';
import { scipion } from './scipion.ts';
import { warp1Series } from './warp1.ts';
import { warpToolsMdocs } from './warpTools.ts';

// What no program complains of, and gets wrong all the same.

describe('misread without a word are', () => {
  test('by WarpTools 2: an image that lost its time later in the file, which becomes the first of all', () => {
    const tilts = readers.warpTools(edit(/^DateTime/, 'NavigatorLabel = \nDateTime', 4));
    expect(tilts.find(({ order }) => order === 0)?.tiltDeg).toBe(-6.02);
  });

  test('by WarpTools 2: two sections without an empty line between them, which become one', () => {
    expect(readers.warpTools(good.replace('EucentricOffset = 0.125\n\n', ''))).toHaveLength(8);
  });

  test('by WarpTools 2: a second mdoc beside the first one, which becomes a series of its own (pacetomo-behaviour A.7)', () => {
    const names = warpToolsMdocs(['lam_ts_001.mrc.mdoc', 'lam_ts_001_unsorted.mrc.mdoc', 'lam_ts_001.mrc']);
    expect(names.map(({ tomostar }) => tomostar)).toEqual(['lam_ts_001.tomostar', 'lam_ts_001_unsorted.tomostar']);
  });

  test('by Warp 1: two mdocs of one name, which become one series', () => {
    expect(warp1Series(['a.mdoc', 'a.mrc.mdoc']).get('a')).toEqual(['a.mdoc', 'a.mrc.mdoc']);
  });

  test('by Warp 1: a time with one blank, with which the image becomes the first', () => {
    const [least] = [...readers.warp1(edit(/^DateTime = 01-Dec-2026 {2}/, 'DateTime = 01-Dec-2026 '))].sort(
      (a, b) => a.doseEPerA2 - b.doseEPerA2,
    );
    expect(least?.tiltDeg).toBe(-6);
  });

  test('by RELION 5: the series after one whose name is in no frame (relion#1327, #1187)', () => {
    const mdocs = new Map([
      ['lam_ts_000_unsorted.mrc.mdoc', goodMdoc(sampleImages.slice(0, 7))],
      ['lam_ts_001.mdoc', good],
    ]);
    expect(relion5(mdocs, movies).map(({ name, mdoc, tilts }) => [name, mdoc, tilts.length])).toEqual([
      ['lam_ts_001', 'lam_ts_000_unsorted.mrc.mdoc', 7],
    ]);
  });

  test('by RELION 5: frames whose names are alike before the first dot (relion#1165)', () => {
    const alike = sampleImages.map((image, i) => ({ ...image, frame: `lam_ts_001_${i % 2}.${i}.tif` }));
    const found = relion5(
      new Map([['lam_ts_001.mdoc', goodMdoc(alike)]]),
      alike.map(({ frame }) => frame),
    );
    expect(new Set(found[0]?.tilts.map(({ movie }) => movie)).size).toBe(2);
  });

  test('by RELION 5: an image whose frames are missing, which is left out', () => {
    expect(relion5(new Map([['lam_ts_001.mdoc', good]]), movies.slice(1))[0]?.tilts).toHaveLength(8);
  });

  test('by AreTomo3: images of the same second, which get the same place in the order', () => {
    const text = edit(/DateTime = .*/, `DateTime = ${sampleImages[2]?.dateTime}`, 1);
    expect(
      readers
        .areTomo3(text)
        .map(({ acquisitionIndex }) => acquisitionIndex)
        .slice(0, 3),
    ).toEqual([0, 2, 2]);
  });

  test('by AreTomo3: an own key with one of its words, which is taken for the value', () => {
    expect(readers.areTomo3(edit(/^TiltAngle/, 'PACE.TiltAngleWanted = 55\nTiltAngle'))[0]?.tiltDeg).toBe(55);
  });

  test('by AreTomo3: a path of 256 characters and more, which is cut', () => {
    const [, second] = readers.areTomo3(edit(/X:.frames/, `X:\\${'y'.repeat(250)}`, 1));
    expect(second?.movie).not.toBe(`frames/${frames[1]}`);
  });

  test('by AreTomo3: a frame without any folder, which keeps a blank in front', () => {
    expect(readers.areTomo3(edit(/X:.frames./, ''))[0]?.movie).toBe(`frames/ ${frames[0]}`);
  });

  test('by TOMOMAN: an mdoc sorted by tilt, whose doses are summed in that order', () => {
    const { tilts } = readers.tomoman(sortedByTilt);
    expect(tilts[0]).toMatchObject({ tiltDeg: -12.02, doseEPerA2: 3.1 });
    expect(tilts.map(({ doseEPerA2 }) => doseEPerA2)).not.toEqual(summed);
  });

  test('by nextPYP: a year of two digits, which is taken for the day: over the end of a month the order is wrong', () => {
    const text = good.replaceAll('-2026', '-26');
    expect(readers.nextPyp(text)[0]?.tilts.map(({ tiltDeg }) => tiltDeg)).not.toEqual(inOrder);
  });

  test('by Scipion: names with a dash or a digit in front, which are changed', () => {
    const name = (path: string) => scipion(good, path, () => true).name;
    expect([name('lam-1_ts.mdoc'), name('7_ts.mdoc'), name('lam_ts_001.mdoc')]).toEqual([
      'lam_1_ts',
      'TS_7_ts',
      'lam_ts_001',
    ]);
  });
});

test('nextPYP dies of a second mdoc whose name begins like the series', () => {
  const mdocs = new Map([
    ['lam_ts_001.mdoc', good],
    ['lam_ts_001_-1_0.mdoc', good],
  ]);
  expect(() => nextPyp(mdocs)).toThrow(/2 mdocs for lam_ts_001/);
});
