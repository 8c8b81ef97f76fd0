import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Vec } from '../../src/geometry/frames.ts';
import { beamSpacing, footprintsOverlap } from '../../src/layout/footprint.ts';
import { placeOf } from '../../src/layout/lattice.ts';

const directionDeg = ({ x, y }: Vec<'specimen'>): number => (Math.atan2(y, x) * 180) / Math.PI;

test('the orthogonal spacing is that of the original', () => {
  const { a, b } = beamSpacing('orthogonal', { beamDiameterUm: 1, maxTiltDeg: 60 }, 30);
  expect(a).toEqual({ x: expect.closeTo(0.9608, 4), y: expect.closeTo(0.5547, 4) });
  expect(b).toEqual({ x: expect.closeTo(-0.2774, 4), y: expect.closeTo(1.9215, 4) });
});

describe.each(['orthogonal', 'hexagonal'] as const)('the %s spacing', (shape) => {
  const beam = fc.record({
    beamDiameterUm: fc.double({ min: 0.2, max: 3, noNaN: true }),
    maxTiltDeg: fc.double({ min: 0, max: 70, noNaN: true }),
  });
  const rotation = fc.double({ min: -179, max: 179, noNaN: true });

  test('points where it is told to', () => {
    fc.assert(
      fc.property(beam, rotation, (footprint, rotationDeg) => {
        expect(directionDeg(beamSpacing(shape, footprint, rotationDeg).a)).toBeCloseTo(rotationDeg, 6);
      }),
    );
  });

  test('lets neighbours touch and not overlap', () => {
    fc.assert(
      fc.property(beam, rotation, (footprint, rotationDeg) => {
        const vectors = beamSpacing(shape, footprint, rotationDeg);
        const centre = { x: 0, y: 0 };
        const [wider, neighbours] = [
          { ...footprint, beamDiameterUm: footprint.beamDiameterUm * 1.001 },
          shape === 'hexagonal' ? 6 : 4,
        ];
        const about = [-2, -1, 0, 1, 2].flatMap((i) => [-2, -1, 0, 1, 2].map((j) => ({ i, j })));
        const others = about.filter(({ i, j }) => i !== 0 || j !== 0).map((step) => placeOf(vectors, step));
        expect(others.some((place) => footprintsOverlap(footprint, centre, place))).toBe(false);
        expect(others.filter((place) => footprintsOverlap(wider, centre, place))).toHaveLength(neighbours);
      }),
    );
  });
});

test('the hexagonal spacing is denser by 2/√3', () => {
  const footprint = { beamDiameterUm: 0.8, maxTiltDeg: 57 };
  const cell = (shape: 'orthogonal' | 'hexagonal'): number => {
    const { a, b } = beamSpacing(shape, footprint, 23);
    return a.x * b.y - a.y * b.x;
  };
  expect(cell('orthogonal') / cell('hexagonal')).toBeCloseTo(2 / Math.sqrt(3), 10);
});

test('footprints reach farther across the axis than along it', () => {
  const footprint = { beamDiameterUm: 1, maxTiltDeg: 60 };
  expect(footprintsOverlap(footprint, { x: 0, y: 0 }, { x: 0, y: 1.9 })).toBe(true);
  expect(footprintsOverlap(footprint, { x: 0, y: 0 }, { x: 1.1, y: 0 })).toBe(false);
});

test('targets on a tilted stage are seen as near to each other as the tilt makes them', () => {
  const level = { beamDiameterUm: 1.1, maxTiltDeg: 57 };
  const seen = beamSpacing('orthogonal', { ...level, foreshortening: 0.8 }, 0);
  const { a, b } = beamSpacing('orthogonal', level, 0);
  expect(seen.a).toEqual(a);
  expect(seen.b.y).toBeCloseTo(0.8 * b.y, 9);
  const footprint = { ...level, foreshortening: 0.8 };
  expect(footprintsOverlap(footprint, { x: 0, y: 0 }, { x: 0, y: 0.81 * b.y })).toBe(false);
  expect(footprintsOverlap(footprint, { x: 0, y: 0 }, { x: 0, y: 0.79 * b.y })).toBe(true);
});
