import { compose } from '../geometry/affine.ts';
import { add, apply, length, type Matrix, subtract, type Vec } from '../geometry/frames.ts';
import type { GreyImage } from '../images/greyImage.ts';
import type { CutShape } from './imageKind.ts';
import { cornerBeside, type Tile } from './pieces.ts';
import { type Region, type ShrunkRegion, shrunkRegion, valueAt } from './shrunkRegion.ts';
import type { StageMap, TilePixels } from './stageMap.ts';
import { type ImageSize, imageOf, inverseOf, isInside, middleOf, scaleOf } from './stageToImage.ts';
import type { Rows } from './tileReader.ts';

/** What is to be cut out of a map. */
export interface CutWish {
  /** Navigator position of its centre, µm. */
  readonly at: Vec<'stage'>;
  /** The piece of a montage on which the place was chosen, in the order of the file; null for the one whose centre is nearest. */
  readonly piece: number | null;
  readonly shape: CutShape;
}

/** The pixels of a cut in progress. */
interface Canvas {
  readonly data: Float32Array;
  /** For each pixel the rank of the tile it was painted with, from 1; 0 for none yet. */
  readonly ranks: Uint16Array;
}

/** How a tile lies under a cut: `tile pixel = matrix · cut pixel + offset`, and how near it is to the middle: 1 is the nearest. */
interface Underlay {
  readonly matrix: Matrix<'image', 'image'>;
  readonly offset: Vec<'image'>;
  readonly rank: number;
  /** The columns and rows of the cut on which it may lie, and what of the tile lies there. */
  readonly bounds: Region;
  readonly region: Region;
}

/**
 * A cut while it is put together from tiles. Every pixel is painted with the tile that lies nearest to the place, so that
 * around the place one exposure is seen and no mixture of two. It takes memory from its first tile on.
 */
export class Patch {
  readonly #size: ImageSize;
  readonly #tileSize: ImageSize;
  readonly #underlays: Map<Tile, Underlay>;
  #canvas: Canvas | null = null;

  constructor(map: StageMap, { at, piece, shape }: CutWish) {
    this.#size = shape;
    this.#tileSize = map.tileSize;
    this.#underlays = underlaysOf(map, { at, piece, shape });
  }

  /** The rows of a tile that are needed of it; null when it shows nothing of the cut or was painted with already. */
  rowsOf(tile: Tile): Rows | null {
    return this.#underlays.get(tile)?.region ?? null;
  }

  /** Whether all tiles under the cut have been painted with. */
  get isComplete(): boolean {
    return this.#underlays.size === 0;
  }

  /** Paints what a tile shows of the cut, where no nearer tile has painted before. */
  paint(tile: Tile, pixels: TilePixels): void {
    const underlay = this.#underlays.get(tile);
    if (underlay === undefined) return;
    this.#underlays.delete(tile);
    this.#canvas ??= canvasOf(this.#size);
    const { matrix, region, bounds } = underlay;
    const source = shrunkRegion(pixels, region, shrinkOf(matrix));
    for (let row = bounds.top; row < bounds.bottom; row++) this.#paintRow(this.#canvas, row, underlay, source);
  }

  #paintRow(
    { data, ranks }: Canvas,
    row: number,
    { matrix, offset, rank, bounds }: Underlay,
    source: ShrunkRegion,
  ): void {
    const { widthPx, heightPx } = this.#tileSize;
    for (let column = bounds.left; column < bounds.right; column++) {
      const at = row * this.#size.widthPx + column;
      const before = ranks[at] ?? 0;
      if (before !== 0 && before < rank) continue;
      const x = matrix.xx * (column + 0.5) + matrix.xy * (row + 0.5) + offset.x;
      const y = matrix.yx * (column + 0.5) + matrix.yy * (row + 0.5) + offset.y;
      if (x < 0 || y < 0 || x >= widthPx || y >= heightPx) continue;
      data[at] = valueAt(source, x, y);
      ranks[at] = rank;
    }
  }

  /**
   * The finished image, with the mean of its pixels where it lies beyond the map, and the part of it that does, 0 to 1.
   * Null when none of it lies on the map.
   */
  finished(): { readonly image: GreyImage; readonly beyondFraction: number } | null {
    if (this.#canvas === null) return null;
    const { data, ranks } = this.#canvas;
    let sum = 0;
    let painted = 0;
    for (let at = 0; at < data.length; at++) {
      if (ranks[at] === 0) continue;
      sum += data[at] ?? 0;
      painted += 1;
    }
    if (painted === 0) return null;
    for (let at = 0; at < data.length; at++) if (ranks[at] === 0) data[at] = sum / painted;
    const { widthPx, heightPx } = this.#size;
    return { image: { widthPx, heightPx, data }, beyondFraction: 1 - painted / data.length };
  }
}

function canvasOf({ widthPx, heightPx }: ImageSize): Canvas {
  return { data: new Float32Array(widthPx * heightPx), ranks: new Uint16Array(widthPx * heightPx) };
}

function underlaysOf(map: StageMap, { at, piece, shape }: CutWish): Map<Tile, Underlay> {
  const matrix = compose(map.fromStage.matrix, inverseOf(shape.matrix));
  const place = imageOf(map.fromStage, at);
  const anchor = (piece === null ? undefined : map.tiles[piece]) ?? nearestTile(map, place);
  const middle = middleOf(map.tileSize);
  const placed = map.tiles.map((tile) => {
    const corner = anchor === undefined ? tile.corner : cornerBeside(tile, anchor);
    // the anchor comes before all others: it shows the place as the person saw it who chose it
    const distance = tile === anchor ? -1 : length(subtract(add(corner, middle), place));
    return { tile, distance, offset: subtract(subtract(place, corner), apply(matrix, middleOf(shape))) };
  });
  const ranked = placed.toSorted((a, b) => a.distance - b.distance);
  return new Map(
    ranked.flatMap(({ tile, offset }, at) => {
      const bounds = boundsOf(matrix, offset, map.tileSize, shape);
      if (bounds === null) return [];
      const region = regionOf(bounds, matrix, offset, map.tileSize);
      return [[tile, { matrix, offset, rank: at + 1, bounds, region }] as const];
    }),
  );
}

function boundsOf(
  matrix: Matrix<'image', 'image'>,
  offset: Vec<'image'>,
  tileSize: ImageSize,
  size: ImageSize,
): Region | null {
  const back = inverseOf(matrix);
  const corners = cornersOf({ left: 0, top: 0, right: tileSize.widthPx, bottom: tileSize.heightPx });
  const bounds = clipped(around(corners.map((corner) => apply(back, subtract(corner, offset)))), size);
  return bounds.left < bounds.right && bounds.top < bounds.bottom ? bounds : null;
}

function nearestTile({ tiles, tileSize }: StageMap, place: Vec<'image'>): Tile | undefined {
  const middle = middleOf(tileSize);
  const distance = ({ corner }: Tile): number => length(subtract(add(corner, middle), place));
  // a place in a gap between pieces has a nearest one too, but that does not show it
  const showing = tiles.filter(({ corner }) => isInside(tileSize, subtract(place, corner)));
  return (showing.length > 0 ? showing : tiles).toSorted((a, b) => distance(a) - distance(b))[0];
}

/** Averaging by a whole number and interpolating between the averages leaves nothing that could fold over. */
function shrinkOf(matrix: Matrix<'image', 'image'>): number {
  return Math.max(1, Math.round(scaleOf(matrix)));
}

/** The pixels of a tile that part of a cut is made from, with two more on each side for the interpolation. */
function regionOf(bounds: Region, matrix: Matrix<'image', 'image'>, offset: Vec<'image'>, size: ImageSize): Region {
  const shrink = shrinkOf(matrix);
  const margin = 2 * shrink;
  const { left, top, right, bottom } = around(cornersOf(bounds).map((corner) => add(apply(matrix, corner), offset)));
  // whole blocks, for rows that nobody asked for are not read
  const down = (px: number): number => Math.floor((px - margin) / shrink) * shrink;
  const up = (px: number): number => Math.ceil((px + margin) / shrink) * shrink;
  return clipped({ left: down(left), top: down(top), right: up(right), bottom: up(bottom) }, size);
}

function cornersOf({ left, top, right, bottom }: Region): readonly Vec<'image'>[] {
  return [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ];
}

function around(points: readonly Vec<'image'>[]): Region {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  return {
    left: Math.floor(Math.min(...xs)),
    top: Math.floor(Math.min(...ys)),
    right: Math.ceil(Math.max(...xs)),
    bottom: Math.ceil(Math.max(...ys)),
  };
}

function clipped({ left, top, right, bottom }: Region, { widthPx, heightPx }: ImageSize): Region {
  return {
    left: Math.max(0, left),
    top: Math.max(0, top),
    right: Math.min(widthPx, right),
    bottom: Math.min(heightPx, bottom),
  };
}
