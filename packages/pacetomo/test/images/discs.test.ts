import { describe, expect, test } from 'vitest';
import { circleEdge } from '../../src/images/circleEdge.ts';
import { discContrast } from '../../src/images/discContrast.ts';
import { discSums, gridOver, rowSums } from '../../src/images/discSums.ts';
import type { GreyImage } from '../../src/images/greyImage.ts';
import { noiseVariance } from '../../src/images/noise.ts';
import { peaksOf, vertex } from '../../src/images/peaks.ts';
import { afterReduction, beforeReduction, clipped, cutOut, reduce } from '../../src/images/reduce.ts';

function image(widthPx: number, heightPx: number, at: (x: number, y: number) => number): GreyImage {
  const data = Float32Array.from({ length: widthPx * heightPx }, (_, k) => at(k % widthPx, Math.floor(k / widthPx)));
  return { widthPx, heightPx, data };
}

/** A disc whose edge pixels are grey by the part that is covered. */
const disc = (x0: number, y0: number, radius: number) => (x: number, y: number) =>
  Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(x - x0, y - y0)));

describe('reducing an image', () => {
  test('averages squares of pixels and drops what is left over', () => {
    const small = reduce(
      image(7, 5, (x, y) => 10 * y + x),
      2,
    );
    expect([small.widthPx, small.heightPx]).toEqual([3, 2]);
    expect([...small.data]).toEqual([5.5, 7.5, 9.5, 25.5, 27.5, 29.5]);
  });

  test('keeps places: a spot is found again where it was', () => {
    const small = reduce(
      image(60, 60, (x, y) => Number(x === 34 && y === 22)),
      5,
    );
    const at = small.data.indexOf(Math.max(...small.data));
    expect(Math.abs(beforeReduction(at % 12, 5) - 34)).toBeLessThan(2.5);
    expect(Math.abs(beforeReduction(Math.floor(at / 12), 5) - 22)).toBeLessThan(2.5);
  });

  test('of a part near the border gives the pixels that there are', () => {
    const cutting = cutOut(
      image(50, 40, (x, y) => 100 * y + x),
      { x: 4, y: 31 },
      9,
    );
    expect([cutting.left, cutting.top, cutting.image.widthPx, cutting.image.heightPx]).toEqual([0, 22, 14, 18]);
    expect(cutting.image.data[5 * 14 + 3]).toBe(100 * 27 + 3);
    expect(afterReduction(beforeReduction(6.25, 3), 3)).toBeCloseTo(6.25, 12);
  });

  test('cuts off what is brighter than nearly everything', () => {
    const noisy = image(200, 100, (x, y) => (x === 77 && y === 3 ? 65_000 : (x + 3 * y) % 29));
    expect(Math.max(...clipped(noisy).data)).toBe(28);
  });
});

describe('the contrast of a disc', () => {
  const contrastOf = (picture: GreyImage, radius: number, noise = 0) => {
    const sums = rowSums(picture, 1.5 * radius);
    const grid = gridOver(picture, 1);
    const [inner, outer] = [discSums(sums, radius, grid), discSums(sums, Math.SQRT2 * radius, grid)];
    return discContrast(inner, outer, noise);
  };

  test('sums what a slow count over the pixels of the disc sums', () => {
    const picture = image(23, 17, (x, y) => (x * 31 + y * 57) % 41);
    const mean = picture.data.reduce((sum, value) => sum + value, 0) / picture.data.length;
    const sums = discSums(rowSums(picture, 5), 4.3, { left: 2, top: 1, columns: 7, rows: 5, stepPx: 3 });
    for (const [column, row] of [
      [0, 0],
      [3, 2],
      [6, 4],
    ] as const) {
      const [x0, y0] = [2 + 3 * column, 1 + 3 * row];
      const inside = Array.from(picture.data).filter(
        (_, k) => Math.hypot((k % 23) - x0, Math.floor(k / 23) - y0) <= 4.3,
      );
      expect(sums.counts[row * 7 + column]).toBe(inside.length);
      expect(sums.values[row * 7 + column]).toBeCloseTo(
        inside.reduce((sum, value) => sum + value - mean, 0),
        6,
      );
      expect(sums.squares[row * 7 + column]).toBeCloseTo(
        inside.reduce((sum, v) => sum + (v - mean) ** 2, 0),
        4,
      );
    }
  });

  test('is nearly 1 in a bright disc, −1 in a dark one, and small at a straight edge or where nothing is', () => {
    const at = (values: Float32Array, x: number, y: number) => values[y * 80 + x]!;
    const bright = contrastOf(
      image(80, 60, (x, y) => 50 + 9 * disc(41, 30, 9)(x, y)),
      9,
    );
    expect(at(bright, 41, 30)).toBeGreaterThan(0.95);
    const dark = contrastOf(
      image(80, 60, (x, y) => 50 - 9 * disc(41, 30, 9)(x, y)),
      9,
    );
    expect(at(dark, 41, 30)).toBeLessThan(-0.95);
    const edge = contrastOf(
      image(80, 60, (x) => (x < 40 ? 20 : 90)),
      9,
    );
    expect(Math.max(...edge)).toBeLessThan(0.6);
    const shaded = contrastOf(
      image(80, 60, (x, y) => x + 2 * y),
      9,
    );
    expect(Math.abs(at(shaded, 41, 30))).toBeLessThan(1e-6);
  });

  test('of a disc that the border cuts is highest where its middle is', () => {
    const values = contrastOf(
      image(80, 60, (x, y) => 50 + 9 * disc(3, 30, 9)(x, y)),
      9,
    );
    const [best] = peaksOf({ widthPx: 80, heightPx: 60, values }, 6, 0.5);
    expect(Math.hypot(best!.x - 3, best!.y - 30)).toBeLessThan(1);
    expect(best!.height).toBeGreaterThan(0.9);
  });

  test('does not take the noise of a flat place for a disc', () => {
    let state = 5;
    const noise = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32 - 0.5;
    };
    const picture = image(120, 90, () => 100 + noise());
    expect(noiseVariance(picture)).toBeCloseTo(1 / 12, 1);
    expect(Math.max(...contrastOf(picture, 9, noiseVariance(picture)))).toBeLessThan(0.25);
  });
});

describe('summits of a map', () => {
  test('are found to a part of a pixel, highest first, and not next to a higher one', () => {
    const bump = (x: number, y: number, x0: number, y0: number, height: number) =>
      height * Math.max(0, 1 - ((x - x0) ** 2 + (y - y0) ** 2) / 90);
    const map = image(70, 50, (x, y) =>
      Math.max(bump(x, y, 20.3, 14.6, 0.8), bump(x, y, 48.8, 33.1, 0.9), bump(x, y, 52, 36, 0.85)),
    );
    const peaks = peaksOf({ ...map, values: map.data }, 8, 0.3);
    expect(peaks.map(({ x, y }) => [Number(x.toFixed(1)), Number(y.toFixed(1))])).toEqual([
      [48.8, 33.1],
      [20.3, 14.6],
    ]);
  });

  test('of three numbers are where the parabola through them turns', () => {
    const parabola = (x: number) => 4 - 0.7 * (x - 0.31) ** 2;
    expect(vertex(parabola(-1), parabola(0), parabola(1))).toBeCloseTo(0.31, 12);
    expect(vertex(2, 2, 2)).toBe(0);
  });
});

describe('the edge of a disc', () => {
  const looked = { x: 42, y: 33, radiusPx: 13, sign: 1, isRadiusKnown: false } as const;

  test('is a circle through the steepest steps', () => {
    const edge = circleEdge(
      image(90, 70, (x, y) => 40 + 7 * disc(44.4, 31.7, 12.2)(x, y)),
      looked,
    )!;
    expect(Math.hypot(edge.x - 44.4, edge.y - 31.7)).toBeLessThan(0.15);
    expect(edge.radiusPx).toBeCloseTo(12.2, 0);
    expect([edge.agreement, edge.visible]).toEqual([1, 1]);
  });

  test('is not moved by a shade across the disc or a black spot on its rim', () => {
    const picture = image(90, 70, (x, y) => {
      const hole = disc(44.4, 31.7, 12.2)(x, y);
      return 40 + 7 * hole + hole * 0.25 * (x - 44) - 30 * disc(54, 26, 4)(x, y);
    });
    const edge = circleEdge(picture, looked)!;
    expect(Math.hypot(edge.x - 44.4, edge.y - 31.7)).toBeLessThan(0.4);
    expect(edge.agreement).toBeGreaterThan(0.6);
    expect(edge.agreement).toBeLessThan(1);
  });

  test('of a dark disc of known radius at the border follows from the half that is there', () => {
    const picture = image(90, 70, (x, y) => 40 - 7 * disc(44.4, 3.2, 12.2)(x, y));
    const edge = circleEdge(picture, { x: 43, y: 6, radiusPx: 12.2, sign: -1, isRadiusKnown: true })!;
    expect(Math.hypot(edge.x - 44.4, edge.y - 3.2)).toBeLessThan(0.3);
    expect(edge.radiusPx).toBe(12.2);
    expect(edge.visible).toBeLessThan(0.8);
  });

  test('is not there where less than a third of it would be in the image', () => {
    expect(
      circleEdge(
        image(90, 70, () => 1),
        { ...looked, x: -4, y: -3 },
      ),
    ).toBeNull();
  });
});
