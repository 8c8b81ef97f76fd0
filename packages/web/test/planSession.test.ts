import fc from 'fast-check';
import { defaultSettings } from 'pacetomo/page';
import { expect, test } from 'vitest';
import { inOrder, moved, toggled } from '../src/pages/plan/areaOrder.ts';
import { reachPicture } from '../src/pages/plan/reachPicture.ts';
import { diskWords, durationWords } from '../src/pages/plan/reportWords.ts';
import { pictureOf, scheduleWith, ticksOf } from '../src/pages/plan/schemePicture.ts';

test('the picture of a series has its images in the order of acquisition, with the dose of each', () => {
  const picture = pictureOf(scheduleWith({ ...defaultSettings(), minTiltDeg: -6, maxTiltDeg: 6, groupSize: 1 }), 2.5);
  if (picture.kind !== 'series') throw new Error(picture.why);
  expect(picture.points.map(({ tilt }) => tilt.deg)).toEqual([0, 3, -3, 6, -6]);
  expect(picture.points.map(({ after }) => after)).toEqual([2.5, 5, 7.5, 10, 12.5]);
  expect([picture.lowestDeg, picture.highestDeg]).toEqual([-6, 6]);
});

test('a series that cannot be made says why', () => {
  const out = scheduleWith({ ...defaultSettings(), startTiltDeg: 50, maxTiltDeg: 40 });
  expect(pictureOf(out, 1)).toMatchObject({ kind: 'none', why: expect.stringContaining('outside the range') });
  const list = scheduleWith({ ...defaultSettings(), tiltScheme: 'list', tiltListDeg: '3' });
  expect(pictureOf(list, 1)).toMatchObject({ kind: 'none', why: expect.stringContaining('at least two angles') });
});

test('the ticks of an axis lie within it and are equally far apart', () => {
  fc.assert(
    fc.property(fc.integer({ min: -90, max: 80 }), fc.integer({ min: 1, max: 170 }), (low, span) => {
      const ticks = ticksOf(low, low + span, 6);
      expect(ticks.every((tick) => tick >= low && tick <= low + span)).toBe(true);
      const gaps = ticks.slice(1).map((tick, i) => Number((tick - (ticks[i] ?? 0)).toFixed(6)));
      expect(new Set(gaps).size).toBeLessThanOrEqual(1);
    }),
  );
});

test('areas are chosen, moved and left out', () => {
  expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
  expect(toggled(['b'], 'a')).toEqual(['b', 'a']);
  expect(moved(['a', 'b', 'c'], 'c', -1)).toEqual(['a', 'c', 'b']);
  expect(moved(['a', 'b', 'c'], 'a', -1)).toEqual(['a', 'b', 'c']);
  expect(inOrder(['a', 'b', 'c'], ['c', 'gone'])).toEqual(['c', 'a', 'b']);
});

test('the chart of a target marks the tilts at which it is out of reach', () => {
  const tilts = [0, 3, -3].map((tiltDeg) => ({ tiltDeg, shiftUm: 4 + Math.abs(tiltDeg), isTaken: tiltDeg < 1 }));
  const picture = reachPicture({ target: '002', tilts }, 6, 100, 50);
  expect(picture.missing.map(({ tiltDeg }) => tiltDeg)).toEqual([3]);
  expect(picture.farthestUm).toBe(7);
  expect(picture.missing[0]!.y).toBeLessThan(picture.limitY);
});

test('minutes and bytes are said as people say them', () => {
  expect([durationWords(0.4), durationWords(1), durationWords(45), durationWords(200)]).toEqual([
    'less than a minute',
    'about 1 minute',
    'about 45 minutes',
    'about 3 h 20 min',
  ]);
  expect([diskWords(0.02), diskWords(3.25), diskWords(120)]).toEqual(['20 MB', '3.3 GB', '120 GB']);
});
