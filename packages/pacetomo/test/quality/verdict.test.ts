import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ImageGrade } from '../../src/quality/imageQuality.ts';
import type { Verdict } from '../../src/quality/quality.ts';
import { judgeSeries, verdictOf } from '../../src/quality/verdict.ts';
import type { Series, SeriesImage, WantedTilt } from '../../src/series/series.ts';
import { plateSeries, usualTiltsDeg, withImages } from './plate.ts';

/** From the worst. */
const verdicts: readonly Verdict[] = ['poor', 'unknown', 'usable', 'good'];

/** A series of which some tilts were not taken. */
function without(
  series: Series,
  isMissing: (tiltDeg: number) => boolean,
  became: 'lost' | 'skipped' = 'skipped',
): Series {
  return {
    ...series,
    images: series.images.filter(({ tiltDeg }) => !isMissing(Math.round(tiltDeg))),
    wanted: (series.wanted ?? []).map(
      (tilt): WantedTilt => (isMissing(tilt.tiltDeg) ? { ...tilt, became, why: 'It was too dark.' } : tilt),
    ),
  };
}

const dimmed = ({ counts }: SeriesImage, part: number): Partial<SeriesImage> => ({
  counts: counts && { ...counts, mean: part * counts.mean },
});

describe('a series', () => {
  test('in which everything is right is good, and says by what', () => {
    const { verdict, reasons, usableTilts, missing, doseEPerA2 } = judgeSeries(plateSeries());
    expect({ verdict, usableTilts, missing }).toEqual({ verdict: 'good', usableTilts: 41, missing: [] });
    expect(doseEPerA2).toBeCloseTo(0.9 + 41 * 3.1);
    expect(reasons).toEqual([
      '41 of 41 wanted tilts are usable.',
      'They reach from -60° to +60°, the widest gap is 3.0°.',
      'The target is 5 nm off in the median, 5 nm at most in a field of 1023 nm.',
      'Defocus was measured in 41 of 41 images and is 0.10 µm beside the wanted one in the median, within 0.10 µm in nine of ten; rings are seen to 9.5 Å.',
      'Dose 128 e/Å² in all.',
    ]);
  });

  test('is good with a tilt missing here and there, and says which and why', () => {
    const { verdict, reasons } = judgeSeries(without(plateSeries(), (tiltDeg) => [-57, 12, 33].includes(tiltDeg)));
    expect(verdict).toBe('good');
    expect(reasons).toContain('38 of 41 wanted tilts are usable.');
    expect(reasons).toContain('-57°, +12°, +33° not exposed: It was too dark.');
  });

  test('is usable with a branch that ends early', () => {
    const { verdict, coverage } = judgeSeries(without(plateSeries(), (tiltDeg) => tiltDeg > 36));
    expect(verdict).toBe('usable');
    expect(coverage).toMatchObject({ images: 33, fromDeg: -59.99, toDeg: 36.01 });
  });

  test('is poor with six tilts, however good they are, and says that these are too few', () => {
    const few = without(plateSeries(), (tiltDeg) => Math.abs(tiltDeg) % 24 > 1);
    const { verdict, reasons } = judgeSeries({ ...few, images: few.images.slice(0, 6), wanted: null });
    expect(verdict).toBe('poor');
    expect(reasons).toContain('A tomogram takes 7 tilts at least.');
  });

  test('is poor with half a branch in the shadow of a bar', () => {
    const { verdict, reasons } = judgeSeries(
      withImages(plateSeries(), (image) => (image.tiltDeg > 16 ? dimmed(image, 0.04) : {})),
    );
    expect(verdict).toBe('poor');
    expect(reasons[0]).toBe('26 of 41 wanted tilts are usable.');
    expect(reasons[2]).toMatch(
      /^Better left out: \+18° \(dark: \d+ counts where \d+ were expected\), .* and 10 more\.$/,
    );
  });

  test('is poor with a hole in the middle, though both sides are whole', () => {
    const { verdict, reasons } = judgeSeries(without(plateSeries(), (tiltDeg) => Math.abs(tiltDeg) < 9, 'lost'));
    expect(verdict).toBe('poor');
    expect(reasons).toContain('They reach from -60° to -9°, the widest gap is 3.0°; 18 more lie beyond a wide gap.');
    expect(reasons).toContain('-6°, -3°, 0°, +3°, +6° exposed, but no image was saved: It was too dark.');
  });

  test('is usable with every second tilt, and poor with every third, whatever its range', () => {
    const every = (nth: number) => judgeSeries(without(plateSeries(), (tiltDeg) => (tiltDeg / 3) % nth !== 0)).verdict;
    expect([every(2), every(3)]).toEqual(['usable', 'poor']);
  });

  test('of steps that were planned wide has no gaps for it', () => {
    const tiltsDeg = Array.from({ length: 9 }, (_, at) => 15 * at - 60);
    expect(judgeSeries(plateSeries({ tiltsDeg })).verdict).toBe('good');
  });

  test('of six tilts is poor: AreTomo3 takes none of fewer than seven', () => {
    expect(judgeSeries(plateSeries({ tiltsDeg: [-9, -6, -3, 0, 3, 6, 9] })).verdict).toBe('good');
    expect(judgeSeries(plateSeries({ tiltsDeg: [-6, -3, 0, 3, 6, 9] })).verdict).toBe('poor');
  });

  test('of which nobody measured where the target is, is usable and not good', () => {
    const { verdict, reasons } = judgeSeries({
      ...withImages(plateSeries(), () => ({ offUm: null, step: null })),
      ofRun: null,
    });
    expect(verdict).toBe('usable');
    expect(reasons).toContain('How far the target is off is not known.');
  });

  test('without counts is unknown, and poor all the same when it is too short', () => {
    const series = withImages(plateSeries(), () => ({ counts: null }));
    expect(judgeSeries(series).verdict).toBe('unknown');
    expect(judgeSeries(series).reasons[0]).toBe('0 of 41 wanted tilts are known to be usable.');
    expect(judgeSeries(series).reasons).toContain('Whether images are dark is not known.');
    expect(judgeSeries(without(series, (tiltDeg) => Math.abs(tiltDeg) > 30)).verdict).toBe('poor');
  });

  test('without images is poor', () => {
    expect(judgeSeries(without(plateSeries(), () => true))).toMatchObject({
      verdict: 'poor',
      coverage: null,
      images: [],
    });
    expect(judgeSeries({ ...plateSeries(), images: [], wanted: null }).verdict).toBe('poor');
  });

  test('is the same when it went through JSON', () => {
    const quality = judgeSeries(plateSeries());
    expect(JSON.parse(JSON.stringify(quality))).toEqual(quality);
  });
});

describe('a verdict', () => {
  const grades = fc.array(fc.constantFrom<ImageGrade>('good', 'good', 'good', 'fair', 'bad', 'unknown'), {
    minLength: 41,
    maxLength: 41,
  });
  const wanted = plateSeries().wanted;

  test('is never better when an image is taken away, whether or not tilts were wanted', () => {
    fc.assert(
      fc.property(
        grades,
        fc.nat(40),
        fc.boolean(),
        fc.subarray([...usualTiltsDeg], { minLength: 20 }),
        (all, lost, isPlanned, tilts) => {
          const images = tilts.map((tiltDeg, at) => ({ tiltDeg, grade: all[at]! }));
          const left = images.filter((_, at) => at !== lost % images.length);
          const judged = [images, left].map((some) => verdicts.indexOf(verdictOf(some, isPlanned ? wanted : null)));
          expect(judged[1]).toBeLessThanOrEqual(judged[0]!);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('is never better when an image becomes worse', () => {
    const worse: Readonly<Record<ImageGrade, ImageGrade>> = {
      good: 'fair',
      fair: 'unknown',
      unknown: 'bad',
      bad: 'bad',
    };
    fc.assert(
      fc.property(grades, fc.nat(40), (all, which) => {
        const judge = (some: readonly ImageGrade[]) =>
          verdicts.indexOf(
            verdictOf(
              some.map((grade, at) => ({ tiltDeg: usualTiltsDeg[at]!, grade })),
              wanted,
            ),
          );
        expect(judge(all.map((grade, at) => (at === which ? worse[grade] : grade)))).toBeLessThanOrEqual(judge(all));
      }),
      { numRuns: 1000 },
    );
  });

  test('of a whole series is never better when one of its images is lost', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(40), { minLength: 1, maxLength: 30 }), (lost) => {
        const ranks = lost.map((_, count) => {
          const gone = lost.slice(0, count + 1).map((at) => usualTiltsDeg[at]);
          return verdicts.indexOf(judgeSeries(without(plateSeries(), (tiltDeg) => gone.includes(tiltDeg))).verdict);
        });
        expect(ranks).toEqual(ranks.toSorted((a, b) => b - a));
      }),
      { numRuns: 8 },
    );
  });
});
