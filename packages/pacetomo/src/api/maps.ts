import type { Matrix, Vec } from '../geometry/frames.ts';

/** A map of the Navigator, or an image of the folder. Its pixels count from the upper left corner, y down. */
export interface MapSummary {
  readonly map: string;
  readonly label: string;
  readonly note: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly tiltDeg: number;
  readonly pixelSizeNm: number;
  readonly isMontage: boolean;
  /** `image = matrix · stage + offset`. */
  readonly fromStage: { readonly matrix: Matrix<'stage', 'image'>; readonly offset: Vec<'image'> };
  /** Navigator position of its middle, µm. */
  readonly stage: Vec<'stage'>;
  readonly tileSizePx: number;
  /** Level 0 is the smallest; the last one has all pixels. */
  readonly levels: number;
  /** Differs when its image was written anew. Tiles that are asked for with `?v=` and this may be kept by browsers. */
  readonly stamp: string;
}

/** Header of a tile: its width and height, `256x131`. The bytes are grey values, row by row from the top. */
export const tileSizeHeader = 'x-tile-size';

/** The lattice of holes in a map, or why there is none. */
export type HolesView =
  | {
      readonly found: true;
      readonly diameterUm: number;
      readonly a: Vec<'image'>;
      readonly b: Vec<'image'>;
      readonly holes: readonly Vec<'image'>[];
      readonly radiusPx: number;
    }
  | { readonly found: false; readonly why: string };

/** A polygon that was drawn in the Navigator, or a montage outline. */
export interface OutlineView {
  readonly label: string;
  readonly note: string;
  readonly kind: 'polygon' | 'map';
  readonly corners: readonly Vec<'stage'>[];
}
