import { type AutodocSection, numberOf, numbersOf, readNavigatorItem } from '@pacetomo/em-files';
import type { Matrix, Vec } from '../geometry/frames.ts';
import { centredAt, type ImageSize, isUsable, type StageToImage } from './stageToImage.ts';

/** A map of the Navigator, as its item tells it. */
export interface MapItem {
  readonly kind: 'map';
  readonly label: string;
  readonly mapId: number | null;
  readonly registration: number;
  /** Navigator position of its centre, µm, and z beside it. */
  readonly stage: Vec<'stage'>;
  readonly zUm: number;
  /** What was added to the read-out of the stage to get `stage`: tilt-axis offset and image shift, µm. */
  readonly beyondReadOut: Vec<'stage'>;
  /** As SerialEM names it. */
  readonly file: string;
  /** Section of that file, or which montage of the file it is, from 0. */
  readonly section: number;
  readonly isMontage: boolean;
  /** Size and place of the image as SerialEM shows it; a large montage is shown reduced. */
  readonly shown: ImageSize;
  readonly fromStage: StageToImage;
  /** Binning of the image as shown, and of the camera when it was taken, in the Navigator's counting. */
  readonly binning: number;
  readonly takenBinning: number;
  readonly tiltDeg: number;
  /** SerialEM's number of the camera set that it was taken with in low dose: 0 View, 3 Record, 4 Preview; null for none. */
  readonly lowDoseSet: number | null;
  /** The item itself, with every key. */
  readonly item: AutodocSection;
}

/** Reads an item as a map; null when it is none, or does not say where it lies. */
export function mapItemOf(item: AutodocSection): MapItem | null {
  const { kind, label, stage, rawStage, map, mapId, registration } = readNavigatorItem(item);
  if (kind !== 'map' || map === null || stage === null || map.scaleMatrix === null) return null;
  const [xx, xy, yx, yy] = map.scaleMatrix;
  const matrix: Matrix<'stage', 'image'> = { xx, xy, yx, yy };
  const { widthPixels, heightPixels } = map;
  if (widthPixels === null || heightPixels === null || widthPixels < 1 || heightPixels < 1) return null;
  if (!isUsable(matrix)) return null;
  const shown = { widthPx: widthPixels, heightPx: heightPixels };
  const centre = { x: stage.xUm, y: stage.yUm };
  const binning = map.binning ?? 1;
  return {
    kind: 'map',
    label,
    mapId,
    registration: registration ?? 1,
    stage: centre,
    zUm: stage.zUm,
    beyondReadOut: { x: centre.x - (rawStage?.xUm ?? centre.x), y: centre.y - (rawStage?.yUm ?? centre.y) },
    file: map.file,
    section: map.section ?? 0,
    isMontage: map.montage,
    shown,
    fromStage: centredAt(matrix, centre, shown),
    binning,
    takenBinning: (map.montage ? numberOf(item, 'MontBinning') : null) ?? binning,
    tiltDeg: numberOf(item, 'MapTiltAngle') ?? 0,
    lowDoseSet: lowDoseSetOf(item),
    item,
  };
}

function lowDoseSetOf(item: AutodocSection): number | null {
  const set = numberOf(item, 'MapLDConSet');
  return set === null || set < 0 ? null : set;
}

/** A point that was drawn on a map. */
export interface MapPoint {
  readonly label: string;
  /** Navigator position, µm. */
  readonly stage: Vec<'stage'>;
  /** The piece of the montage on which it was drawn, counted from 0 in the order of the file; null when nobody says. */
  readonly piece: number | null;
  /** MapID of the map that it was drawn on; null when nobody says. */
  readonly drawnOn: number | null;
}

/** Reads an item as a point; null when it is none. A polygon of one corner is a point for SerialEM, and here. */
export function mapPointOf(item: AutodocSection): MapPoint | null {
  const { kind, label, stage, drawnOnMapId } = readNavigatorItem(item);
  if (kind !== 'point' || stage === null) return null;
  const piece = numberOf(item, 'PieceOn');
  return {
    label,
    stage: { x: stage.xUm, y: stage.yUm },
    piece: piece !== null && piece >= 0 ? piece : null,
    drawnOn: drawnOnMapId,
  };
}

/** Where in its piece a point was drawn, pixels from the lower left corner of the piece; null when the item does not say. */
export function placeInPiece(item: AutodocSection): { readonly xPx: number; readonly yPx: number } | null {
  const [xPx, yPx] = numbersOf(item, 'XYinPc') ?? [];
  return xPx === undefined || yPx === undefined ? null : { xPx, yPx };
}
