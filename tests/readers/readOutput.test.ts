import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { namesIn, type TakenSeries, textIn } from './acquisition.ts';
import { finished } from './finished.ts';
import { mdocfile } from './mdocfile.ts';
import { relion5 } from './relion5.ts';
import { byTilt, expectClose, framesOf, summed, tiltsOf } from './taken.ts';
import { warp1, warp1Series } from './warp1.ts';
import { warpTools, warpToolsMdocs } from './warpTools.ts';

// What a run leaves is read here by the rules of the programs that come after it, each written down anew from its source;
// badSamples.test.ts shows that these readers refuse or misread what the programs do. Here those that begin with frames.

/** Doses in mdocs have six digits. */
const doseE = 0.005;
const angleDeg = 0.01;
/** Titles have the axis to a tenth of a degree. */
const axisDeg = 0.051;

describe.each(['lam', '2-a.b'])('a run whose names begin with %s', (root) => {
  const { run, eachSeries, mdocs, mdocOf, frameFiles } = finished(root);

  describe('is known to WarpTools 2 (warp e321344, ImportTiltseries.cs)', () => {
    const frameSeries = () => new Set(frameFiles().map((name) => name.replace(/\.[^.]*$/, '')));
    const seen = (series: TakenSeries) => warpTools(mdocOf(series), frameSeries(), 3);

    test('by its angles to 0.01°, lowest first, and their order by DateTime, in the mdoc of the sorted stack too', () =>
      eachSeries((series) => {
        const ofStack = warpTools(textIn(run(), `${series.stack}.mdoc`), frameSeries(), 3);
        for (const tilts of [seen(series), ofStack]) {
          expectClose(tiltsOf(tilts), tiltsOf(byTilt(series.taken)), angleDeg);
          const inTime = [...tilts].sort((a, b) => a.order - b.order);
          expectClose(tiltsOf(inTime), tiltsOf(series.taken), angleDeg);
        }
      }));

    test('by the frames of every image, and the axis from the title with its comma', () =>
      eachSeries((series) => {
        expect(seen(series).map(({ frame }) => frame)).toEqual(framesOf(byTilt(series.taken)));
        expectClose([...new Set(seen(series).map(({ axisAngleDeg }) => axisAngleDeg))], [run().axisAngleDeg], axisDeg);
      }));

    test.each(['export/mdoc', '.'])('as one series for each target, whichever mdocs it takes from %s', (folder) => {
      const tomostars = warpToolsMdocs(namesIn(run(), folder)).map(({ tomostar }) => tomostar);
      const stems = run().series.map(({ name, stack }) => (folder === '.' ? stack.replace(/\.mrc$/, '') : name));
      expect(tomostars).toEqual(stems.map((stem) => `${stem}.tomostar`));
    });
  });

  describe('is known to Warp 1 (warp e321344, DialogTomoImportImod.xaml.cs)', () => {
    test('as one series for each mdoc', () => {
      expect([...warp1Series(namesIn(run(), 'export/mdoc'))]).toEqual(
        run().series.map(({ name }) => [name, [`${name}.mdoc`]]),
      );
    });

    test('by angles to 0.1° and the sum of ExposureDose in the order of time, which it reads with two blanks alone', () =>
      eachSeries((series) => {
        expect(warp1(mdocOf(series)).every(({ hasTime }) => hasTime)).toBe(true);
        const inTime = [...warp1(mdocOf(series))].sort((a, b) => a.doseEPerA2 - b.doseEPerA2);
        expectClose(tiltsOf(inTime), tiltsOf(series.taken), axisDeg);
        expectClose(
          inTime.map(({ doseEPerA2 }) => doseEPerA2),
          summed(series.taken),
          doseE,
        );
        expectClose(
          inTime.map(({ axisAngleDeg }) => axisAngleDeg),
          series.taken.map(() => run().axisAngleDeg),
          0.051,
        );
      }));

    test('by its movies, where SerialEM runs on Windows and writes backslashes', () =>
      eachSeries((series) => {
        const onWindows = mdocOf(series).replace(/^SubFramePath = .*$/gm, (line) => line.replaceAll('/', '\\'));
        expect(warp1(onWindows).map(({ movie }) => movie)).toEqual(framesOf(byTilt(series.taken)));
      }));
  });

  describe('is known to RELION 5 (relion 73f0a3c0, import_tilt_series/serialem.py)', () => {
    const seen = () =>
      relion5(
        mdocs(),
        frameFiles().map((name) => `frames/${name}`),
      );

    test('as series of their own names, each from its own mdoc (relion#1327, #1187)', () => {
      expect(seen().map(({ name, mdoc }) => [name, mdoc])).toEqual(
        run().series.map(({ name }) => [name, `${name}.mdoc`]),
      );
    });

    test('by a movie for each image, found by its name before the first dot (relion#1165)', () => {
      const movies = seen().flatMap(({ tilts }) => tilts.map(({ movie }) => movie));
      expect(movies).toEqual(run().series.flatMap(({ taken }) => taken.map(({ frame }) => `frames/${frame}`)));
      expect(new Set(movies).size).toBe(movies.length);
    });

    test('by angles, exposures up to and with each image, and numbers of frames', () =>
      eachSeries(({ name, taken }) => {
        const tilts = seen().find((series) => series.name === name)?.tilts ?? [];
        expectClose(tiltsOf(tilts), tiltsOf(taken), angleDeg);
        const exposures = tilts.map(({ preExposureEPerA2 }) => preExposureEPerA2);
        expectClose(exposures, summed(taken), doseE);
        expect(tilts.every(({ nominalDefocusUm }) => nominalDefocusUm === -5)).toBe(true);
        const counts = taken.map(({ frame }) => framesIn(join(run().frames, frame)));
        expect(tilts.map(({ frameCount }) => frameCount)).toEqual(counts);
      }));
  });

  describe('is known to mdocfile (mdocfile e90d955, data_models.py)', () => {
    test('with the right types of all keys, and one “=” in each line above the sections', () =>
      eachSeries((series) => {
        const { globals, sections, titles } = mdocfile(mdocOf(series));
        expect(titles).toHaveLength(2);
        expect(Number(globals.get('PixelSpacing'))).toBeCloseTo(run().pixelSizeA, 2);
        expect(globals.get('Voltage')).toBe(String(run().voltageKv));
        expectClose(
          sections.map((section) => Number(section.get('TiltAngle'))),
          tiltsOf(series.taken),
          angleDeg,
        );
      }));
  });
});

/** Sections of an MRC file, by its header. */
const framesIn = (path: string): number => readFileSync(path).readInt32LE(8);
