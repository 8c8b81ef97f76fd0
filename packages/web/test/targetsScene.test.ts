import { describe, expect, test } from 'vitest';
import { baseMapFor } from '../src/scene/baseMap.ts';
import { boxAround } from '../src/scene/home.ts';
import { planeMesh } from '../src/scene/planeMesh.ts';
import { beamAt, frameAt } from '../src/scene/tilted.ts';

describe('what a tilt exposes, drawn where the targets were chosen', () => {
  const sample = { pretiltDeg: -10, rotationDeg: 4 };

  test('a frame at the tilt of the choice is what the camera saw there', () => {
    const frame = { right: { x: 0.4, y: 0.05 }, up: { x: -0.05, y: 0.4 } };
    const drawn = frameAt(sample, { chosenDeg: 12, exposedDeg: 12 }, { x: 1, y: 2 }, frame);
    expect(drawn.u.x).toBeCloseTo(0.4, 9);
    expect(drawn.u.y).toBeCloseTo(0.05, 9);
    expect(drawn.v.x).toBeCloseTo(-0.05, 9);
    expect(drawn.v.y).toBeCloseTo(0.4, 9);
  });

  test('a beam grows across the tilt axis and not along it', () => {
    const level = { pretiltDeg: 0, rotationDeg: 0 };
    const drawn = beamAt(level, { chosenDeg: 0, exposedDeg: 60 }, { x: 0, y: 0 }, 1.3);
    expect(drawn.u.x).toBeCloseTo(1.3, 9);
    expect(drawn.v.y).toBeCloseTo(2.6, 9);
  });
});

describe('the map that an area is shown on', () => {
  const map = (id: string, widthPx: number, left: number) => ({
    map: id,
    widthPx,
    heightPx: widthPx,
    pixelSizeNm: 10,
    fromStage: { matrix: { xx: 100, xy: 0, yx: 0, yy: -100 }, offset: { x: -left * 100, y: 500 } },
  });

  test('is the largest that shows its tracking target', () => {
    const maps = [map('small', 1000, 0), map('large', 4000, 0), map('elsewhere', 9000, 700)];
    expect(baseMapFor(maps, { x: 3, y: 1 })?.map).toBe('large');
    expect(baseMapFor(maps, { x: -50, y: 1 })).toBeNull();
  });

  test('is the newest one while there is no area', () => {
    expect(baseMapFor([map('old', 100, 0), map('new', 100, 0)], null)?.map).toBe('new');
    expect(baseMapFor([], null)).toBeNull();
  });
});

test('the box around places has room on all sides', () => {
  const box = boxAround(
    [
      { x: 3, y: 10 },
      { x: -5, y: 40 },
    ],
    2,
  );
  expect(box).toEqual({ x: -7, y: 8, width: 12, height: 34 });
  expect(boxAround([], 2)).toBeNull();
});

test('the wires of a plane lie on it, at whole micrometres', () => {
  const points = [
    { x: 0.2, y: 0.1, z: 5 },
    { x: 2.4, y: 0.4, z: 5 },
    { x: 1.1, y: 1.8, z: 5 },
  ];
  const wires = planeMesh({ kind: 'geometry', pretiltDeg: 0, rotationDeg: 0, rmsUm: 0, points, warnings: [] }, 1);
  expect(wires).toHaveLength(4 + 3);
  expect(wires[0]).toEqual({ x: [0, 0, 0], y: [0, 1, 2], z: [5, 5, 5] });
});
