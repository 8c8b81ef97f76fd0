import fc from 'fast-check';
import { applyAffine, beamFootprint, type Vec } from 'pacetomo/page';
import { describe, expect, test } from 'vitest';
import { onScreen, orientationOfCamera, turnOf } from '../src/scene/orientation.ts';
import { footprintPath } from '../src/scene/paths.ts';
import { placeOver } from '../src/scene/placing.ts';
import { scaleBar } from '../src/scene/scaleBar.ts';
import { fromWindow, toWindow, type View, windowMatrix } from '../src/scene/view.ts';
import { placeOf, worldOf } from '../src/scene/world.ts';

const degrees = (deg: number): number => (deg * Math.PI) / 180;
const anyMatrix = fc
  .record({
    turn: fc.double({ min: -180, max: 180, noNaN: true }),
    scale: fc.double({ min: 0.2, max: 40, noNaN: true }),
    mirror: fc.boolean(),
  })
  .map(({ turn, scale, mirror }) => {
    const [cos, sin, side] = [Math.cos(degrees(turn)) * scale, Math.sin(degrees(turn)) * scale, mirror ? -1 : 1];
    return { xx: cos, xy: -side * sin, yx: sin, yy: side * cos };
  });
const anyPlace = fc.record({
  x: fc.double({ min: -300, max: 300, noNaN: true }),
  y: fc.double({ min: -300, max: 300, noNaN: true }),
});
const isAt = (
  found: Vec<'image'> | Vec<'specimen'> | Vec<'stage'>,
  wanted: { x: number; y: number },
  within = 1e-6,
) => {
  expect(found.x).toBeCloseTo(wanted.x, -Math.log10(within) - 1);
  expect(found.y).toBeCloseTo(wanted.y, -Math.log10(within) - 1);
};

describe('the world that is drawn in', () => {
  test('a target has one place, whether its specimen or its stage position is taken', () => {
    fc.assert(
      fc.property(anyMatrix, anyMatrix, anyPlace, anyPlace, (map, lie, origin, place) => {
        const base = { fromStage: { matrix: map, offset: { x: 512, y: 377 } }, pixelSizeNm: 40 };
        const world = worldOf(base, { stageToSpecimen: lie, origin });
        if (world.toStage === null || world.fromStage === null) throw new Error('a map has a stage');
        const onStage = applyAffine(world.toStage, { x: place.x, y: place.y });
        const position = world.toSpecimen && applyAffine(world.toSpecimen, { x: place.x, y: place.y });
        const bySpecimen = placeOf(world, { position, onStage: null });
        const byStage = placeOf(world, { position: null, onStage });
        if (bySpecimen === null || byStage === null) throw new Error('a place was lost');
        isAt(bySpecimen, place);
        isAt(byStage, place);
      }),
    );
  });

  test('the tracking target lies at its stage position on a map', () => {
    const origin = { x: -120.5, y: 63.25 };
    const base = {
      fromStage: { matrix: { xx: 25, xy: 3, yx: 3, yy: -25 }, offset: { x: 4000, y: 5000 } },
      pixelSizeNm: 40,
    };
    const world = worldOf(base, { stageToSpecimen: { xx: 0.1, xy: -1, yx: 1, yy: 0.1 }, origin });
    const place = placeOf(world, { position: { x: 0, y: 0 }, onStage: null });
    expect(place).not.toBeNull();
    if (place !== null) isAt(place, applyAffine(base.fromStage, origin));
  });

  test('without a map and without stage positions the specimen is still drawn, y up', () => {
    const world = worldOf(null, { stageToSpecimen: null, origin: null });
    expect(placeOf(world, { position: { x: 1.5, y: 2 }, onStage: null })).toEqual({ x: 150, y: -200 });
    expect(placeOf(world, { position: null, onStage: { x: 1, y: 2 } })).toBeNull();
  });

  test('where nobody knows an area, the sheet is the stage', () => {
    expect(worldOf(null, null).fromStage).not.toBeNull();
    expect(worldOf(null, null).fromSpecimen).toBeNull();
  });
});

describe('which way round a plot is', () => {
  test.each([
    [
      { xx: 5, xy: 1, yx: 1, yy: 5 },
      { swapXy: false, invertX: false, invertY: false },
    ],
    [
      { xx: -5, xy: 1, yx: 1, yy: -5 },
      { swapXy: false, invertX: true, invertY: true },
    ],
    [
      { xx: 1, xy: -5, yx: 5, yy: 1 },
      { swapXy: true, invertX: true, invertY: false },
    ],
    [
      { xx: 1, xy: 5, yx: -5, yy: 1 },
      { swapXy: true, invertX: false, invertY: true },
    ],
  ])('the default follows the camera matrix %j', (matrix, orientation) => {
    expect(orientationOfCamera(matrix)).toEqual(orientation);
  });

  test('turn and mirror of the viewer are the same as the exchanged and inverted axes', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), fc.boolean(), (swapXy, invertX, invertY) => {
        const wanted = onScreen({ swapXy, invertX, invertY });
        const { degrees: turn, isFlipped } = turnOf({ swapXy, invertX, invertY });
        const view: View = { centre: { x: 0, y: 0 }, scale: 1, degrees: turn, isFlipped, widthPx: 0, heightPx: 0 };
        const [a, b, c, d] = windowMatrix(view);
        for (const [found, right] of [
          [a, wanted.xx],
          [b, wanted.yx],
          [c, wanted.xy],
          [d, wanted.yy],
        ] as const)
          expect(found).toBeCloseTo(right, 9);
      }),
    );
  });

  test('a camera that is turned by a quarter sees the plot as it sees the specimen', () => {
    // The camera's x is the specimen's y: a plot with exchanged axes has specimen y to the right.
    const m = onScreen(orientationOfCamera({ xx: 0, xy: 1, yx: 1, yy: 0 }));
    const specimenY = { x: 0, y: -1 }; // on the sheet, whose y is down
    expect(m.xx * specimenY.x + m.xy * specimenY.y).toBe(1);
  });
});

describe('the window', () => {
  const anyView = fc.record({
    centre: anyPlace,
    scale: fc.double({ min: 0.01, max: 50, noNaN: true }),
    degrees: fc.constantFrom(0, 90, 180, 270, 31),
    isFlipped: fc.boolean(),
    widthPx: fc.integer({ min: 100, max: 4000 }),
    heightPx: fc.integer({ min: 100, max: 2000 }),
  });

  test('a place of the world that is shown somewhere is found there again', () => {
    fc.assert(
      fc.property(anyView, anyPlace, (view, place) => isAt(fromWindow(view, toWindow(view, place)), place, 1e-4)),
    );
  });

  test('the centre is in the middle, however the view is turned', () => {
    fc.assert(
      fc.property(anyView, (view) => {
        const { left, top } = toWindow(view, view.centre);
        expect(left).toBeCloseTo(view.widthPx / 2, 4);
        expect(top).toBeCloseTo(view.heightPx / 2, 4);
      }),
    );
  });
});

describe('maps over each other', () => {
  test('a map that is laid over itself covers it', () => {
    const map = {
      fromStage: { matrix: { xx: 25, xy: 3, yx: 3, yy: -25 }, offset: { x: 100, y: 200 } },
      widthPx: 800,
      heightPx: 600,
    };
    const placing = placeOver(map, map);
    expect(placing?.x).toBeCloseTo(0, 6);
    expect(placing?.y).toBeCloseTo(0, 6);
    expect(placing?.widthPx).toBeCloseTo(800, 6);
    expect(placing?.degrees).toBeCloseTo(0, 6);
    expect(placing?.isFlipped).toBe(false);
  });

  test('every pixel of a map comes to lie where the stage says', () => {
    fc.assert(
      fc.property(anyMatrix, anyMatrix, anyPlace, (baseMatrix, mapMatrix, pixel) => {
        const base = { fromStage: { matrix: baseMatrix, offset: { x: 30, y: 40 } } };
        const map = { fromStage: { matrix: mapMatrix, offset: { x: -70, y: 20 } }, widthPx: 320, heightPx: 200 };
        const placing = placeOver(base, map);
        if (placing === null) throw new Error('the map has a place');
        // As the viewer does it: scaled, mirrored in its box, turned clockwise about the middle of the box.
        const scale = placing.widthPx / map.widthPx;
        const across = placing.isFlipped ? map.widthPx - pixel.x : pixel.x;
        const [dx, dy] = [scale * (across - map.widthPx / 2), scale * (pixel.y - map.heightPx / 2)];
        const [cos, sin] = [Math.cos(degrees(placing.degrees)), Math.sin(degrees(placing.degrees))];
        const middle = { x: placing.x + placing.widthPx / 2, y: placing.y + (scale * map.heightPx) / 2 };
        const drawn = { x: middle.x + cos * dx - sin * dy, y: middle.y + sin * dx + cos * dy };
        const determinant = mapMatrix.xx * mapMatrix.yy - mapMatrix.xy * mapMatrix.yx;
        const [u, v] = [pixel.x + 70, pixel.y - 20];
        const stage = {
          x: (mapMatrix.yy * u - mapMatrix.xy * v) / determinant,
          y: (mapMatrix.xx * v - mapMatrix.yx * u) / determinant,
        };
        const wanted = applyAffine(base.fromStage, stage);
        const within = 1e-6 * (1 + Math.abs(wanted.x) + Math.abs(wanted.y));
        expect(Math.abs(drawn.x - wanted.x)).toBeLessThan(within);
        expect(Math.abs(drawn.y - wanted.y)).toBeLessThan(within);
      }),
    );
  });
});

describe('what is drawn', () => {
  const sheet = { matrix: { xx: 100, xy: 0, yx: 0, yy: -100 }, offset: { x: 0, y: 0 } };

  test('a beam at 60° is twice as long across the tilt axis as along it', () => {
    const path = footprintPath(beamFootprint({ pretiltDeg: 0, rotationDeg: 0 }, 60, { x: 0, y: 0 }, 1.2), sheet);
    const numbers = [...path.matchAll(/-?\d+(?:\.\d+)?/g)].map(([text]) => Number(text));
    const xs = numbers.filter((_, i) => i % 2 === 0);
    const ys = numbers.filter((_, i) => i % 2 === 1);
    expect(Math.max(...xs)).toBeCloseTo(120, 1);
    expect(Math.max(...ys)).toBeCloseTo(240, 1);
  });

  test.each([
    [1, 120, '100 µm', 100],
    [10, 120, '10 µm', 100],
    [48, 120, '2 µm', 96],
    [700, 120, '100 nm', 70],
  ])('at %f pixels a µm a bar of at most %f pixels is %s', (pixelsPerUm, mostPx, text, px) => {
    expect(scaleBar(pixelsPerUm, mostPx).text).toBe(text);
    expect(scaleBar(pixelsPerUm, mostPx).px).toBeCloseTo(px, 6);
  });
});
