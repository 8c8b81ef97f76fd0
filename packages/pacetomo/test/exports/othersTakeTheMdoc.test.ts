import { describe, expect, test } from 'vitest';
import { forNextPyp } from '../../src/exports/nextPyp.ts';
import { forScipion } from '../../src/exports/scipion.ts';
import { forTomoman } from '../../src/exports/tomoman.ts';
import { lamella, withImages } from './lamella.ts';
import { numbersIn, textAt } from './reading.ts';

describe('nextPYP', () => {
  const made = forNextPyp(lamella);

  test('takes a stack with a tilt and an order from 0 for each section (preprocess/core.py, b2b4a36)', () => {
    expect(numbersIn(textAt(made, 'nextpyp/lam_ts_004.rawtlt')).flat()).toEqual([
      -1.99, 1.02, 3.98, 7, 10.01, 13.02, 16.03, 19.01,
    ]);
    expect(numbersIn(textAt(made, 'nextpyp/lam_ts_004.order')).flat()).toEqual([7, 6, 3, 2, 0, 1, 4, 5]);
  });

  test('gets no lists of a stack that is not sorted, since it sorts one of the two', () => {
    expect(forNextPyp(withImages((_, at) => ({ section: at })))).toEqual({
      files: [],
      notes: ['Nothing is made of lam_ts_004 for nextPYP to start from its stack: its stack is not sorted by tilt.'],
    });
  });
});

describe('Scipion', () => {
  test('needs no file besides the mdoc', () => {
    expect(forScipion(lamella)).toEqual({ files: [], notes: [] });
  });

  test('refuses an mdoc without dose, axis, pixel size or voltage (convert/mdoc.py, cdad193)', () => {
    const poor = { ...withImages(() => ({ doseEPerA2: 0 })), axisAngleDeg: null, pixelSizeA: null, voltageKv: null };
    expect(forScipion(poor).notes).toEqual([
      'Nothing is made of lam_ts_004 for Scipion: the dose of its images is not known, and the direction of its tilt axis ' +
        'is not known, and its pixel size is not known, and its voltage is not known. Its import takes the mdoc, and what ' +
        'is missing from a person.',
    ]);
    expect(forScipion({ ...lamella, axisAngleDeg: 0 }).notes[0]).toContain('a tilt axis at 0° for a missing one');
  });
});

describe('TOMOMAN', () => {
  test('needs no file besides the mdoc', () => {
    expect(forTomoman(lamella)).toEqual({ files: [], notes: [] });
  });

  test('ends at an image without one of its keys (tm_parse_mdoc.m, 0769692)', () => {
    const gaps = withImages(({ frames }, at) => {
      if (at === 1) return { exposureS: null };
      if (at === 2) return { targetDefocusUm: null };
      if (at === 3) return { frames: null };
      return at === 4 ? { frames: { ...frames!, count: null } } : {};
    });
    expect(forTomoman(gaps).notes).toEqual([
      'TOMOMAN does not take the mdoc of lam_ts_004: not every image has ExposureTime, and not every image has ' +
        'TargetDefocus, and not every image has SubFramePath, and not every image has NumSubFrames.',
    ]);
    expect(forTomoman({ ...lamella, axisAngleDeg: null }).notes[0]).toContain('tilt axis is not known');
  });
});
