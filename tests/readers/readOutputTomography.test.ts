import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type TakenSeries, textIn } from './acquisition.ts';
import { areTomo3 } from './areTomo3.ts';
import { finished } from './finished.ts';
import { nextPyp } from './nextPyp.ts';
import { scipion } from './scipion.ts';
import { expectClose, fileName, framesOf, summed, tiltsOf } from './taken.ts';
import { tomoman } from './tomoman.ts';

// What a run leaves, read by the rules of the programs that make tomograms.

/** Doses in mdocs have six digits. */
const doseE = 0.005;
const angleDeg = 0.01;
/** Titles have the axis to a tenth of a degree. */
const axisDeg = 0.051;

describe.each(['lam', '2-a.b'])('a run whose names begin with %s', (root) => {
  const { run, eachSeries, mdocs, mdocOf, frameFiles } = finished(root);

  describe('is known to AreTomo3 (AreTomo3 8a068cf, CReadMdoc.cpp)', () => {
    const seen = ({ name }: TakenSeries) => areTomo3(readFileSync(join(run().frames, `${name}.mdoc`)), 'frames/');

    test('from an mdoc in the folder of the frames, with a movie for each image', () =>
      eachSeries((series) => {
        expect(seen(series).map(({ movie }) => movie)).toEqual(series.taken.map(({ frame }) => `frames/${frame}`));
      }));

    test('by angles, and an order by DateTime in which no two images are alike', () =>
      eachSeries((series) => {
        expectClose(tiltsOf(seen(series)), tiltsOf(series.taken), angleDeg);
        expect(seen(series).map(({ acquisitionIndex }) => acquisitionIndex)).toEqual(series.taken.map((_, i) => i));
      }));

    test('by doses, and by exposure times in the same proportion, for the first image too', () =>
      eachSeries((series) => {
        const doses = series.taken.map(({ doseEPerA2 }) => doseEPerA2);
        const total = doses.reduce((sum, dose) => sum + dose, 0);
        expectClose(
          seen(series).map(({ doseEPerA2 }) => doseEPerA2),
          doses,
          doseE,
        );
        expectClose(
          seen(series).map(({ partOfTotalDose }) => partOfTotalDose),
          doses.map((dose) => dose / total),
          0.001,
        );
      }));

    test('with each word that it looks for in one line of a section alone, whatever keys of ours are there', () =>
      eachSeries((series) => {
        const [, ...sections] = mdocOf(series)
          .split(/^\[/m)
          .filter((part) => !part.startsWith('T ='));
        expect(sections).toHaveLength(9);
        for (const section of sections) {
          const lines = section.split('\n');
          expect(lines.some((line) => line.startsWith('PACE.'))).toBe(true);
          for (const word of ['TiltAngle', 'ExposureDose', 'SubFramePath', 'ExposureTime', 'DateTime', 'ZValue'])
            expect(
              lines.filter((line) => line.includes(word)),
              word,
            ).toHaveLength(1);
        }
      }));

    test('without a line of more than 250 bytes', () =>
      eachSeries(({ name }) => {
        const lines = readFileSync(join(run().frames, `${name}.mdoc`), 'latin1').split('\n');
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(250);
      }));
  });

  describe('is known to Scipion (scipion-em-tomo cdad193, convert/mdoc.py)', () => {
    test('from an mdoc in the folder of the frames, which it refuses when anything is missing', () =>
      eachSeries((series) => {
        const path = `frames/${series.name}.mdoc`;
        const known = scipion(textIn(run(), path), path, (movie) => frameFiles().includes(fileName(movie)));
        expect(known).toMatchObject({ name: series.name, voltageKv: run().voltageKv });
        expectClose([known.axisAngleDeg, known.pixelSizeA], [run().axisAngleDeg, run().pixelSizeA], axisDeg);
        expect(known.tilts.map(({ movie }) => fileName(movie))).toEqual(framesOf(series.taken));
        expectClose(tiltsOf(known.tilts), tiltsOf(series.taken), angleDeg);
        expectClose(
          known.tilts.map(({ accumulatedDoseEPerA2 }) => accumulatedDoseEPerA2),
          summed(series.taken),
          doseE,
        );
      }));
  });

  describe('is known to TOMOMAN (TOMOMAN 0769692, tm_import_new_stacks.m, tm_parse_mdoc.m)', () => {
    test('by the mdoc in the order of acquisition, in which it sums the doses, and by all its keys', () =>
      eachSeries((series) => {
        const known = tomoman(`${series.name}.mdoc`, mdocOf(series), { stacks: null, frames: frameFiles() });
        expectClose(
          known.tilts.map(({ doseEPerA2 }) => doseEPerA2),
          summed(series.taken),
          doseE,
        );
        expectClose(tiltsOf(known.tilts), tiltsOf(series.taken), angleDeg);
        expect(known.tilts.map(({ frame }) => frame)).toEqual(framesOf(series.taken));
        expectClose([known.axisAngleDeg, known.pixelSizeA], [run().axisAngleDeg, run().pixelSizeA], axisDeg);
      }));
  });

  describe('is known to nextPYP (pyp b2b4a36d, project_params.py, preprocess/core.py)', () => {
    test('as series by their names in ImageFile, one mdoc for each', () => {
      expect(nextPyp(mdocs()).map(({ name }) => name)).toEqual(run().series.map(({ name }) => name));
    });

    test('by frames, angles and order, each section giving the angle before the frames before the time', () =>
      eachSeries((series) => {
        const known = nextPyp(mdocs()).find(({ name }) => name === series.name);
        expect(known?.tilts.map(({ frame }) => frame)).toEqual(framesOf(series.taken));
        expectClose(tiltsOf(known?.tilts ?? []), tiltsOf(series.taken), angleDeg);
        expectClose([known?.rotationDeg ?? Number.NaN], [run().axisAngleDeg + 90], axisDeg);
      }));
  });
});
