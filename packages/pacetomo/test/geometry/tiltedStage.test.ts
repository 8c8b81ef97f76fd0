import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cosDeg, sinDeg, tanDeg } from '../../src/geometry/degrees.ts';
import { foreshortening, planeHeightUm } from '../../src/geometry/sampleTilt.ts';
import {
  atZeroTilt,
  heightAtTiltUm,
  navigatorPosition,
  seenAtOtherTilt,
  seenAtTilt,
  seenOfStageStep,
  stageStep,
} from '../../src/geometry/tiltedStage.ts';

const lamella = { pretiltDeg: -10, rotationDeg: 0 };
const flat = { pretiltDeg: 0, rotationDeg: 0 };
const turned = { pretiltDeg: -12, rotationDeg: 0 };

describe('what is seen of a sloping sample', () => {
  test('is longest across the axis where the sample lies level', () => {
    expect(seenAtTilt({ x: 2, y: 5 }, lamella, 10)).toEqual({ x: 2, y: expect.closeTo(5 / cosDeg(10), 10) });
    expect(heightAtTiltUm({ x: 2, y: 5 }, lamella, 10)).toBeCloseTo(0, 10);
  });

  test('shrinks with the cosine where there is no slope', () => {
    expect(seenAtTilt({ x: 3, y: -4 }, flat, 30).y).toBeCloseTo(-4 * cosDeg(30), 12);
  });

  test('is what the model of the tilt series takes it to be', () => {
    const level = seenAtTilt({ x: 0, y: 1 }, turned, 24).y;
    expect(level).toBeCloseTo(foreshortening(turned, 24), 12);
  });

  test('moves aside along a slope that runs along the axis', () => {
    const roof = { pretiltDeg: 8, rotationDeg: 90 };
    expect(seenAtTilt({ x: 6, y: 0 }, roof, 20).y).toBeCloseTo(6 * tanDeg(8) * sinDeg(20), 12);
  });

  test('gives the place at 0° back, and cannot where it is seen edge-on', () => {
    const sample = fc.record({
      pretiltDeg: fc.double({ min: -25, max: 25, noNaN: true }),
      rotationDeg: fc.double({ min: -90, max: 90, noNaN: true }),
    });
    const place = fc.record({
      x: fc.double({ min: -20, max: 20, noNaN: true }),
      y: fc.double({ min: -20, max: 20, noNaN: true }),
    });
    const tilt = fc.double({ min: -50, max: 50, noNaN: true });
    fc.assert(
      fc.property(sample, place, tilt, (slope, at, tiltDeg) => {
        const back = atZeroTilt(seenAtTilt(at, slope, tiltDeg), slope, tiltDeg)!;
        expect(back.x).toBe(at.x);
        expect(Math.abs(back.y - at.y)).toBeLessThan(1e-9);
      }),
    );
    expect(atZeroTilt({ x: 1, y: 2 }, { pretiltDeg: 20, rotationDeg: 0 }, 67)).toBeNull();
  });

  test('at one tilt says where it is seen at another', () => {
    const sample = { pretiltDeg: 12, rotationDeg: -35 };
    const at = { x: -3, y: 7 };
    const elsewhere = seenAtOtherTilt(seenAtTilt(at, sample, 14), sample, { fromDeg: 14, toDeg: -23 })!;
    expect(elsewhere.y).toBeCloseTo(seenAtTilt(at, sample, -23).y, 10);
  });
});

describe('steps of the stage', () => {
  const specimenToStage = { xx: -1, xy: 0, yx: 0, yy: -1 };
  const stageToSpecimen = { xx: -1, xy: 0, yx: 0, yy: -1 };

  test('are longer across the axis than what is seen, as SerialEM makes them', () => {
    expect(stageStep({ x: 2, y: 3 }, 60, specimenToStage)).toEqual({ x: -2, y: expect.closeTo(-6, 10) });
  });

  test('are not corrected up to one degree', () => {
    expect(stageStep({ x: 2, y: 3 }, -1, specimenToStage)).toEqual({ x: -2, y: -3 });
    expect(stageStep({ x: 2, y: 3 }, -1.2, specimenToStage).y).not.toBe(-3);
  });

  test('say what was seen', () => {
    const seen = seenOfStageStep(stageStep({ x: 1.7, y: -2.9 }, 21, specimenToStage), 21, stageToSpecimen);
    expect(seen.x).toBeCloseTo(1.7, 12);
    expect(seen.y).toBeCloseTo(-2.9, 12);
  });

  test('noted at two tilts differ by the height times the tangent', () => {
    const at = { x: 0, y: 9 };
    const step = stageStep(seenAtTilt(at, lamella, 18), 18, specimenToStage);
    expect(step.y).toBeCloseTo(-(9 - planeHeightUm(lamella, at) * tanDeg(18)), 10);
  });

  test('make the Navigator position together with the read-out and the offset of the tilt axis', () => {
    const place = navigatorPosition({
      readOut: { x: 212.5, y: -87.1 },
      shift: { x: 1.5, y: 2 },
      tiltDeg: 60,
      axisOffsetUm: 0.3,
      specimenToStage,
    });
    expect(place).toEqual({ x: expect.closeTo(211, 10), y: expect.closeTo(-91.4, 10) });
  });
});
