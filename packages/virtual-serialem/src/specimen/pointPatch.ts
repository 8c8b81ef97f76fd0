import type { Point3 } from './layer.ts';
import type { ObjectKind } from './objectKinds.ts';

/** Points that lie close together: they are culled together and kept together. */
export interface PointPatch {
  /** The specimen point from which the positions count, µm. */
  readonly origin: Point3;
  /** Four numbers a point: x, y, z from the origin (µm), weight. */
  readonly points: Float32Array;
}

/** What an image can see of the specimen. */
export interface Sight {
  /** Range of specimen x and y that can fall on the image, µm; generous. */
  readonly from: { readonly x: number; readonly y: number };
  readonly to: { readonly x: number; readonly y: number };
  /** Whether anything of the ball around a specimen point may fall on the image; µm. */
  sees(x: number, y: number, z: number, radiusUm: number): boolean;
  /** Pixel size of the image, nm: coarse images are served fewer points of extended objects, each with more weight. */
  readonly pixelNm: number;
}

/** All objects of one kind, made on demand. The same place always holds the same objects. */
export interface ObjectSource {
  readonly kind: ObjectKind;
  /** The patches that a view may see, in an order that depends on the places only. */
  patchesIn(sight: Sight): readonly PointPatch[];
}

/** Visits the cells of a square grid that overlap the range of a view, row by row. */
export function forEachCell(
  sight: Sight,
  cellUm: number,
  marginUm: number,
  visit: (ix: number, iy: number) => void,
): void {
  const [x0, x1] = [Math.floor((sight.from.x - marginUm) / cellUm), Math.floor((sight.to.x + marginUm) / cellUm)];
  const [y0, y1] = [Math.floor((sight.from.y - marginUm) / cellUm), Math.floor((sight.to.y + marginUm) / cellUm)];
  for (let iy = y0; iy <= y1; iy++) for (let ix = x0; ix <= x1; ix++) visit(ix, iy);
}
