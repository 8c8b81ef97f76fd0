import { describe, expect, test } from 'vitest';
import { contrastOfMap, paint, placedPieces } from '../../../src/desk/maps/mosaic.ts';
import type { Tile } from '../../../src/maps/pieces.ts';
import type { StageMap } from '../../../src/maps/stageMap.ts';
import { centredAt } from '../../../src/maps/stageToImage.ts';

/** A map of pieces of 4 × 3 pixels, each of one count: 10, 20, …, the top row ten times as bright. */
function mapOf(tiles: readonly Tile[], size: { readonly widthPx: number; readonly heightPx: number }): StageMap {
  const tileSize = { widthPx: 4, heightPx: 3 };
  return {
    label: 'm',
    ...size,
    fromStage: centredAt({ xx: 20, xy: 0, yx: 0, yy: -20 }, { x: 0, y: 0 }, size),
    pixelSizeNm: 50,
    tiltDeg: 0,
    tileSize,
    tiles,
    readTile: async ({ section }) => ({
      ...tileSize,
      data: Int16Array.from({ length: 12 }, (_, at) => 10 * (section + 1) * (at >= 8 ? 10 : 1)),
      isBottomFirst: true,
    }),
  };
}
const tile = (section: number, x: number, y: number, aligned: readonly [number, number] | null = null): Tile => ({
  section,
  corner: { x, y },
  alignedCorner: aligned && { x: aligned[0], y: aligned[1] },
});

describe('pieces of a montage', () => {
  test('lie where SerialEM has aligned them, but as a whole where they were meant to be', () => {
    const tiles = [tile(0, 0, 0, [3, 1]), tile(1, 3, 0, [2, -1]), tile(2, 6, 0)];
    const placed = placedPieces(mapOf(tiles, { widthPx: 10, heightPx: 3 }));
    // on average they were moved by 1, 0
    expect(placed.map(({ left, top }) => [left, top])).toEqual([
      [2, 1],
      [1, -1],
      [6, 0],
    ]);
  });

  test('are painted upright, a later one over an earlier one, and what none of them shows is nothing', async () => {
    const map = mapOf([tile(0, 0, 0), tile(1, 2, 1)], { widthPx: 7, heightPx: 4 });
    const counts = new Float32Array(40);
    const painted = await paint(map, placedPieces(map), { left: 1, top: 0, widthPx: 6, heightPx: 3 }, counts);
    const { NaN: none } = Number;
    expect([...painted]).toEqual([
      ...[100, 100, 100, none, none, none],
      ...[10, 200, 200, 200, 200, none],
      ...[10, 20, 20, 20, 20, none],
    ]);
  });

  test('have one contrast, whatever single pixels say', async () => {
    const map = mapOf([tile(0, 0, 0), tile(1, 3, 0)], { widthPx: 7, heightPx: 3 });
    expect(await contrastOfMap(map)).toEqual({ black: 10, white: 200 });
  });
});
