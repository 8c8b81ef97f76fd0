import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forWarp } from '../../src/exports/warp.ts';
import { anySeries, framedOf, hasDoses } from './anySeries.ts';
import { lamella, withImages } from './lamella.ts';
import { offBy, textAt, warpStar } from './reading.ts';
import { argumentsOf } from './shell.ts';

const tomostar = textAt(forWarp(lamella), 'warp/lam_ts_004.tomostar');

describe('a tomostar', () => {
  test('has the columns that Warp reads (TiltSeries.cs, e321344), rows by tilt, and the tilts with the other sign', () => {
    expect(warpStar(tomostar)[0]).toEqual({
      wrpMovieName: '../warp_frameseries/lam_ts_004_008_-2.0.tif',
      wrpAngleTilt: '1.99',
      wrpAxisAngle: '85.300',
      wrpDose: '25.1000',
    });
    expect(warpStar(tomostar).map((row) => Number(row.wrpAngleTilt))).toEqual([
      1.99, -1.02, -3.98, -7, -10.01, -13.02, -16.03, -19.01,
    ]);
  });

  test("says the dose before an image, which Warp's import only counts out (ImportTiltseries.cs: order × exposure)", () => {
    expect(warpStar(tomostar)[4]!.wrpDose).toBe('0.7500');
    expect(warpStar(tomostar)[5]!.wrpDose).toBe('5.3000');
  });

  test('is made once more for the levelled sample: at +10° of the stage its tilt is 0', () => {
    const rows = warpStar(textAt(forWarp(lamella), 'warp/level/lam_ts_004.tomostar'));
    expect(rows[4]).toMatchObject({
      wrpAngleTilt: '-0.01',
      wrpMovieName: '../warp_frameseries/lam_ts_004_001_10.0.tif',
    });
    expect(forWarp({ ...lamella, slope: null }).files.map(({ path }) => path)).toEqual([
      'warp/lam_ts_004.tomostar',
      'warp/lam_ts_004.sh',
    ]);
  });

  test('has a tilt that was taken twice twice, the earlier one first', () => {
    const twice = withImages((_, at) => (at === 5 ? { tiltDeg: 7 } : {}));
    const rows = warpStar(textAt(forWarp(twice), 'warp/lam_ts_004.tomostar')).filter(
      (row) => row.wrpAngleTilt === '-7.00',
    );
    expect(rows.map((row) => row.wrpMovieName!.slice(-11))).toEqual(['003_7.0.tif', '06_19.0.tif']);
  });

  test('leaves out images without frames, and a sentence says so', () => {
    const { files, notes } = forWarp(withImages(({ frames }, at) => ({ frames: at > 4 ? null : frames })));
    expect(warpStar(textAt({ files, notes }, 'warp/lam_ts_004.tomostar'))).toHaveLength(5);
    expect(notes).toEqual(['The list of lam_ts_004 for WarpTools leaves out 3 images without frames.']);
  });

  test('is not made without axis, dose or frames', () => {
    expect(forWarp({ ...lamella, axisAngleDeg: null })).toEqual({
      files: [],
      notes: [
        'Nothing is made of lam_ts_004 for WarpTools: the direction of its tilt axis is not known. Its ts_import takes ' +
          'the mdoc with --tilt_exposure.',
      ],
    });
    expect(forWarp(withImages(() => ({ doseEPerA2: 0 }))).files).toEqual([]);
    expect(forWarp(withImages(() => ({ frames: null }))).files).toEqual([]);
  });

  test('of any series gives its images back by tilt', () => {
    fc.assert(
      fc.property(anySeries, (series) => {
        const framed = framedOf(series).toSorted((a, b) => a.tiltDeg - b.tiltDeg);
        const unknown = !hasDoses(series) || series.axisAngleDeg === null || framed.length === 0;
        expect(forWarp(series).files.some(({ path }) => path.endsWith('.tomostar'))).toBe(!unknown);
        if (unknown) return;
        const rows = warpStar(textAt(forWarp(series), `warp/${series.name}.tomostar`));
        expect(rows.map((row) => row.wrpMovieName!.replace(/^.*\//, ''))).toEqual(
          framed.map(({ frames }) => frames!.file),
        );
        const read = rows.map((row) => [row.wrpAngleTilt, row.wrpDose, row.wrpAxisAngle].map(Number));
        const meant = framed.map(({ tiltDeg, priorDoseEPerA2 }) => [-tiltDeg, priorDoseEPerA2, series.axisAngleDeg!]);
        expect(offBy(read, meant)).toBeLessThan(0.00501);
      }),
    );
  });
});

describe("Warp's import as a command", () => {
  const command = (series = lamella, ...more: string[]): readonly string[] =>
    argumentsOf(textAt(forWarp(series), 'warp/lam_ts_004.sh'), 'WARPTOOLS', ['the mdocs', 'fs', 'tomostar', ...more]);

  test('names the one mdoc, the mean exposure and what is subtracted from the tilts', () => {
    expect(command(lamella, '--min_intensity', '0.3')).toEqual([
      'ts_import',
      ...['--mdocs', 'the mdocs', '--pattern', 'lam_ts_004.mdoc', '--frameseries', 'fs'],
      ...['--tilt_exposure', '3.4063', '--tilt_offset', '10.00', '--output', 'tomostar', '--min_intensity', '0.3'],
    ]);
  });

  test('subtracts nothing where no slope is known', () => {
    expect(command({ ...lamella, slope: null })).not.toContain('--tilt_offset');
  });

  test('wants its three folders', () => {
    const text = textAt(forWarp(lamella), 'warp/lam_ts_004.sh');
    expect(() => argumentsOf(text, 'WARPTOOLS', ['mdocs', 'frames'])).toThrow('folder for the tomostars');
  });
});
