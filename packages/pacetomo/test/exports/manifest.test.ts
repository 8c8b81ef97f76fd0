import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { doneText } from '../../src/exports/done.ts';
import { manifestOf, readManifest } from '../../src/exports/manifest.ts';
import { relionTable } from '../../src/exports/relion.ts';
import { anySeries } from './anySeries.ts';
import { lamella, withImages } from './lamella.ts';

const finished = {
  software: { name: 'pacetomo', version: '0.7.0' },
  finishedAt: '2026-11-28T14:20:00.000Z',
  frames: { found: ['lam_ts_004_001_10.0.tif'], missing: ['lam_ts_004_002_13.0.tif'] },
  checksums: { '../lam_ts_004.mrc': 'ab12', 'mdoc/lam_ts_004.mdoc': 'cd34' },
  quality: { verdict: 'good', images: [1, 2] },
  notes: ['RELION has no list.'],
} as const;

describe('the manifest of a series', () => {
  const json: unknown = JSON.parse(manifestOf(lamella, finished));

  test('says which tilts were expected, which are present, and why one is missing', () => {
    expect(json).toMatchObject({
      manifestVersion: 1,
      tilts: {
        expectedDeg: [10, 13, 7, 4, 16, 19, 1, -2, 22],
        presentDeg: [10.01, 13.02, 7, 3.98, 16.03, 19.01, 1.02, -1.99],
        missing: [{ step: 8, tiltDeg: 22, became: 'skipped', why: 'it was too dark' }],
        complete: false,
      },
    });
  });

  test('says the dose that the place has received, what its files are known by, how good it is, and who made it', () => {
    expect(json).toMatchObject({ ...finished, doseEPerA2: 0.75 + 4.5 + 3.25 * 7 + 0.05 * 7 });
  });

  test('is complete when every wanted tilt was taken, and says nothing about that without a run', () => {
    const all = manifestOf({ ...lamella, wanted: lamella.wanted!.slice(0, 8) }, finished);
    expect(JSON.parse(all)).toMatchObject({ tilts: { complete: true, missing: [] } });
    expect(JSON.parse(manifestOf({ ...lamella, wanted: null }, finished))).toMatchObject({
      tilts: { expectedDeg: null, complete: null },
    });
    const short = { ...lamella, wanted: lamella.wanted!.slice(0, 8), images: lamella.images.slice(1) };
    expect(JSON.parse(manifestOf(short, finished))).toMatchObject({ tilts: { complete: false } });
  });

  test('is not complete when a tilt was skipped and another one taken twice', () => {
    const twice = { ...lamella, images: [...lamella.images, lamella.images[7]!] };
    expect(JSON.parse(manifestOf(twice, finished))).toMatchObject({ tilts: { complete: false } });
  });

  test('does not make a dose up', () => {
    expect(
      JSON.parse(
        manifestOf(
          withImages(() => ({ doseEPerA2: 0 })),
          finished,
        ),
      ),
    ).toMatchObject({ doseEPerA2: null });
    expect(JSON.parse(manifestOf({ ...lamella, images: [] }, finished))).toMatchObject({ doseEPerA2: null });
  });

  test('gives any series back, so that the list of all series can be made of manifests', () => {
    fc.assert(
      fc.property(anySeries, (series) => {
        const read = readManifest(manifestOf(series, finished));
        if (read.kind === 'unreadable') throw new Error(read.why);
        const withoutNegativeZeros: unknown = JSON.parse(JSON.stringify(series));
        expect(read.manifest.series).toEqual(withoutNegativeZeros);
        expect(relionTable([read.manifest.series])).toEqual(relionTable([series]));
      }),
    );
  });

  test('is read when a later program has added to it', () => {
    const text = manifestOf(lamella, finished).replace(
      '"manifestVersion": 1,',
      '"manifestVersion": 1, "camera": "K3",',
    );
    expect(readManifest(text)).toMatchObject({ kind: 'read', manifest: { series: { name: 'lam_ts_004' } } });
  });

  test('is refused when it is something else, with what is wrong', () => {
    const text = manifestOf(lamella, finished);
    expect(readManifest(text.slice(0, 99))).toEqual({ kind: 'unreadable', why: 'it is no JSON' });
    expect(readManifest(text.replace('"manifestVersion": 1', '"manifestVersion": 2'))).toMatchObject({
      kind: 'unreadable',
      why: expect.stringMatching(/^manifestVersion: /),
    });
    expect(readManifest(text.replace('"tiltDeg": 13.02', '"tiltDeg": "x"'))).toMatchObject({
      why: expect.stringMatching(/^series\.images\.1\.tiltDeg: /),
    });
    expect(readManifest('null')).toMatchObject({ kind: 'unreadable' });
  });
});

describe('the marker of a finished series', () => {
  test('has lines that a shell can read', () => {
    const made = { finishedAt: finished.finishedAt, manifestSha256: 'ef56' };
    expect(doneText(lamella, made)).toBe(
      'series=lam_ts_004\nmanifest=lam_ts_004.json\nmanifest_sha256=ef56\nimages=8\nexpected=9\n' +
        'finished=2026-11-28T14:20:00.000Z\n',
    );
    expect(doneText({ ...lamella, wanted: null }, made)).toContain('\nexpected=\n');
  });
});
