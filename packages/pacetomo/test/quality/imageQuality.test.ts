import { expect, test } from 'vitest';
import { judgeImages } from '../../src/quality/imageQuality.ts';
import type { Series, SeriesImage } from '../../src/series/series.ts';
import { plateSeries, withImages } from './plate.ts';

/** What is said of the image at +6° when something is different in it. */
function judged(change: Partial<SeriesImage>, ofSeries: Partial<Series> = {}) {
  const series = { ...plateSeries(), ...ofSeries };
  const { grade, remarks } = judgeImages(withImages(series, (_, at) => (at === 22 ? change : {})))[22]!;
  return { grade, remarks };
}

const counts = (mean: number) => ({ counts: { least: 0, most: 5000, mean } });
const good = { grade: 'good', remarks: [] };

test.each<readonly [string, Partial<SeriesImage>, string, string]>([
  ['with a valve closed', counts(2.4), 'bad', 'dark: 2.4 counts where 930 were expected'],
  ['with a bar in a corner', counts(641), 'fair', 'dim: 641 counts where 930 were expected'],
  ['with thin ice', counts(1290), 'fair', 'bright: 1290 counts where 930 were expected'],
  ['beside the lamella', counts(1700), 'bad', 'nothing in the way: 1700 counts where 930 were expected'],
  [
    'in which the target is at the border',
    { offUm: { x: 0.3, y: -0.4 } },
    'bad',
    'the target is 0.50 µm off in a field of 1.02 µm',
  ],
  [
    'in which the target is off',
    { offUm: { x: -0.16, y: 0.05 } },
    'fair',
    'the target is 0.17 µm off in a field of 1.02 µm',
  ],
  ['that could not be aligned', { offUm: null }, 'fair', 'the target was not found in it'],
])('an image %s is told from the others', (_, change, grade, remark) => {
  expect(judged(change)).toEqual({ grade, remarks: [remark] });
});

test('images out of focus are told from one whose fit failed', () => {
  const series = withImages(plateSeries(), (_, at) => {
    const isOff = at >= 22 && at < 30;
    return { ctf: { defocusUm: at === 9 || at === 25 ? -1.1 : isOff ? -6.1 : -4.6, resolutionA: null } };
  });
  const off = judgeImages(series).filter(({ grade }) => grade !== 'good');
  expect(off.map(({ section }) => section)).toEqual([22, 23, 24, 25, 26, 27, 28, 29]);
  for (const { grade, remarks } of off)
    expect({ grade, remarks }).toEqual({ grade: 'fair', remarks: ['defocus about -6.1 µm where -4.5 µm were wanted'] });
  expect(off[3]).toMatchObject({ defocusUm: -1.1, targetDefocusUm: -4.5 }); // what was measured stays
});

test('an image may have more than one fault', () => {
  expect(judged({ ...counts(2.4), offUm: null })).toEqual({
    grade: 'bad',
    remarks: ['dark: 2.4 counts where 930 were expected', 'the target was not found in it'],
  });
});

test('the first image is what the next is compared with, and nobody can say how far it is off', () => {
  const series = withImages(plateSeries(), (_, at) => (at === 0 ? { offUm: null } : {}));
  expect(judgeImages(series)[0]).toMatchObject(good);
});

test('an image whose counts nobody wrote down is unknown', () => {
  expect(judged({ counts: null })).toEqual({ grade: 'unknown', remarks: [] });
});

test('without a size of its pixels nobody knows whether an offset is large', () => {
  expect(judged({}, { pixelSizeA: null })).toEqual({ grade: 'fair', remarks: [] });
});

test('an image that moves by more than two pixels during a frame is blurred', () => {
  const drifts = judgeImages(plateSeries(), (section) => [4.9, 5.1][section] ?? null).slice(0, 3);
  expect(drifts.map(({ driftA, grade, remarks }) => ({ driftA, grade, remarks }))).toEqual([
    { driftA: 4.9, ...good },
    { driftA: 5.1, grade: 'fair', remarks: ['it moved by 5.1 Å from frame to frame'] },
    { driftA: null, ...good },
  ]);
});
