import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { namesIn, textIn } from './acquisition.ts';
import { cryoemTools, cryoemToolsMdocs } from './cryoemTools.ts';
import { dataPortal } from './dataPortal.ts';
import { finished } from './finished.ts';
import { mdocSections } from './imod.ts';
import { mdocfile } from './mdocfile.ts';
import { murfey } from './murfey.ts';
import { byTilt, expectClose, fileName, framesOf, tiltsOf } from './taken.ts';

// What a run leaves, read by the rules of pipelines of facilities, of archives, and of what works with the mdoc of a stack.

const angleDeg = 0.01;
/** Titles have the axis to a tenth of a degree. */
const axisDeg = 0.051;

describe.each(['lam', '2-a.b'])('a run whose names begin with %s', (root) => {
  const { run, eachSeries, mdocOf, exported } = finished(root);

  describe('is known to Murfey (python-murfey 1b858e45, util/mdoc.py, contexts/tomo.py)', () => {
    test('by the number of its sections and the values of the first one', () =>
      eachSeries((series) => {
        const known = murfey(mdocOf(series), `${series.name}.mdoc`);
        expect(known).toMatchObject({ tag: series.name, tiltCount: 9, voltageKv: run().voltageKv, extension: '.mrc' });
        expect(known.pixelSizeM).toBeCloseTo(run().pixelSizeA * 1e-10, 12);
      }));

    test('by the names of its frames, of which it takes the last five parts away, and the first number with a point for the angle', () =>
      eachSeries(({ name, taken }) => {
        for (const { frame, tiltDeg } of taken) {
          expect(frame.split('_').slice(0, -5).join('_')).toBe(name);
          const angle = frame
            .replace(/\.[^.]*$/, '')
            .split('_')
            .find((part) => /\..*\d$/.test(part));
          expect(Math.abs(Number(angle) - tiltDeg)).toBeLessThan(0.5);
        }
      }));
  });

  describe('is known to cryoem_tools (cryoem_tools a72e131, em_classes.py, t_alignframes.py)', () => {
    test('by the mdoc of the stack, and keeps what PACEtomo adds to SerialEM’s keys', () => {
      expect(cryoemToolsMdocs(namesIn(run(), '.'))).toEqual(run().series.map(({ stack }) => `${stack}.mdoc`));
      eachSeries(({ stack, taken }) => {
        const tilts = cryoemTools(textIn(run(), `${stack}.mdoc`));
        expect(tilts.map(({ newSubFramePath }) => fileName(newSubFramePath))).toEqual(
          byTilt(taken).map(({ frame }) => frame),
        );
        for (const { words } of tilts) {
          expect(words.get('SpecimenShift')).toHaveLength(2);
          expect(words.get('EucentricOffset')).toHaveLength(1);
        }
      });
    });
  });

  describe('is taken by the CryoET Data Portal (cryoet-data-portal-backend 87d1ca4a, data_validation)', () => {
    test('with one mdoc entry for each frame file, as many frames in it as said, and its raw tilts', () =>
      eachSeries((series) => {
        const own = new Set(framesOf(series.taken));
        const counts = [...own].map((frame) => [frame, framesIn(join(run().frames, frame))] as const);
        const found = dataPortal(mdocOf(series), {
          frames: new Map(counts),
          rawTilt: exported(`imod/${series.name}.rawtlt`),
        });
        expectClose([found], [run().axisAngleDeg], axisDeg);
      }));
  });

  test('has as many sections in the mdoc of a stack as in the stack, in the same order (IMOD, extracttilts -mdoc, alignframes -mdoc)', () =>
    eachSeries(({ stack, taken }) => {
      const text = textIn(run(), `${stack}.mdoc`);
      expect(mdocSections(text)).toBe(9);
      expectClose(
        mdocfile(text).sections.map((section) => Number(section.get('TiltAngle'))),
        tiltsOf(byTilt(taken)),
        angleDeg,
      );
    }));
});

/** Sections of an MRC file, by its header. */
const framesIn = (path: string): number => readFileSync(path).readInt32LE(8);
