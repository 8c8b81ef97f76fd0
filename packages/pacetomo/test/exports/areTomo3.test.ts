import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forAreTomo3 } from '../../src/exports/areTomo3.ts';
import type { Series } from '../../src/series/series.ts';
import { anySeries, hasDoses } from './anySeries.ts';
import { lamella, withImages } from './lamella.ts';
import { numbersIn, offBy, textAt } from './reading.ts';
import { argumentsOf } from './shell.ts';

const script = (series: Series): string => textAt(forAreTomo3(series), 'aretomo3/lam_ts_004.sh');

/** What follows a tag, by CParseArgs.cpp (8a068cf): after its first occurrence, up to the next word like a tag. */
function valuesOf(words: readonly string[], tag: string): readonly string[] {
  const at = words.findIndex((word) => word.toLowerCase() === tag.toLowerCase());
  if (at < 0) return [];
  const after = words.slice(at + 1);
  const end = after.findIndex((word) => /^-[A-Za-z]/.test(word));
  return end < 0 ? after : after.slice(0, end);
}

describe('the command for AreTomo3', () => {
  const words = argumentsOf(script(lamella), 'ARETOMO3', ['/data/my frames', 'out']);

  test('takes the one mdoc beside the frames', () => {
    expect(valuesOf(words, '-InPrefix')).toEqual(['/data/my frames/lam_ts_004.mdoc']);
    expect(valuesOf(words, '-InSuffix')).toEqual(['.mdoc']);
    expect(valuesOf(words, '-OutDir')).toEqual(['out']);
    expect(valuesOf(words, '-Serial')).toEqual([]);
  });

  test('says pixel size of the frames, voltage as a whole number, and the axis, which is refined', () => {
    expect(valuesOf(words, '-PixSize')).toEqual(['1.3500']);
    expect(valuesOf(words, '-kV')).toEqual(['300']);
    expect(valuesOf(words, '-TiltAxis')).toEqual(['85.30', '1']);
  });

  test('says a negative axis so that AreTomo3 does not take it for a tag', () => {
    const turned = argumentsOf(script({ ...lamella, axisAngleDeg: -93.5 }), 'ARETOMO3', ['frames', 'out']);
    expect(valuesOf(turned, '-TiltAxis')).toEqual(['-93.50', '1']);
    expect(
      valuesOf(argumentsOf(script({ ...lamella, axisAngleDeg: null }), 'ARETOMO3', ['f', 'o']), '-TiltAxis'),
    ).toEqual([]);
  });

  test('lets a person say otherwise, since AreTomo3 takes the first of two', () => {
    const own = argumentsOf(script(lamella), 'ARETOMO3', [
      'frames',
      'out',
      '-TiltAxis',
      '84',
      '-1',
      '-Gain',
      'gain.mrc',
    ]);
    expect(valuesOf(own, '-TiltAxis')).toEqual(['84', '-1']);
    expect(valuesOf(own, '-Gain')).toEqual(['gain.mrc']);
    expect(valuesOf(own, '-kV')).toEqual(['300']);
  });

  test('gives the dose of a frame where all frames have the same, and leaves it to the mdoc where they differ', () => {
    const alike = withImages((_, at) => ({ doseEPerA2: at === 0 ? 4.5 : 4 }));
    expect(valuesOf(argumentsOf(script(alike), 'ARETOMO3', ['f', 'o']), '-FmDose')).toEqual(['0.50000']);
    expect(valuesOf(words, '-FmDose')).toEqual([]);
    const uncounted = withImages(({ frames }, at) => ({
      frames: { ...frames!, count: at === 4 ? null : 8 },
      doseEPerA2: 4,
    }));
    expect(valuesOf(argumentsOf(script(uncounted), 'ARETOMO3', ['f', 'o']), '-FmDose')).toEqual([]);
  });

  test('mentions how the sample lies: what AreTomo3 would have to add to the tilts', () => {
    expect(script(lamella)).toContain('-TiltCor 1 -10.00 lays the sample level');
    expect(script({ ...lamella, slope: null })).not.toContain('-TiltCor');
  });

  test('is not made for fewer than 7 images, without frames, voltage or pixel size', () => {
    const six = forAreTomo3({ ...lamella, images: lamella.images.slice(0, 6) });
    expect(six.notes).toEqual([
      'Nothing is made of lam_ts_004 for AreTomo3 to start from its frames: it has frames of 6 images, and AreTomo3 wants 7.',
    ]);
    expect(forAreTomo3(withImages(() => ({ frames: null }))).notes[0]).toContain('no frames of it were saved.');
    expect(forAreTomo3({ ...lamella, voltageKv: null, pixelSizeA: null }).notes[0]).toContain(
      'its pixel size is not known, and its voltage is not known.',
    );
  });

  test('is made without a dose, and a sentence says what AreTomo3 cannot do then', () => {
    const { files, notes } = forAreTomo3(withImages(() => ({ doseEPerA2: 0 })));
    expect(files.map(({ path }) => path)).toContain('aretomo3/lam_ts_004.sh');
    expect(notes).toEqual(['AreTomo3 cannot weight lam_ts_004 by dose: the dose of its images is not known.']);
  });
});

describe('the list of tilts with which AreTomo3 starts from a stack', () => {
  test('has tilt, order of acquisition from 1 and dose for each section (CTsPackage.cpp, 8a068cf)', () => {
    expect(textAt(forAreTomo3(lamella), 'aretomo3/lam_ts_004_TLT.txt').split('\n').slice(0, 5)).toEqual([
      '-1.99 8 3.2500',
      '1.02 7 3.2500',
      '3.98 4 3.2500',
      '7.00 3 3.2500',
      '10.01 1 4.5000',
    ]);
  });

  test('of any series is read back section by section', () => {
    fc.assert(
      fc.property(anySeries, (series) => {
        const read = numbersIn(textAt(forAreTomo3(series), `aretomo3/${series.name}_TLT.txt`));
        const meant = series.images
          .map(({ tiltDeg, doseEPerA2, section }, at) => ({
            section,
            line: hasDoses(series) ? [tiltDeg, at + 1, doseEPerA2] : [tiltDeg, at + 1],
          }))
          .toSorted((a, b) => a.section - b.section);
        expect(
          offBy(
            read,
            meant.map(({ line }) => line),
          ),
        ).toBeLessThan(0.00501);
      }),
    );
  });
});
