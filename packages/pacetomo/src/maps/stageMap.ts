import {
  type Mdoc,
  type MrcPixels,
  type MrcStack,
  numberOf,
  pixelSizeA,
  type ReadableInto,
  sectionsOf,
} from '@pacetomo/em-files';
import type { GreyImage } from '../images/greyImage.ts';
import type { MapItem } from './mapItem.ts';
import { layoutOf, type Piece, piecesOf, type Tile } from './pieces.ts';
import { centredAt, type ImageSize, type StageToImage, scaledBy, scaleOf } from './stageToImage.ts';
import { type Rows, TileReader } from './tileReader.ts';

/** The pixels of one tile. */
export interface TilePixels extends ImageSize {
  readonly data: MrcPixels;
  /** Whether the lowest row comes first, as in a file. */
  readonly isBottomFirst: boolean;
}

/**
 * An image of the specimen of which it is known where it lies on the stage: one frame, or a montage of many. Its pixels
 * are those of its pieces in full; they are read piece by piece, when they are asked for.
 */
export interface StageMap extends ImageSize {
  /** What people call it. */
  readonly label: string;
  readonly fromStage: StageToImage;
  /** Size of one of its pixels on the specimen, nm. */
  readonly pixelSizeNm: number;
  /** Tilt of the stage when it was taken, degrees. */
  readonly tiltDeg: number;
  readonly tileSize: ImageSize;
  readonly tiles: readonly Tile[];
  /** The pixels of a tile, of which only these rows are needed. Good until the next tile is read. */
  readTile(tile: Tile, rows: Rows): Promise<TilePixels>;
}

/** A map with its image, or why it cannot be used. */
export type OpenedMap =
  | { readonly kind: 'opened'; readonly map: StageMap }
  | { readonly kind: 'unusable'; readonly reason: string };

/** An image file, open as long as tiles are read, with its stack and the mdoc beside it. */
export interface MapFile {
  readonly file: ReadableInto;
  readonly stack: MrcStack;
  readonly mdoc: Mdoc | null;
}

/** An item of the Navigator with its image file. */
export function openMap(item: MapItem, { file, stack, mdoc }: MapFile): OpenedMap {
  const { header } = stack;
  if (header.mode === 4 || header.mode === 16) {
    return { kind: 'unusable', reason: `its pixels are of type ${header.mode}, colours or complex numbers` };
  }
  const pieces = item.isMontage ? piecesOf(stack, mdoc, item.section) : singlePiece(item, stack);
  if (pieces.length === 0) {
    return {
      kind: 'unusable',
      reason: item.isMontage
        ? `neither ${item.file}.mdoc nor the header of the file says where the pieces of montage ${item.section} lie`
        : `the file has no section ${item.section}; it has ${stack.sectionCount}, counted from 0`,
    };
  }
  const tileSize = { widthPx: header.width, heightPx: header.height };
  const reader = new TileReader(file, stack);
  const { tiles, ...size } = layoutOf(pieces, tileSize);
  // the matrix of the item holds for the image as shown; a montage is shown reduced by a whole number
  const reduction = Math.max(
    1,
    Math.round(item.isMontage ? item.binning / item.takenBinning : size.widthPx / item.shown.widthPx),
  );
  const matrix = scaledBy(item.fromStage.matrix, reduction);
  return {
    kind: 'opened',
    map: {
      label: item.label,
      ...size,
      fromStage: centredAt(matrix, item.stage, size),
      pixelSizeNm: pixelSizeNmOf(stack, mdoc) ?? 1000 / scaleOf(matrix),
      tiltDeg: item.tiltDeg,
      tileSize,
      tiles,
      readTile: async ({ section }, rows) => {
        const data = await reader.read(section, rows);
        return { ...tileSize, data, isBottomFirst: true };
      },
    },
  };
}

function singlePiece({ section }: MapItem, stack: MrcStack): readonly Piece[] {
  return section < stack.sectionCount ? [{ section, meant: { xPx: 0, yPx: 0 }, aligned: null }] : [];
}

const angstromsPerNm = 10;

/** The pixel size that the file tells. Programs that do not know it write 1 Å or nothing: then the calibration of the map counts. */
function pixelSizeNmOf(stack: MrcStack, mdoc: Mdoc | null): number | null {
  const [first] = mdoc === null ? [] : sectionsOf(mdoc, 'ZValue');
  const spacingA =
    (first && numberOf(first, 'PixelSpacing')) ??
    (mdoc && numberOf(mdoc.globals, 'PixelSpacing')) ??
    pixelSizeA(stack.header).x;
  return spacingA === null || spacingA <= 1 ? null : spacingA / angstromsPerNm;
}

/** An image in memory of which it is known where it lies, such as one that came through SerialEM's socket. */
export function mapOfImage(
  label: string,
  image: GreyImage,
  place: { readonly fromStage: StageToImage; readonly pixelSizeNm: number; readonly tiltDeg: number },
): StageMap {
  const { widthPx, heightPx, data } = image;
  const tileSize = { widthPx, heightPx };
  const { fromStage, pixelSizeNm, tiltDeg } = place;
  const tile: Tile = { section: 0, corner: { x: 0, y: 0 }, alignedCorner: null };
  return {
    label,
    ...tileSize,
    fromStage,
    pixelSizeNm,
    tiltDeg,
    tileSize,
    tiles: [tile],
    readTile: async () => ({ ...tileSize, data, isBottomFirst: false }),
  };
}
