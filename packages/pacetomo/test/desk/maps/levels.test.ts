import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  factorOf,
  levelsOf,
  levelWithin,
  type Rectangle,
  sizeOfLevel,
  tileRectangle,
  tileSizePx,
} from '../../../src/desk/maps/levels.ts';
import { halved } from '../../../src/desk/maps/pyramid.ts';

const anySize = fc.record({
  widthPx: fc.integer({ min: 1, max: 70_000 }),
  heightPx: fc.integer({ min: 1, max: 70_000 }),
});

function tilesOf(size: { readonly widthPx: number; readonly heightPx: number }): readonly Rectangle[] {
  const tiles: Rectangle[] = [];
  for (let row = 0; tileRectangle(size, 0, row) !== null; row++) {
    for (let column = 0; ; column++) {
      const tile = tileRectangle(size, column, row);
      if (tile === null) break;
      tiles.push(tile);
    }
  }
  return tiles;
}

describe('the levels of an image', () => {
  test('end with one that is a single tile, and the one above is not', () => {
    fc.assert(
      fc.property(anySize, (size) => {
        const levels = levelsOf(size);
        const sides = (level: number) => Object.values(sizeOfLevel(size, factorOf(level, levels)));
        expect(Math.max(...sides(0))).toBeLessThanOrEqual(tileSizePx);
        if (levels > 1) expect(Math.max(...sides(1))).toBeGreaterThan(tileSizePx);
        expect(sides(levels - 1)).toEqual([size.widthPx, size.heightPx]);
      }),
    );
  });

  test('are as large as halving again and again makes them', () => {
    fc.assert(
      fc.property(anySize, (size) => {
        const levels = levelsOf(size);
        for (let level = levels - 1; level > 0; level--) {
          const { widthPx, heightPx } = sizeOfLevel(size, factorOf(level, levels));
          expect(sizeOfLevel(size, factorOf(level - 1, levels))).toEqual({
            widthPx: Math.ceil(widthPx / 2),
            heightPx: Math.ceil(heightPx / 2),
          });
        }
      }),
    );
  });

  test('are covered by their tiles exactly', () => {
    const small = fc.record({
      widthPx: fc.integer({ min: 1, max: 5000 }),
      heightPx: fc.integer({ min: 1, max: 5000 }),
    });
    fc.assert(
      fc.property(small, (size) => {
        const tiles = tilesOf(size);
        expect(tiles.reduce((sum, tile) => sum + tile.widthPx * tile.heightPx, 0)).toBe(size.widthPx * size.heightPx);
        for (const { left, top, widthPx, heightPx } of tiles) {
          expect([left % tileSizePx, top % tileSizePx]).toEqual([0, 0]);
          expect(left + widthPx === size.widthPx || widthPx === tileSizePx).toBe(true);
          expect(top + heightPx === size.heightPx || heightPx === tileSizePx).toBe(true);
        }
      }),
    );
  });

  test('have no tiles beyond the image, before it or between two', () => {
    const size = { widthPx: 1024, heightPx: 700 };
    for (const [column, row] of [
      [2, 0],
      [0, 2],
      [-1, 0],
      [0.5, 0],
      [Number.NaN, 0],
    ] as const)
      expect(tileRectangle(size, column, row)).toBeNull();
    expect(tileRectangle(size, 1, 1)).toEqual({ left: 512, top: 512, widthPx: 512, heightPx: 188 });
  });

  test('of no more than a size are found', () => {
    const size = { widthPx: 16_384, heightPx: 9000 };
    expect(levelWithin(size, 2048)).toBe(2);
    expect(levelWithin(size, 100)).toBe(0);
    expect(levelWithin({ widthPx: 900, heightPx: 1100 }, 2048)).toBe(2 - 0);
  });
});

describe('halving', () => {
  test('averages the pixels that there are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.infiniteStream(fc.integer({ min: -99, max: 99 })),
        (width, height, values) => {
          const counts = Float32Array.from(values.take(width * height));
          const made = halved(counts, width, height);
          const half = Math.ceil(width / 2);
          expect(made).toHaveLength(half * Math.ceil(height / 2));
          made.forEach((value, at) => {
            const [x, y] = [2 * (at % half), 2 * Math.floor(at / half)];
            const under = [
              [x, y],
              [x + 1, y],
              [x, y + 1],
              [x + 1, y + 1],
            ].filter(([i, j]) => i! < width && j! < height);
            const mean = under.reduce((sum, [i, j]) => sum + counts[j! * width + i!]!, 0) / under.length;
            expect(value).toBeCloseTo(mean, 4);
          });
        },
      ),
    );
  });
});
