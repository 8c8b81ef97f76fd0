import { describe, expect, test } from 'vitest';
import { describeHole } from '../../src/holes/describeHole.ts';
import { chosenHoles } from '../../src/holes/pointsAtHoles.ts';

describe('what the pixels tell of a hole', () => {
  /** Columns of the values 20, 21, 22 … */
  const [widthPx, heightPx] = [60, 40];
  const pixels = Float32Array.from({ length: widthPx * heightPx }, (_, at) => 20 + (at % widthPx));
  const image = { widthPx, heightPx, pixels };

  test('mean and deviation are those inside the circle, and its rim keeps a distance from the border', () => {
    const { mean, deviation, edgeDistancePx } = describeHole(image, { x: 31, y: 17 }, 9);
    expect(mean).toBeCloseTo(50.5, 6);
    // A disc of radius r has a variance of r²/4 along any axis.
    expect(Math.abs(deviation - 4.5)).toBeLessThan(0.1);
    expect(edgeDistancePx).toBe(8);
  });

  test('beyond the border the image goes on as it ends, not with the other side', () => {
    const { mean, edgeDistancePx } = describeHole(image, { x: 2, y: 23 }, 7);
    expect(mean).toBeGreaterThan(20);
    expect(mean).toBeLessThan(24);
    expect(edgeDistancePx).toBe(-5);
  });
});

describe('the holes for navigator points', () => {
  const any = { leastMean: -1e9, mostMean: 1e9, deviationPercent: null, edgeUm: 0 };
  const hole = (column: number, row: number, more: Partial<{ mean: number; deviation: number; edge: number }> = {}) => {
    const { mean = 80, deviation = 5, edge = 2.5 } = more;
    return { stageUm: { x: column, y: row }, column, row, mean, deviation, edgeDistanceUm: edge };
  };
  const places = (holes: ReturnType<typeof chosenHoles>) => holes.map(({ column, row }) => `${column},${row}`);

  test('go row by row there and back', () => {
    const holes = [hole(2, 1), hole(-1, 0), hole(0, 1), hole(3, 0), hole(1, -1), hole(-2, -1)];
    expect(places(chosenHoles(holes, any))).toEqual(['1,-1', '-2,-1', '-1,0', '3,0', '2,1', '0,1']);
  });

  test('are those within the limits of mean, deviation and distance from the border', () => {
    const holes = [hole(0, 0), hole(1, 0, { mean: 31 }), hole(2, 0, { deviation: 14 }), hole(3, 0, { edge: 0.4 })];
    expect(places(chosenHoles(holes, any))).toHaveLength(4);
    expect(places(chosenHoles(holes, { ...any, leastMean: 50 }))).toEqual(['0,0', '2,0', '3,0']);
    expect(places(chosenHoles(holes, { ...any, mostMean: 40 }))).toEqual(['1,0']);
    expect(places(chosenHoles(holes, { ...any, deviationPercent: 17 }))).toEqual(['0,0', '1,0', '3,0']);
    expect(places(chosenHoles(holes, { ...any, edgeUm: 1.1 }))).toEqual(['0,0', '1,0', '2,0']);
    expect(chosenHoles([hole(4, 0, { mean: 0, deviation: 0 })], any)).toHaveLength(1);
  });
});
