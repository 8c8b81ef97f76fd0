import type { SetName } from '../column/cameraSets.ts';
import type { PlaneVector } from '../column/planeMatrix.ts';

/** How the pieces of a montage lie. Pixels are those of its pieces, binned. */
export interface MontageLayout {
  readonly set: SetName;
  readonly binning: number;
  readonly columns: number;
  readonly rows: number;
  readonly frameWidthPx: number;
  readonly frameHeightPx: number;
  readonly overlapXPx: number;
  readonly overlapYPx: number;
  /** Whether the stage goes from piece to piece, or the image shift. */
  readonly movesStage: boolean;
}

/** One piece: its place in the montage, and the pixel of its lower left corner as PieceCoordinates give it (y up). */
export interface MontagePlace {
  readonly column: number;
  readonly row: number;
  readonly xPx: number;
  readonly yPx: number;
}

/** The pieces in the order in which they are taken: column by column from the left, each from the bottom. */
export function piecesOf(layout: MontageLayout): readonly MontagePlace[] {
  const step = stepOf(layout);
  return Array.from({ length: layout.columns * layout.rows }, (_, at) => {
    const [column, row] = [Math.floor(at / layout.rows), at % layout.rows];
    return { column, row, xPx: column * step.x, yPx: row * step.y };
  });
}

/** The distance between pieces, px. */
function stepOf(layout: MontageLayout): PlaneVector {
  return { x: layout.frameWidthPx - layout.overlapXPx, y: layout.frameHeightPx - layout.overlapYPx };
}

/** Width and height of the whole, px. */
export function montageSize(layout: MontageLayout): { readonly widthPx: number; readonly heightPx: number } {
  const step = stepOf(layout);
  return {
    widthPx: layout.frameWidthPx + (layout.columns - 1) * step.x,
    heightPx: layout.frameHeightPx + (layout.rows - 1) * step.y,
  };
}

/** Where the centre of a piece lies from the centre of the montage, unbinned camera px, y up. */
export function fromCentrePx(layout: MontageLayout, piece: Pick<MontagePlace, 'xPx' | 'yPx'>): PlaneVector {
  const { widthPx, heightPx } = montageSize(layout);
  return {
    x: layout.binning * (piece.xPx + (layout.frameWidthPx - widthPx) / 2),
    y: layout.binning * (piece.yPx + (layout.frameHeightPx - heightPx) / 2),
  };
}

/** The piece whose centre is the nearest to the centre of the montage. */
export function centralPiece(layout: MontageLayout): number {
  return Math.floor((layout.columns - 1) / 2) * layout.rows + Math.floor((layout.rows - 1) / 2);
}
