import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Vec } from '../../src/geometry/frames.ts';
import { fillPolygon, type PolygonWish } from '../../src/layout/fillPolygon.ts';
import { beamSpacing, footprintsOverlap } from '../../src/layout/footprint.ts';
import { wayUm } from '../../src/layout/order.ts';
import { containing, containingFootprint, middleOf } from '../../src/layout/outline.ts';

const footprint = { beamDiameterUm: 0.9, maxTiltDeg: 55 };
/** A lamella, longer than wide, a little askew, with a bite out of one side. */
const lamella: readonly Vec<'specimen'>[] = [
  { x: 203.1, y: -91.4 },
  { x: 214.8, y: -90.2 },
  { x: 214.1, y: -78.9 },
  { x: 209.2, y: -79.6 },
  { x: 208.8, y: -83.3 },
  { x: 206.9, y: -83.1 },
  { x: 206.4, y: -80.1 },
  { x: 202.6, y: -80.6 },
];
const wish: PolygonWish = {
  outline: lamella,
  vectors: beamSpacing('hexagonal', footprint, 17),
  inside: { what: 'centre' },
  near: null,
  imageShiftLimitUm: 20,
  moveLattice: true,
};

function placesOf(changes: Partial<PolygonWish> = {}) {
  const layout = fillPolygon({ ...wish, ...changes });
  if (layout.kind === 'none') throw new Error(layout.reason);
  return layout;
}

const apartUm = (a: Vec<'specimen'>, b: Vec<'specimen'>): number => Math.hypot(a.x - b.x, a.y - b.y);

describe('a filled polygon', () => {
  test.each(['orthogonal', 'hexagonal'] as const)('holds %s targets that do not light each other up', (shape) => {
    const { places } = placesOf({ vectors: beamSpacing(shape, footprint, 17) });
    expect(places.length).toBeGreaterThan(50);
    for (const [i, a] of places.entries()) {
      expect(containing(lamella)(a)).toBe(true);
      expect(places.slice(0, i).some((b) => footprintsOverlap(footprint, a, b))).toBe(false);
    }
  });

  test('holds whole footprints if wanted', () => {
    const { places } = placesOf({ inside: { what: 'footprint', footprint } });
    expect(places.every(containingFootprint(lamella, footprint))).toBe(true);
    expect(places.length).toBeLessThan(placesOf().places.length);
  });

  test('holds more when the lattice may move', () => {
    expect(placesOf().places.length).toBeGreaterThan(placesOf({ moveLattice: false }).places.length);
  });

  test('has a target exactly where it is wished when the lattice may not move', () => {
    const near = { x: 205.3, y: -86.2 };
    expect(placesOf({ near, moveLattice: false }).places[0]).toEqual(near);
  });

  test('has its tracking target nearest to the wish', () => {
    const near = { x: 212.3, y: -81.2 };
    const { places } = placesOf({ near });
    expect(Math.min(...places.map((place) => apartUm(place, near)))).toBe(apartUm(places[0]!, near));
    expect(apartUm(places[0]!, near)).toBeLessThan(1);
  });

  test('says how many lie beyond image shift', () => {
    const all = placesOf({ moveLattice: false });
    const near = placesOf({ moveLattice: false, imageShiftLimitUm: 5 });
    expect(all.beyondLimit).toBe(0);
    expect(near.places.every((place) => apartUm(place, near.places[0]!) <= 5)).toBe(true);
    expect(near.places.length + near.beyondLimit).toBe(all.places.length);
    expect(near.beyondLimit).toBeGreaterThan(10);
  });

  test('has more targets than the original’s 440 candidates', () => {
    const square = [0, 1, 2, 3].map((k) => ({ x: 40 * (k === 1 || k === 2 ? 1 : 0), y: k > 1 ? 40 : 0 }));
    const { places } = placesOf({
      outline: square,
      imageShiftLimitUm: 60,
      vectors: { a: { x: 1.2, y: 0.1 }, b: { x: -0.1, y: 1.3 } },
    });
    expect(places.length).toBeGreaterThan(980);
  });

  test('is walked through in short steps', () => {
    const { places } = placesOf();
    const pitches = places.slice(1).map((place, i) => apartUm(place, places[i]!));
    expect(pitches.toSorted((a, b) => a - b)[Math.floor(0.9 * pitches.length)]).toBeLessThan(1.8);
    const rowByRow = places.toSorted((a, b) => a.y - b.y || a.x - b.x);
    expect(wayUm(places)).toBeLessThan(0.5 * wayUm(rowByRow));
  });

  test('does not matter where it lies', () => {
    const move = fc.double({ min: -900, max: 900, noNaN: true });
    fc.assert(
      fc.property(move, move, (x, y) => {
        const moved = placesOf({
          moveLattice: false,
          outline: lamella.map((corner) => ({ x: corner.x + x, y: corner.y + y })),
        });
        expect(Math.abs(moved.places.length - placesOf({ moveLattice: false }).places.length)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 20 },
    );
  });
});

describe('nothing is laid out', () => {
  test.each([
    ['where the polygon encloses nothing', { outline: lamella.slice(0, 2) }, /encloses nothing/],
    ['on vectors in a line', { vectors: { a: { x: 1, y: 2 }, b: { x: -2, y: -4 } } }, /in a line/],
    ['on a vector of no length', { vectors: { a: { x: 0, y: 0 }, b: { x: 1, y: 1 } } }, /in a line/],
    ['on vectors that are far too short', { vectors: { a: { x: 0.01, y: 0 }, b: { x: 0, y: 0.01 } } }, /too short/],
    [
      'where no whole footprint fits',
      { inside: { what: 'footprint', footprint: { beamDiameterUm: 30, maxTiltDeg: 60 } } } as const,
      /No target fits/,
    ],
  ])('%s', (_, changes, reason) => {
    expect(fillPolygon({ ...wish, ...changes })).toEqual({ kind: 'none', reason: expect.stringMatching(reason) });
  });
});

test('a tracking target in the middle of a polygon that is bent lies in it all the same', () => {
  const bent = [
    { x: 0, y: 0 },
    { x: 9, y: 0 },
    { x: 9, y: 1.6 },
    { x: 1.6, y: 1.6 },
    { x: 1.6, y: 9 },
    { x: 0, y: 9 },
  ];
  const [first] = placesOf({ outline: bent, moveLattice: false }).places;
  expect(containing(bent)(middleOf(bent))).toBe(false);
  expect(containing(bent)(first!)).toBe(true);
});
