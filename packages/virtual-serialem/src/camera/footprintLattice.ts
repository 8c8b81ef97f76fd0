import type { Layer } from '../specimen/layer.ts';
import { type Footprint, footprint, type Projection } from './projection.ts';

/** Cells along each side: over 1/16 of a field the surface is as good as flat. */
const CELLS = 16;

/** Which points of the mid-surface an image sees: exact at the nodes of a lattice over the image, linear between them. */
export interface FootprintLattice {
  /** The footprint of the middle of the image. */
  readonly centre: Footprint;
  /** Specimen x and y (µm) at an image position, written into `into`. */
  specimenAt(imageX: number, imageY: number, into: Float64Array): void;
  /** Laboratory height (µm) of the mid-surface at an image position. */
  labZUmAt(imageX: number, imageY: number): number;
  /** Range of specimen x and y over the image, µm. */
  readonly from: { readonly x: number; readonly y: number };
  readonly to: { readonly x: number; readonly y: number };
}

/** The lattice of an image of the given size (px). */
export function footprintLattice(
  projection: Projection,
  layer: Layer,
  widthPx: number,
  heightPx: number,
): FootprintLattice {
  const side = CELLS + 1;
  const [xs, ys, zs] = [new Float64Array(side * side), new Float64Array(side * side), new Float64Array(side * side)];
  for (let j = 0; j < side; j++) {
    for (let i = 0; i < side; i++) {
      const node = footprint(projection, layer, (i * widthPx) / CELLS, (j * heightPx) / CELLS);
      xs[j * side + i] = node.x;
      ys[j * side + i] = node.y;
      zs[j * side + i] = node.labZUm;
    }
  }
  const between = (values: Float64Array, imageX: number, imageY: number) => {
    const u = (imageX / widthPx) * CELLS;
    const v = (imageY / heightPx) * CELLS;
    const i = Math.max(0, Math.min(CELLS - 1, Math.floor(u)));
    const j = Math.max(0, Math.min(CELLS - 1, Math.floor(v)));
    const f = u - i;
    const g = v - j;
    const at = j * side + i;
    const above = (values[at] ?? 0) * (1 - f) + (values[at + 1] ?? 0) * f;
    const below = (values[at + side] ?? 0) * (1 - f) + (values[at + side + 1] ?? 0) * f;
    return above * (1 - g) + below * g;
  };
  return {
    centre: footprint(projection, layer, widthPx / 2, heightPx / 2),
    specimenAt(imageX, imageY, into) {
      into[0] = between(xs, imageX, imageY);
      into[1] = between(ys, imageX, imageY);
    },
    labZUmAt: (imageX, imageY) => between(zs, imageX, imageY),
    from: { x: Math.min(...xs), y: Math.min(...ys) },
    to: { x: Math.max(...xs), y: Math.max(...ys) },
  };
}
