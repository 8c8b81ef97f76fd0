import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forRelion, relionTable } from '../../src/exports/relion.ts';
import { anySeries, framedOf, hasDoses } from './anySeries.ts';
import { lamella, withImages } from './lamella.ts';
import { offBy, relionStar, textAt } from './reading.ts';

const rowsOf = (series = lamella): readonly Readonly<Record<string, string>>[] =>
  relionStar(textAt(forRelion(series), `relion/tilt_series/${series.name}.star`), series.name);

describe("RELION 5's table of a series", () => {
  test("has the columns of RELION's own import (import_tilt_series/serialem.py, ver5.0), in its order", () => {
    expect(Object.keys(rowsOf()[0]!)).toEqual([
      'rlnMicrographMovieName',
      'rlnTomoTiltMovieFrameCount',
      'rlnTomoNominalStageTiltAngle',
      'rlnTomoNominalTiltAxisAngle',
      'rlnMicrographPreExposure',
      'rlnTomoNominalDefocus',
    ]);
  });

  test('says of an image what had come before it, since RELION adds the dose of its frames (motioncorr_runner.cpp)', () => {
    expect(rowsOf()[0]).toEqual({
      rlnMicrographMovieName: 'frames/lam_ts_004_001_10.0.tif',
      rlnTomoTiltMovieFrameCount: '9',
      rlnTomoNominalStageTiltAngle: '10.010',
      rlnTomoNominalTiltAxisAngle: '85.30',
      rlnMicrographPreExposure: '0.7500',
      rlnTomoNominalDefocus: '-4.250',
    });
    expect(rowsOf()[1]!.rlnMicrographPreExposure).toBe('5.3000');
  });

  test('is in the order of acquisition, by which RELION sorts again (tomogram_set.cpp: by pre-exposure)', () => {
    const before = rowsOf().map((row) => Number(row.rlnMicrographPreExposure));
    expect(before).toEqual(before.toSorted((a, b) => a - b));
    expect(rowsOf().map((row) => Number(row.rlnTomoNominalStageTiltAngle))).toEqual(
      lamella.images.map(({ tiltDeg }) => tiltDeg),
    );
  });

  test('leaves out what not every image has, and images without frames', () => {
    const less = withImages(({ frames, targetDefocusUm }, at) => ({
      frames: at === 2 ? null : { file: frames!.file, count: at === 5 ? null : 8 },
      targetDefocusUm: at === 6 ? null : targetDefocusUm,
    }));
    expect(Object.keys(rowsOf(less)[0]!)).not.toContain('rlnTomoTiltMovieFrameCount');
    expect(Object.keys(rowsOf(less)[0]!)).not.toContain('rlnTomoNominalDefocus');
    expect(rowsOf(less)).toHaveLength(7);
    expect(forRelion(less).notes).toEqual(['The list of lam_ts_004 for RELION leaves out an image without frames.']);
  });

  test('looks for the frames in the folder that is given', () => {
    const text = textAt(forRelion(lamella, 'raw/day 2'.replace(' ', '_')), 'relion/tilt_series/lam_ts_004.star');
    expect(text).toContain('\nraw/day_2/lam_ts_004_001_10.0.tif ');
  });

  test('is not made of a series of which something compulsory is not known, and the sentence says what', () => {
    const unknown = { ...withImages(() => ({ doseEPerA2: 0 })), axisAngleDeg: null, pixelSizeA: null };
    expect(forRelion(unknown)).toEqual({
      files: [],
      notes: [
        'Nothing is made of lam_ts_004 for RELION: the dose of its images is not known, and the direction of its tilt ' +
          "axis is not known, and its pixel size is not known. RELION's own import takes the mdoc, and what is missing " +
          'from a person.',
      ],
    });
    const blank = withImages(({ frames }) => ({ frames: { ...frames!, file: 'my frames.tif' } }));
    expect(forRelion(blank).notes[0]).toContain('the frame file "my frames.tif" has a blank');
    expect(forRelion(withImages(() => ({ frames: null }))).notes[0]).toContain('no frames of it were saved');
    expect(forRelion(withImages(() => ({ priorDoseEPerA2: 3 }))).notes[0]).toContain('do not grow');
  });

  test('gives any series back as it was', () => {
    fc.assert(
      fc.property(anySeries, (series) => {
        const framed = framedOf(series);
        const { voltageKv, pixelSizeA, axisAngleDeg } = series;
        const unknown = !hasDoses(series) || [voltageKv, pixelSizeA, axisAngleDeg].includes(null);
        expect(forRelion(series).files).toHaveLength(unknown || framed.length === 0 ? 0 : 1);
        if (unknown || framed.length === 0) return;
        const rows = rowsOf(series);
        expect(rows.map((row) => row.rlnMicrographMovieName)).toEqual(
          framed.map(({ frames }) => `frames/${frames!.file}`),
        );
        const read = rows.map((row) => [row.rlnTomoNominalStageTiltAngle, row.rlnMicrographPreExposure].map(Number));
        const meant = framed.map(({ tiltDeg, priorDoseEPerA2 }) => [tiltDeg, priorDoseEPerA2]);
        expect(offBy(read, meant)).toBeLessThan(0.000501);
      }),
    );
  });
});

describe("RELION 5's table of all series", () => {
  const other = { ...lamella, name: 'data_ts_1', binning: null, pixelSizeA: 1.234567, voltageKv: 200 };
  const dark = { ...lamella, name: 'lam_ts_005', voltageKv: null };

  test('points to the table of each by a path in the project, and says the pixel size of its frames', () => {
    const rows = relionStar(textAt(relionTable([lamella, dark, other]), 'relion/tilt_series.star'), 'global');
    expect(rows).toEqual([
      {
        rlnTomoName: 'data_ts_1',
        rlnTomoTiltSeriesStarFile: 'tilt_series/data_ts_1.star',
        rlnVoltage: '200.00',
        rlnSphericalAberration: '2.70',
        rlnAmplitudeContrast: '0.10',
        rlnMicrographOriginalPixelSize: '1.2346',
        rlnTomoHand: '-1',
      },
      expect.objectContaining({ rlnTomoName: 'lam_ts_004', rlnMicrographOriginalPixelSize: '1.3500' }),
    ]);
  });

  test('lists exactly the series that have a table of their own, of which RELION finds each by its name', () => {
    fc.assert(
      fc.property(fc.array(anySeries, { minLength: 1, maxLength: 6 }), (some) => {
        const all = some.map((series, at) => ({ ...series, name: `${series.name}${at}` }));
        const tables = all.flatMap((series) => forRelion(series).files);
        const listed = relionTable(all).files.flatMap(({ text }) => relionStar(text, 'global'));
        expect(listed.map((row) => `relion/${row.rlnTomoTiltSeriesStarFile}`).sort()).toEqual(
          tables.map(({ path }) => path).sort(),
        );
        for (const row of listed) {
          const path = `relion/${row.rlnTomoTiltSeriesStarFile}`;
          expect(relionStar(tables.find((table) => table.path === path)!.text, row.rlnTomoName!)).not.toEqual([]);
        }
      }),
    );
  });

  test('is not made of none', () => {
    expect(relionTable([dark]).files).toEqual([]);
  });
});
