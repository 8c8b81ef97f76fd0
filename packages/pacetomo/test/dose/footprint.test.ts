import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clearOf } from '../../src/dose/clearance.ts';
import {
  areaUm2,
  beamFootprint,
  contains,
  type Footprint,
  frameFootprint,
  halfAxesUm,
  outline,
} from '../../src/dose/footprint.ts';
import { laidDown, seenFromAbove } from '../../src/dose/samplePlane.ts';
import { apply } from '../../src/geometry/frames.ts';
import { planeHeightUm } from '../../src/geometry/sampleTilt.ts';
import { movementAcrossUm } from '../../src/geometry/tiltModel.ts';

const level = { pretiltDeg: 0, rotationDeg: 0 };
const anySample = fc.record({
  pretiltDeg: fc.double({ min: -15, max: 15, noNaN: true }),
  rotationDeg: fc.double({ min: -180, max: 180, noNaN: true }),
});
const anyTilt = fc.double({ min: -65, max: 65, noNaN: true });
const anyPlace = fc.record({
  x: fc.double({ min: -20, max: 20, noNaN: true }),
  y: fc.double({ min: -20, max: 20, noNaN: true }),
});
const anyRadius = fc.double({ min: 0.3, max: 12, noNaN: true });

describe('the plane of the sample', () => {
  test('a place is seen where the tilt model of the run takes it', () => {
    fc.assert(
      fc.property(anySample, anyTilt, anyPlace, (sample, tiltDeg, place) => {
        const offset = { acrossUm: place.y, heightUm: planeHeightUm(sample, place) };
        const seen = apply(seenFromAbove(sample, tiltDeg), place);
        expect(seen.x).toBeCloseTo(place.x, 9);
        expect(seen.y).toBeCloseTo(place.y + movementAcrossUm(offset, { fromDeg: 0, toDeg: tiltDeg }), 9);
      }),
    );
  });

  test('what is seen and laid down is where it was', () => {
    fc.assert(
      fc.property(anySample, anyTilt, anyPlace, (sample, tiltDeg, place) => {
        const back = laidDown(sample, tiltDeg, apply(seenFromAbove(sample, tiltDeg), place));
        expect(back.x).toBeCloseTo(place.x, 9);
        expect(back.y).toBeCloseTo(place.y, 9);
      }),
    );
  });

  test('a sample on edge gives a very long footprint and no number that is none', () => {
    const { v } = beamFootprint({ pretiltDeg: 30, rotationDeg: 0 }, 60, { x: 0, y: 0 }, 1.5);
    expect(Number.isFinite(v.y)).toBe(true);
    expect(v.y).toBeGreaterThan(1e5);
  });
});

describe('the footprint of a beam', () => {
  test('on a level sample it is as wide as the beam and longer by 1 / cos of the tilt', () => {
    const { longUm, shortUm } = halfAxesUm(beamFootprint(level, 60, { x: 3, y: 4 }, 1.25));
    expect(shortUm).toBeCloseTo(1.25, 9);
    expect(longUm).toBeCloseTo(2.5, 9);
  });

  test('a lamella that falls towards +y is longer at −30° than at +30°', () => {
    const lamella = { pretiltDeg: -10, rotationDeg: 0 };
    const at = (tiltDeg: number) => halfAxesUm(beamFootprint(lamella, tiltDeg, { x: 0, y: 0 }, 1)).longUm;
    expect(at(-30)).toBeGreaterThan(1.2);
    expect(at(30)).toBeLessThan(1.05);
    expect(at(-30)).toBeCloseTo(1 / (Math.cos(Math.PI / 6) - Math.tan(Math.PI / 18) * Math.sin(Math.PI / 6)), 9);
  });

  test('its outline lies at the edge of the beam, its middle within, and twice as far out without', () => {
    fc.assert(
      fc.property(anySample, anyTilt, anyPlace, anyRadius, (sample, tiltDeg, centre, radiusUm) => {
        const ellipse = beamFootprint(sample, tiltDeg, centre, radiusUm);
        for (const place of outline(ellipse, 12)) {
          const away = { x: place.x - centre.x, y: place.y - centre.y };
          const seen = apply(seenFromAbove(sample, tiltDeg), away);
          expect(Math.hypot(seen.x, seen.y)).toBeCloseTo(radiusUm, 6);
          expect(contains(ellipse, { x: centre.x + 0.99 * away.x, y: centre.y + 0.99 * away.y })).toBe(true);
          expect(contains(ellipse, { x: centre.x + 1.01 * away.x, y: centre.y + 1.01 * away.y })).toBe(false);
        }
      }),
    );
  });

  test('its area is that within its outline, and that of its half axes', () => {
    fc.assert(
      fc.property(anySample, anyTilt, anyPlace, anyRadius, (sample, tiltDeg, centre, radiusUm) => {
        const ellipse = beamFootprint(sample, tiltDeg, centre, radiusUm);
        const { longUm, shortUm } = halfAxesUm(ellipse);
        expect(areaUm2(ellipse) / (Math.PI * longUm * shortUm)).toBeCloseTo(1, 9);
        expect(areaOf(outline(ellipse, 400)) / areaUm2(ellipse)).toBeCloseTo(1, 3);
      }),
    );
  });

  test('a camera that is turned against the tilt axis shows a parallelogram', () => {
    const frame = frameFootprint(
      { pretiltDeg: 7, rotationDeg: 40 },
      45,
      { x: 1, y: -2 },
      {
        right: { x: 0.8, y: 0.3 },
        up: { x: -0.2, y: 0.6 },
      },
    );
    expect(areaOf(outline(frame))).toBeCloseTo(areaUm2(frame), 9);
    expect(contains(frame, { x: 1, y: -2 })).toBe(true);
    for (const { x, y } of outline(frame)) {
      expect(contains(frame, { x: 1 + 0.99 * (x - 1), y: -2 + 0.99 * (y + 2) })).toBe(true);
      expect(contains(frame, { x: 1 + 1.01 * (x - 1), y: -2 + 1.01 * (y + 2) })).toBe(false);
    }
  });
});

describe('keeping clear', () => {
  const spot = beamFootprint({ pretiltDeg: 8, rotationDeg: 25 }, 50, { x: 0, y: 0 }, 0.9);
  const put = (place: { x: number; y: number }): Footprint => ({ ...spot, centre: place });

  test('what is called clear shares no place with any footprint, and what only just touches is not clear', () => {
    fc.assert(
      fc.property(anySample, anyTilt, anyPlace, anyRadius, (sample, tiltDeg, place, radiusUm) => {
        const other = beamFootprint(sample, tiltDeg, { x: 0.5, y: -0.7 }, radiusUm / 3);
        const isShared =
          outline(put(place), 90).some((point) => contains(other, point)) ||
          outline(other, 90).some((point) => contains(put(place), point)) ||
          contains(other, place);
        if (isShared) expect(clearOf(spot, [other])(place)).toBe(false);
      }),
    );
  });

  test('a spot is clear as soon as it is 2 % of its size away', () => {
    const round = beamFootprint(level, 0, { x: 0, y: 0 }, 1.1);
    const frame = frameFootprint(level, 0, { x: 4, y: 0 }, { right: { x: 0.5, y: 0 }, up: { x: 0, y: 9 } });
    const isClear = clearOf(round, [beamFootprint(level, 0, { x: -3, y: 0 }, 0.7), frame]);
    expect(isClear({ x: -3 + 1.79, y: 0 })).toBe(false);
    expect(isClear({ x: -3 + 1.84, y: 0 })).toBe(true);
    expect(isClear({ x: 3.5 - 1.09, y: 2 })).toBe(false);
    expect(isClear({ x: 3.5 - 1.11, y: 2 })).toBe(true);
    expect(isClear({ x: 4, y: 3 })).toBe(false);
  });
});

function areaOf(corners: readonly { readonly x: number; readonly y: number }[]): number {
  const twice = corners.reduce((sum, { x, y }, i) => {
    const next = corners[(i + 1) % corners.length]!;
    return sum + x * next.y - next.x * y;
  }, 0);
  return Math.abs(twice) / 2;
}
