import { decodeRecord, type Mdoc, type MrcStack, numbersOf, recordLayoutOf, sectionsOf } from '@pacetomo/em-files';
import type { Vec } from '../geometry/frames.ts';
import type { ImageSize } from './stageToImage.ts';

/** A piece of a montage in its file. Coordinates are pixels of its lower left corner, y up, as SerialEM writes them. */
export interface Piece {
  /** Section of the file. */
  readonly section: number;
  /** Where it was meant to be: the Navigator's positions count on this. */
  readonly meant: PieceCorner;
  /** Where SerialEM found that it lies, by correlating it with its neighbours; null when it has not. */
  readonly aligned: PieceCorner | null;
}

/** The lower left corner of a piece, pixels, y up. */
export interface PieceCorner {
  readonly xPx: number;
  readonly yPx: number;
}

/** The pieces of one montage of a file, by its mdoc, or by the extended header where there is none. Empty when neither knows any. */
export function piecesOf(stack: MrcStack, mdoc: Mdoc | null, montage: number): readonly Piece[] {
  const pieces = mdoc === null ? [] : piecesInMdoc(mdoc, montage);
  const known = pieces.length > 0 ? pieces : piecesInHeader(stack, montage);
  return known.filter(({ section }) => section < stack.sectionCount);
}

/** The pieces that an mdoc tells of. Very sloppy montages have coordinates of their own, which are the better ones there. */
export function piecesInMdoc(mdoc: Mdoc, montage: number): readonly Piece[] {
  return sectionsOf(mdoc, 'ZValue').flatMap((section): readonly Piece[] => {
    const [xPx, yPx, z] = numbersOf(section, 'PieceCoordinates') ?? [];
    if (xPx === undefined || yPx === undefined || z !== montage) return [];
    const [alignedX, alignedY] =
      numbersOf(section, 'AlignedPieceCoordsVS') ?? numbersOf(section, 'AlignedPieceCoords') ?? [];
    const aligned = alignedX === undefined || alignedY === undefined ? null : { xPx: alignedX, yPx: alignedY };
    return [{ section: Number(section.name), meant: { xPx, yPx }, aligned }];
  });
}

function piecesInHeader(stack: MrcStack, montage: number): readonly Piece[] {
  const layout = recordLayoutOf(stack.header);
  if (layout === null) return [];
  return Array.from({ length: stack.sectionCount }, (_, section) => section).flatMap((section): readonly Piece[] => {
    const bytes = stack.readRecord(section);
    const piece = bytes && decodeRecord(bytes, layout.flags, stack.header.byteOrder).piece;
    if (!piece || piece.z !== montage) return [];
    return [{ section, meant: { xPx: piece.x, yPx: piece.y }, aligned: null }];
  });
}

/** A piece in the picture of the whole: the pixel of its upper left corner, y down. */
export interface Tile {
  readonly section: number;
  readonly corner: Vec<'image'>;
  /** The same by SerialEM's correlation with the neighbours. */
  readonly alignedCorner: Vec<'image'> | null;
}

/** A montage laid out: its pieces in the order of the file, and the size of the whole. */
export interface Layout extends ImageSize {
  readonly tiles: readonly Tile[];
}

/** Lays out the pieces of a montage, all of one size, around the picture that they were meant to fill. */
export function layoutOf(pieces: readonly Piece[], { widthPx, heightPx }: ImageSize): Layout {
  const left = Math.min(...pieces.map(({ meant }) => meant.xPx));
  const bottom = Math.min(...pieces.map(({ meant }) => meant.yPx));
  const right = Math.max(...pieces.map(({ meant }) => meant.xPx)) + widthPx;
  const top = Math.max(...pieces.map(({ meant }) => meant.yPx)) + heightPx;
  const cornerOf = ({ xPx, yPx }: PieceCorner): Vec<'image'> => ({ x: xPx - left, y: top - yPx - heightPx });
  return {
    widthPx: right - left,
    heightPx: top - bottom,
    tiles: pieces.map(({ section, meant, aligned }) => ({
      section,
      corner: cornerOf(meant),
      alignedCorner: aligned && cornerOf(aligned),
    })),
  };
}

/**
 * Where a tile lies for somebody who looks at a place on another one. The Navigator counts the position of a point within
 * the piece it was drawn on, so that piece stays where it was meant to be, and its neighbours are put where they fit it.
 */
export function cornerBeside(tile: Tile, anchor: Tile): Vec<'image'> {
  const { alignedCorner: own } = tile;
  const { alignedCorner: other, corner } = anchor;
  if (own === null || other === null) return tile.corner;
  return { x: corner.x + own.x - other.x, y: corner.y + own.y - other.y };
}
