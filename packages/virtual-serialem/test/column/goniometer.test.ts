import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Goniometer } from '../../src/column/goniometer.ts';
import { stageSchema } from '../../src/scenario/stageSchema.ts';

const good = stageSchema.parse({});
const here = { x: 0, y: 0 };

/** Only one kind of error, the others zero. */
const nothing = {
  smoothRmsUm: { x: 0, y: 0, z: 0 },
  whiteNm: { x: 0, y: 0, z: 0 },
  branchNm: { x: 0, y: 0, z: 0 },
  reversalNm: { x: 0, y: 0, z: 0 },
  relaxationNm: 0,
  driftNmPerS: 0,
  tiltSmoothDeg: 0,
  tiltWhiteDeg: 0,
  tiltReadbackDeg: 0,
};

const only = (settings: object) => stageSchema.parse({ ...nothing, ...settings });

function visit(goniometer: Goniometer, tiltsDeg: readonly number[]) {
  for (const tiltDeg of tiltsDeg) goniometer.tiltTo(tiltDeg, 100);
  return { where: goniometer.displacementUm(100, here), trueDeg: goniometer.trueDeg, reported: goniometer.reportedDeg };
}

describe('the goniometer', () => {
  test('errs in the same way for the same path, seed by seed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 31 }),
        fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 12 }),
        (seed, steps) => {
          const path = steps.map((step) => step * 3);
          expect(visit(new Goniometer(good, seed), path)).toEqual(visit(new Goniometer(good, seed), path));
        },
      ),
    );
  });

  test('does not count a tilt to where it is as a visit', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 10 }), (steps) => {
        const path = steps.map((step) => step * 3);
        const twice = path.flatMap((tiltDeg) => [tiltDeg, tiltDeg]);
        expect(visit(new Goniometer(good, 21), twice)).toEqual(visit(new Goniometer(good, 21), path));
      }),
    );
  });

  test('has the same white error at the same visit, whatever was visited elsewhere', () => {
    const whiteOnly = only({ whiteNm: { x: 10, y: 20, z: 30 } });
    const direct = visit(new Goniometer(whiteOnly, 4), [3, 6, 9]);
    const roundabout = visit(new Goniometer(whiteOnly, 4), [-3, -6, 0, 3, 9]);
    expect(roundabout.where).toEqual(direct.where);
    expect(visit(new Goniometer(whiteOnly, 4), [9, 12, 9]).where).not.toEqual(direct.where);
  });

  test('gives another error at the second visit and from the other side', () => {
    const whiteOnly = only({ whiteNm: { x: 10, y: 20, z: 30 } });
    const first = visit(new Goniometer(whiteOnly, 4), [6]);
    const second = visit(new Goniometer(whiteOnly, 4), [6, 0, 6]);
    const fromAbove = visit(new Goniometer(whiteOnly, 4), [9, 6]);
    expect(new Set([first.where.y, second.where.y, fromAbove.where.y]).size).toBe(3);
  });

  test('keeps half of the branch offset after an overshoot and none when it comes from below', () => {
    const branchOnly = only({ branchNm: { x: 50, y: 80, z: 20 } });
    const down = visit(new Goniometer(branchOnly, 7), [-3]).where;
    const overshot = visit(new Goniometer(branchOnly, 7), [-6, -3]).where;
    const up = visit(new Goniometer(branchOnly, 7), [3]).where;
    expect(down.y).not.toBe(0);
    expect(overshot.y).toBeCloseTo(down.y / 2, 12);
    expect(up.y).toBe(0);
  });

  test('makes a new offset at a reversal and keeps it while it goes on in the same direction', () => {
    const reversalOnly = only({ reversalNm: { x: 5, y: 10, z: 8 } });
    const goniometer = new Goniometer(reversalOnly, 9);
    expect(visit(goniometer, [3, 6]).where.y).toBe(0);
    const reversed = visit(goniometer, [3]).where.y;
    expect(reversed).not.toBe(0);
    expect(visit(goniometer, [-3]).where.y).toBe(reversed);
    expect(visit(goniometer, [0]).where.y).not.toBe(reversed);
  });

  test('creeps after a tilt and comes to rest, and its rate is the slope of the creep', () => {
    const creepOnly = only({ relaxationNm: 40, relaxationS: 12 });
    const goniometer = new Goniometer(creepOnly, 3);
    goniometer.tiltTo(3, 50);
    const at = (seconds: number) => goniometer.displacementUm(50 + seconds, here).y;
    expect(at(12) / at(0)).toBeCloseTo(Math.exp(-1), 9);
    expect(Math.abs(at(200))).toBeLessThan(1e-6);
    const slope = (1000 * (at(5.001) - at(4.999))) / 0.002;
    expect(goniometer.driftNmPerS(55).y).toBeCloseTo(slope, 4);
  });

  test('creeps more after a longer travel, by the root of it and at most as the scenario says', () => {
    const creepOnly = only({ relaxationNm: 40, relaxationGrowthLimit: 3 });
    const after = (fromDeg: number) => visit(new Goniometer(creepOnly, 3), [fromDeg, 30]).where.y;
    expect(after(18) / after(27)).toBeCloseTo(2, 9);
    expect(after(-60) / after(27)).toBeCloseTo(3, 9);
  });

  test('drifts steadily in one direction at the given speed', () => {
    const driftOnly = only({ driftNmPerS: 0.5 });
    const goniometer = new Goniometer(driftOnly, 8);
    const { x, y, z } = goniometer.displacementUm(1000, here);
    expect(1000 * Math.hypot(x, y, z)).toBeCloseTo(500, 9);
    expect(goniometer.driftNmPerS(10).x).toBeCloseTo(x, 9);
  });

  test('moves smoothly with tilt, nothing at zero tilt, with the rms that the scenario says', () => {
    const smoothOnly = only({ smoothRmsUm: { x: 0.12, y: 0.2, z: 0.35 } });
    const goniometer = new Goniometer(smoothOnly, 5);
    expect(goniometer.displacementUm(0, here)).toEqual({ x: 0, y: 0, z: 0 });
    const heights: number[] = [];
    for (let tiltDeg = -60; tiltDeg <= 60; tiltDeg++) heights.push(visit(goniometer, [tiltDeg]).where.z);
    const mean = heights.reduce((a, b) => a + b, 0) / heights.length;
    const rms = Math.sqrt(heights.reduce((sum, z) => sum + (z - mean) ** 2, 0) / heights.length);
    expect(rms).toBeCloseTo(0.35, 2);
    const steps = heights.slice(1).map((z, i) => Math.abs(z - heights[i]!));
    expect(Math.max(...steps)).toBeLessThan(0.1);
  });

  test('does not move as another axis or height would: no sine of the tilt in height and across, no cosine across', () => {
    const smoothOnly = only({ smoothRmsUm: { x: 0.12, y: 0.2, z: 0.35 } });
    for (const seed of [5, 6, 7]) {
      const goniometer = new Goniometer(smoothOnly, seed);
      const parts = { sineUp: 0, sineAcross: 0, cosineAcross: 0, sineAlong: 0 };
      for (const tiltDeg of [-15, -10, -5, 5, 10, 15]) {
        const { x, y, z } = visit(goniometer, [tiltDeg]).where;
        const angle = (tiltDeg * Math.PI) / 180;
        parts.sineUp += z * Math.sin(angle);
        parts.sineAcross += y * Math.sin(angle);
        parts.cosineAcross += y * (Math.cos(angle) - 1);
        parts.sineAlong += x * Math.sin(angle);
      }
      expect(Math.abs(parts.sineUp)).toBeLessThan(1e-9);
      expect(Math.abs(parts.sineAcross)).toBeLessThan(1e-9);
      expect(Math.abs(parts.cosineAcross)).toBeLessThan(1e-9);
      expect(Math.abs(parts.sineAlong)).toBeGreaterThan(1e-5);
    }
  });

  test('drifts faster while something shakes it, and no faster afterwards', () => {
    const goniometer = new Goniometer(only({ driftNmPerS: 0.5 }), 8);
    const shaken = (momentS: number): number => Math.max(0, Math.min(momentS, 400) - 100);
    goniometer.shakeWith({ extraDrift: 3, shakenS: shaken, isShaken: (s) => s >= 100 && s < 400 });
    const travelledNm = (momentS: number): number => {
      const { x, y, z } = goniometer.displacementUm(momentS, here);
      return 1000 * Math.hypot(x, y, z);
    };
    expect(travelledNm(100)).toBeCloseTo(50, 9);
    expect(travelledNm(400)).toBeCloseTo(50 + 600, 9);
    expect(travelledNm(500)).toBeCloseTo(700, 9);
    expect(goniometer.driftNmPerS(200).x / goniometer.driftNmPerS(450).x).toBeCloseTo(4, 9);
  });

  test('white errors have the standard deviation of the scenario', () => {
    const whiteOnly = only({ whiteNm: { x: 10, y: 20, z: 30 } });
    const errors = Array.from({ length: 2000 }, (_, seed) => visit(new Goniometer(whiteOnly, seed), [12]).where.y);
    const rms = Math.sqrt(errors.reduce((sum, e) => sum + e ** 2, 0) / errors.length);
    expect(1000 * rms).toBeGreaterThan(19);
    expect(1000 * rms).toBeLessThan(21);
  });
});
