import { describe, expect, test } from 'vitest';
import type { Vec } from '../../src/geometry/frames.ts';
import { footprintsOverlap } from '../../src/layout/footprint.ts';
import { groupPositions } from '../../src/layout/group.ts';
import { placeOf } from '../../src/layout/lattice.ts';
import { fromTracking } from '../../src/layout/layout.ts';
import { type Holes, layoutOnHoles, patternOnHoles } from '../../src/layout/layoutOnHoles.ts';
import { squareSpiral } from '../../src/layout/patterns.ts';

const vectors = { a: { x: 2.48, y: 0.19 }, b: { x: -0.21, y: 2.52 } };
/** A film about (40, −25), each hole up to 60 nm off its place; three are broken. */
const broken = new Set(['1,0', '-2,1', '3,3']);
const steps = squareSpiral(4).filter(({ i, j }) => !broken.has(`${i},${j}`));
const holeAt = (i: number, j: number): Vec<'specimen'> => {
  const place = placeOf(vectors, { i, j });
  return { x: 40 + place.x + 0.06 * Math.sin(5 * i + j), y: -25 + place.y + 0.06 * Math.cos(3 * j - i) };
};
const holes: Holes = { places: steps.map(({ i, j }) => holeAt(i, j)), vectors };

describe('a pattern on real holes', () => {
  test('takes the holes where they were seen and leaves out the broken ones', () => {
    const layout = patternOnHoles(holes, {
      steps: squareSpiral(2),
      near: { x: 40.7, y: -24.2 },
      imageShiftLimitUm: 15,
    });
    expect(layout).toMatchObject({ kind: 'layout', beyondLimit: 0, withoutHole: 2 });
    const expected = squareSpiral(2)
      .filter(({ i, j }) => !broken.has(`${i},${j}`))
      .map(({ i, j }) => holeAt(i, j));
    expect(layout.kind === 'layout' && layout.places).toEqual(expected);
  });

  test('counts what image shift does not reach', () => {
    const layout = patternOnHoles(holes, { steps: squareSpiral(4), near: { x: 40, y: -25 }, imageShiftLimitUm: 6 });
    expect(layout.kind === 'layout' && layout.places.length + layout.beyondLimit).toBe(78);
    expect(layout.kind === 'layout' && layout.beyondLimit).toBeGreaterThan(40);
  });

  test('needs a hole', () => {
    const none = patternOnHoles({ places: [], vectors }, { steps, near: { x: 0, y: 0 }, imageShiftLimitUm: 9 });
    expect(none.kind).toBe('none');
  });
});

describe('all holes', () => {
  const near = { x: 42.6, y: -22.4 };

  test('within a polygon and within reach are taken, from the one that is wished outwards', () => {
    const outline = [
      { x: 36, y: -31 },
      { x: 46, y: -30 },
      { x: 45, y: -19 },
      { x: 35, y: -20 },
    ];
    const layout = layoutOnHoles(holes, { outline, near, imageShiftLimitUm: 7, apart: null });
    if (layout.kind === 'none') throw new Error(layout.reason);
    expect(layout.places[0]).toEqual(holeAt(1, 1));
    expect(layout.places.every((place) => holes.places.includes(place) && place.x < 46.1 && place.y < -18.9)).toBe(
      true,
    );
    expect(layout.beyondLimit).toBeGreaterThan(0);
    expect(new Set(layout.places).size).toBe(layout.places.length);
  });

  test('are thinned out so that beams at the highest tilt do not overlap', () => {
    const apart = { beamDiameterUm: 1.9, maxTiltDeg: 60 };
    const layout = layoutOnHoles(holes, { outline: null, near, imageShiftLimitUm: 30, apart });
    if (layout.kind === 'none') throw new Error(layout.reason);
    const { places } = layout;
    expect(places[0]).toEqual(holeAt(1, 1));
    expect(places.length).toBeGreaterThan(30);
    expect(places.some((a, i) => places.slice(0, i).some((b) => footprintsOverlap(apart, a, b)))).toBe(false);
  });
});

describe('a group of Navigator points', () => {
  const stageToSpecimen = { xx: -1, xy: 0, yx: 0, yy: -1 };
  const points = [
    { x: 212.5, y: -87.1 },
    { x: 208.5, y: -90.1 },
  ];

  test('lies about its first point', () => {
    expect(groupPositions(points, { tiltDeg: 0, stageToSpecimen })[1]).toEqual({ x: 4, y: 3 });
  });

  test('is foreshortened on a tilted stage', () => {
    expect(groupPositions(points, { tiltDeg: 60, stageToSpecimen })[1]).toEqual({ x: 4, y: expect.closeTo(1.5, 10) });
  });
});

test('targets files count from the tracking target', () => {
  expect(
    fromTracking([
      { x: 3, y: 5 },
      { x: 4, y: 1 },
    ]),
  ).toEqual([
    { x: 0, y: 0 },
    { x: 1, y: -4 },
  ]);
});
