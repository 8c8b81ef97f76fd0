import { numberOf } from '@pacetomo/em-files';
import { compose } from '../geometry/affine.ts';
import type { Matrix, Vec } from '../geometry/frames.ts';
import { stageCosine } from '../geometry/tiltedStage.ts';
import type { MapItem } from './mapItem.ts';
import type { StageMap } from './stageMap.ts';
import { foreshortened, type ImageSize, inverseOf, scaledBy, scaleOf } from './stageToImage.ts';

/** The two images that a target is found again by. */
export type KindName = 'preview' | 'view';

/** How images of one kind look: what a cut has to look like to be compared with them. */
export interface ImageKind {
  readonly name: KindName;
  /** From a way on the stage to unbinned pixels of such an image, y down, at the tilt of the map. */
  readonly matrix: Matrix<'stage', 'image'>;
  /** The whole camera, unbinned pixels. */
  readonly camera: ImageSize;
  /** Unbinned pixel on the specimen, nm. */
  readonly pixelSizeNm: number;
  /** An item of the Navigator whose other conditions hold for such images too; null when there is none. */
  readonly template: MapItem | null;
  /** What is known of how such images are taken, where there is no template. */
  readonly conditions: KindConditions;
}

/** SerialEM's words for how an image is taken; null where they are not known. */
export interface KindConditions {
  readonly magIndex: number | null;
  readonly exposureS: number | null;
  readonly spotSize: number | null;
}

/** Notes of the template items that the original makes (behaviour D.11). */
const templateNotes: Readonly<Record<KindName, string>> = {
  preview: 'Template Preview',
  view: 'Template View',
};

/** SerialEM's numbers of the camera sets; Record has the field of Preview. */
const setsOfKind: Readonly<Record<KindName, readonly number[]>> = { preview: [4, 3], view: [0] };

/** SerialEM's number of the camera set of a kind. */
export const lowDoseSetOf: Readonly<Record<KindName, number>> = { preview: 4, view: 0 };

/**
 * An item that shows how images of a kind are taken: the template if there is one, else the last map that was taken like
 * that. No exposure is needed for it.
 */
export function templateFor(
  kind: KindName,
  maps: readonly MapItem[],
  notes: ReadonlyMap<MapItem, string>,
): MapItem | null {
  const template = maps.findLast((map) => notes.get(map) === templateNotes[kind]);
  if (template !== undefined) return template;
  return maps.findLast((map) => !map.isMontage && setsOfKind[kind].includes(map.lowDoseSet ?? -1)) ?? null;
}

/** The kind of image that an item of the Navigator is. */
export function kindOfTemplate(name: KindName, template: MapItem, map: StageMap): ImageKind {
  const { shown, binning } = template;
  const level = scaledBy(template.fromStage.matrix, binning);
  const matrix = foreshortened(level, stageCosine(map.tiltDeg) / stageCosine(template.tiltDeg));
  return {
    name,
    matrix,
    camera: { widthPx: shown.widthPx * binning, heightPx: shown.heightPx * binning },
    pixelSizeNm: pixelSizeBeside(map, matrix),
    template,
    conditions: conditionsOf(template),
  };
}

/** The kind of image that the pieces of a map are, if they were taken with the whole camera. */
export function kindOfMap(name: KindName, source: MapItem, map: StageMap): ImageKind {
  const { takenBinning } = source;
  return {
    name,
    matrix: scaledBy(map.fromStage.matrix, takenBinning),
    camera: { widthPx: map.tileSize.widthPx * takenBinning, heightPx: map.tileSize.heightPx * takenBinning },
    pixelSizeNm: map.pixelSizeNm / takenBinning,
    template: source,
    conditions: conditionsOf(source),
  };
}

/** The pixel size of images with a matrix, by that of the map: both see the same stage. */
function pixelSizeBeside(map: StageMap, matrix: Matrix<'stage', 'image'>): number {
  return (map.pixelSizeNm * scaleOf(map.fromStage.matrix)) / scaleOf(matrix);
}

function conditionsOf({ item }: MapItem): KindConditions {
  return {
    magIndex: numberOf(item, 'MapMagInd'),
    exposureS: numberOf(item, 'MapExposure'),
    spotSize: numberOf(item, 'MapSpotSize'),
  };
}

/** SerialEM's calibrations at the magnification of a kind of image; nothing has to be exposed for them. */
export interface KindCalibration {
  readonly stageToSpecimen: Matrix<'stage', 'specimen'>;
  readonly cameraToSpecimen: Matrix<'camera', 'specimen'>;
  /** Unbinned pixels along x and y. */
  readonly cameraSize: Vec<'camera'>;
}

const nmPerUm = 1000;

/** The kind of image that SerialEM's calibrations describe. Camera pixels have y up, those of images y down. */
export function kindOfCalibration(
  name: KindName,
  { stageToSpecimen, cameraToSpecimen, cameraSize }: KindCalibration,
  conditions: KindConditions,
  map: StageMap,
): ImageKind {
  const toCamera = compose(inverseOf(cameraToSpecimen), foreshortened(stageToSpecimen, stageCosine(map.tiltDeg)));
  return {
    name,
    matrix: { xx: toCamera.xx, xy: toCamera.xy, yx: -toCamera.yx, yy: -toCamera.yy },
    camera: { widthPx: cameraSize.x, heightPx: cameraSize.y },
    pixelSizeNm: scaleOf(cameraToSpecimen) * nmPerUm,
    template: null,
    conditions,
  };
}

/** A kind of image of which only pixel size and camera are known: it is taken to lie as the map does. */
export function kindOfPixelSize(name: KindName, pixelSizeNm: number, camera: ImageSize, map: StageMap): ImageKind {
  return {
    name,
    matrix: scaledBy(map.fromStage.matrix, map.pixelSizeNm / pixelSizeNm),
    camera,
    pixelSizeNm,
    template: null,
    conditions: { magIndex: null, exposureS: null, spotSize: null },
  };
}

/** What a cut is to look like. */
export interface CutShape extends ImageSize {
  readonly kind: ImageKind;
  /** In the counting of the Navigator. */
  readonly binning: number;
  readonly pixelSizeNm: number;
  /** From a way on the stage to pixels of the cut. */
  readonly matrix: Matrix<'stage', 'image'>;
}

/** The original's limit. */
const coarsestBinning = 8;
/** Cuts larger than this are binned more: SerialEM's alignment bins both images to 512 pixels or less itself. */
const longestSidePx = 1024;
/** A map whose pixels are smaller by rounding only is not taken for finer (defect 71 of the original). */
const tolerance = 1.02;

/**
 * The shape of the cuts of one kind. Without a wish the binning is the coarsest of 1, 2, 4 and 8 that keeps everything the
 * map shows; cuts too large for any alignment are binned more.
 */
export function cutShape(kind: ImageKind, map: Pick<StageMap, 'pixelSizeNm'>, wishedBinning: number | null): CutShape {
  const binning = wishedBinning ?? fittingBinning(kind, map.pixelSizeNm);
  return {
    kind,
    binning,
    widthPx: Math.floor(kind.camera.widthPx / binning),
    heightPx: Math.floor(kind.camera.heightPx / binning),
    pixelSizeNm: kind.pixelSizeNm * binning,
    matrix: scaledBy(kind.matrix, 1 / binning),
  };
}

function fittingBinning({ camera, pixelSizeNm }: ImageKind, mapPixelSizeNm: number): number {
  let binning = 1;
  while (binning < coarsestBinning && 2 * binning <= (mapPixelSizeNm / pixelSizeNm) * tolerance) binning *= 2;
  while (Math.max(camera.widthPx, camera.heightPx) / binning > longestSidePx) binning *= 2;
  return binning;
}
