import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { brightnessOf } from '../../src/quality/brightness.ts';
import type { Series } from '../../src/series/series.ts';
import { plateSeries, realMdocs, seriesOfMdoc, usualTiltsDeg, withImages } from './plate.ts';

const partsOf = (series: Series) => brightnessOf(series).map((brightness) => brightness?.part ?? Number.NaN);

describe('the brightness that is expected at a tilt', () => {
  const plates = fc.record({
    thickness: fc.double({ min: 0.1, max: 1.5, noNaN: true }),
    slopeDeg: fc.double({ min: -18, max: 18, noNaN: true }),
  });

  test('is that of a tilted plate, however thick and however it slopes', () => {
    fc.assert(
      fc.property(plates, (plate) => {
        for (const part of partsOf(plateSeries(plate))) expect(Math.abs(part - 1)).toBeLessThan(0.04);
      }),
      { numRuns: 40 },
    );
  });

  test('is not changed by dark images, wherever they are', () => {
    const dark = fc.uniqueArray(fc.nat(40), { maxLength: 9 });
    fc.assert(
      fc.property(plates, dark, fc.double({ min: 0, max: 0.3, noNaN: true }), (plate, which, left) => {
        const series = withImages(plateSeries(plate), ({ counts }, at) =>
          which.includes(at) ? { counts: { ...counts!, mean: left * counts!.mean } } : {},
        );
        for (const [at, part] of partsOf(series).entries()) {
          if (which.includes(at)) expect(part).toBeLessThan(0.4);
          else expect(Math.abs(part - 1)).toBeLessThan(0.15);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('is that of the bright images, though a valve closed before half of the series was taken', () => {
    const series = withImages(plateSeries({ slopeDeg: 9 }), ({ counts }, at) =>
      at > 15 ? { counts: { ...counts!, mean: 0.7 } } : {},
    );
    for (const [at, part] of partsOf(series).entries()) {
      if (at > 15) expect(part).toBeLessThan(0.01);
      else expect(part).toBeCloseTo(1, 1);
    }
  });

  test('goes with the time of exposure', () => {
    const series = withImages(plateSeries({ slopeDeg: -11 }), ({ counts }, at) =>
      at === 20 ? { exposureS: 2.6, counts: { ...counts!, mean: 2 * counts!.mean } } : {},
    );
    for (const part of partsOf(series)) expect(part).toBeCloseTo(1, 1);
  });

  test('is looked for near the slope that is known', () => {
    const leaning = plateSeries({ slopeDeg: 27, tiltsDeg: usualTiltsDeg.slice(0, 35) });
    for (const part of partsOf({ ...leaning, slope: { pretiltDeg: 24, rotationDeg: 0 } }))
      expect(part).toBeCloseTo(1, 1);
  });

  test('is not known from four images, nor without counts, nor where 32768 was subtracted from them', () => {
    const series = plateSeries();
    expect(brightnessOf({ ...series, images: series.images.slice(0, 4) })).toEqual([null, null, null, null]);
    expect(new Set(brightnessOf(withImages(series, () => ({ counts: null }))))).toEqual(new Set([null]));
    const subtracted = withImages(series, ({ counts }) => ({ counts: { ...counts!, mean: counts!.mean - 32768 } }));
    expect(new Set(brightnessOf(subtracted))).toEqual(new Set([null]));
  });
});

const real = existsSync(realMdocs) ? describe : describe.skip;

real('the brightness of real series (skipped without ../shared/data)', () => {
  test('of cryoCAT is as expected within two per cent in all of 60 images', () => {
    const parts = partsOf(seriesOfMdoc('cryocat_017.mdoc'));
    expect(parts).toHaveLength(60);
    for (const part of parts) expect(Math.abs(part - 1)).toBeLessThan(0.02);
  });

  test('of EMPIAR-10164 is missing at -60° and as expected at all other tilts', () => {
    const { images } = seriesOfMdoc('mdocfile_tilt_series.mdoc');
    for (const [at, part] of partsOf(seriesOfMdoc('mdocfile_tilt_series.mdoc')).entries()) {
      if (images[at]!.tiltDeg < -59) expect(part).toBeLessThan(0.02);
      else expect(Math.abs(part - 1)).toBeLessThan(0.03);
    }
  });

  test('of SwissOpenEM TS_41, a lamella that was lost beyond +38° and -55°, shows where it was lost', () => {
    const { images } = seriesOfMdoc('swissopenem_TS_41.mrc.mdoc');
    for (const [at, part] of partsOf(seriesOfMdoc('swissopenem_TS_41.mrc.mdoc')).entries()) {
      const { tiltDeg } = images[at]!;
      if (tiltDeg < -57) expect(part, `${tiltDeg}`).toBeLessThan(0.9);
      else if (tiltDeg > 37) expect(part, `${tiltDeg}`).toBeGreaterThan(1.1);
      else expect(Math.abs(part - 1), `${tiltDeg}`).toBeLessThan(0.04);
    }
  });
});
