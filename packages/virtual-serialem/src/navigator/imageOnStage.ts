import { type AutodocSection, numberOf, numbersOf } from '@pacetomo/em-files';
import type { BufferRecord } from '../buffers/bufferRecord.ts';
import {
  apply,
  composed,
  inverse,
  minus,
  type PlaneMatrix,
  type PlaneVector,
  plus,
  times,
} from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';
import { itemType, stageOf } from './navigatorTable.ts';
import { navigatorPlace, stageCosine } from './stagePlace.ts';

/** Where navigator coordinates (µm) lie in an image: pixels from its top left corner, y down. */
export interface ImageOnStage {
  readonly matrix: PlaneMatrix;
  readonly offsetPx: PlaneVector;
}

/** The matrix from stage µm to unbinned camera pixels (y up) as calibrated, at a tilt. */
export function stageToCamera(instrument: Instrument, magIndex: number, tiltDeg: number): PlaneMatrix {
  const { calibration } = instrument.column;
  const level = composed(calibration.stageToSpecimen, calibration.calibrated(magIndex).specimenToCamera);
  return composed({ xx: 1, xy: 0, yx: 0, yy: stageCosine(tiltDeg) }, level);
}

/**
 * How the image in a buffer lies on the stage: as its map says if it is one, else by its own stage position, image shift,
 * magnification and binning. Null when it does not know. The alignment shift of the buffer has no part in it
 * (BufferStageToImage in NavigatorDlg.cpp).
 */
export function imageOnStage(instrument: Instrument, record: BufferRecord): ImageOnStage | null {
  if (record.placeLost) return null;
  const map = mapOfImage(instrument, record);
  if (map) return mapOnStage(map, record.image.widthPx);
  const { metadata, image } = record;
  if (!knowsMagnification(instrument, metadata.magIndex) || metadata.binning <= 0) return null;
  const centre = navigatorPlace(instrument, metadata.stageUm, metadata.imageShift, metadata.tiltDeg);
  const camera = stageToCamera(instrument, metadata.magIndex, metadata.tiltDeg);
  return centredOn(imageMatrix(camera, metadata.binning), centre, image.widthPx, image.heightPx);
}

/** The item of which a buffer shows the map; null when it shows none that is still in the table. */
function mapOfImage({ navigator }: Instrument, record: BufferRecord): AutodocSection | null {
  return record.mapId === 0 ? null : navigator.mapWithId(record.mapId);
}

/** How the image of a map lies on the stage when it is loaded with a width, px (that of the map by default). */
function mapOnStage(map: AutodocSection, loadedWidthPx?: number): ImageOnStage | null {
  const [xx, xy, yx, yy] = numbersOf(map, 'MapScaleMat') ?? [];
  const [width, height] = numbersOf(map, 'MapWidthHeight') ?? [];
  if (xx === undefined || xy === undefined || yx === undefined || yy === undefined) return null;
  if (width === undefined || height === undefined || width <= 0) return null;
  const scale = (loadedWidthPx ?? width) / width;
  const matrix = { xx: xx * scale, xy: xy * scale, yx: yx * scale, yy: yy * scale };
  return centredOn(matrix, stageOf(map), width * scale, height * scale);
}

/** Where a stage position lies in an image, px from the top left corner. */
export function toImage(place: ImageOnStage, stageUm: PlaneVector): PlaneVector {
  return plus(apply(place.matrix, stageUm), place.offsetPx);
}

/** The stage position of a point in an image, µm. */
export function toStage(place: ImageOnStage, imagePx: PlaneVector): PlaneVector {
  return apply(inverse(place.matrix), minus(imagePx, place.offsetPx));
}

/** The corners of an image on the stage, closed: five points from the top left one, along the top first, µm. */
export function cornersOnStage(place: ImageOnStage, widthPx: number, heightPx: number): readonly PlaneVector[] {
  const corners = [
    [0, 0],
    [widthPx, 0],
    [widthPx, heightPx],
    [0, heightPx],
    [0, 0],
  ] as const;
  return corners.map(([x, y]) => toStage(place, { x, y }));
}

/** Whether a navigator item is a map. */
export function isMap(item: AutodocSection): boolean {
  return numberOf(item, 'Type') === itemType.map;
}

/** Camera pixels have y up, images y down. */
function imageMatrix({ xx, xy, yx, yy }: PlaneMatrix, binning: number): PlaneMatrix {
  return { xx: xx / binning, xy: xy / binning, yx: -yx / binning, yy: -yy / binning };
}

function centredOn(matrix: PlaneMatrix, centre: PlaneVector, widthPx: number, heightPx: number): ImageOnStage {
  return { matrix, offsetPx: minus(times({ x: widthPx, y: heightPx }, 0.5), apply(matrix, centre)) };
}

function knowsMagnification({ column }: Instrument, magIndex: number): boolean {
  return column.calibration.magnifications.some((mag) => mag.index === magIndex);
}
