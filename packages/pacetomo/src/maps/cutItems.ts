import {
  type AutodocSection,
  type AutodocValue,
  appendItem,
  createNavigator,
  keysOf,
  type Navigator,
  textOf,
} from '@pacetomo/em-files';
import type { Vec } from '../geometry/frames.ts';
import { type CutShape, lowDoseSetOf } from './imageKind.ts';
import type { MapItem } from './mapItem.ts';
import { centredAt, outlineOf } from './stageToImage.ts';

/** The Navigator item that a cut gets. */
export interface CutItem {
  readonly label: string;
  readonly note: string;
  readonly acquire: boolean;
  /** As SerialEM is to find it. */
  readonly file: string;
  readonly shape: CutShape;
  readonly at: Vec<'stage'>;
  /** The least and the largest count, for the display. */
  readonly range: readonly [least: number, largest: number];
  readonly mapId: number;
  /** MapID of the View of the same place; null for none, and for that View itself. */
  readonly viewMapId: number | null;
}

/** A navigator document of its own with the items of cuts. `savedAs` is the path that SerialEM shows as its place. */
export function navigatorOfCuts(savedAs: string, source: MapItem, cuts: readonly CutItem[]): Navigator {
  return cuts.reduce((navigator, cut) => withCutItem(navigator, source, cut), createNavigator(savedAs));
}

/** Keys that tell the history of the item they stand in, and nothing of how its image was taken. */
const historyOfTemplate: ReadonlySet<string> = new Set([
  'RawStageXY',
  'SamePosId',
  'RealignedID',
  'RealignErrXY',
  'LocalErrXY',
  'RealignReg',
  'GroupID',
  'DrawnID',
  'PieceOn',
  'XYinPc',
  'FitToPolygonID',
  'Acquire',
  'Imported',
  'OrigReg',
  'Draw',
]);

/**
 * The navigator document with the item of a cut added: a copy of the item that such images have, or one made from what is
 * known of them, with place, size and scale as the cut really has them. `source` is the map that it was cut from.
 */
function withCutItem(navigator: Navigator, source: MapItem, cut: CutItem): Navigator {
  const { template, conditions, name } = cut.shape.kind;
  const values = new Map<string, AutodocValue>();
  for (const [key, value] of entriesOf(cut, source)) values.set(key, value);
  const known = [
    ['MapMagInd', conditions.magIndex],
    ['MapExposure', conditions.exposureS],
    ['MapSpotSize', conditions.spotSize],
  ] as const;
  for (const [key, value] of known) if (value !== null) values.set(key, value);
  values.set('MapLDConSet', lowDoseSetOf[name]);
  if (template !== null)
    for (const [key, text] of inherited(template.item)) if (!values.has(key)) values.set(key, text);
  return appendItem(navigator, cut.label, values);
}

function inherited(item: AutodocSection): readonly (readonly [key: string, text: string])[] {
  return keysOf(item).flatMap((key) => {
    const text = historyOfTemplate.has(key) ? null : textOf(item, key);
    return text === null ? [] : [[key, text] as const];
  });
}

/** SerialEM's number for items that are maps, and its colour for them: blue. */
const mapType = 2;
const blue = 2;

function entriesOf(cut: CutItem, source: MapItem): readonly (readonly [key: string, value: AutodocValue])[] {
  const { shape, at, range, mapId, viewMapId } = cut;
  const { xx, xy, yx, yy } = shape.matrix;
  const outline = outlineOf(centredAt(shape.matrix, at, shape), shape);
  return [
    ['Color', blue],
    ['StageXYZ', [at.x, at.y, source.zUm]],
    ['NumPts', outline.length],
    ['Regis', source.registration],
    ['Type', mapType],
    ['Note', cut.note],
    ...(cut.acquire ? ([['Acquire', 1]] as const) : []),
    ['MapFile', cut.file],
    ['MapID', mapId],
    ...(viewMapId === null ? [] : ([['SamePosId', viewMapId]] as const)),
    ...foundAgainBy(source),
    ['MapMontage', 0],
    ['MapSection', 0],
    ['MapBinning', shape.binning],
    ['MapCamera', 0],
    ['MapScaleMat', [xx, xy, yx, yy]],
    ['MapWidthHeight', [shape.widthPx, shape.heightPx]],
    ['MapMinMaxScale', range],
    ['MapFramesXY', [0, 0]],
    ['MontBinning', shape.binning],
    ['MontUseStage', -1],
    ['MapTiltAngle', source.tiltDeg],
    ['PtsX', outline.map(({ x }) => x)],
    ['PtsY', outline.map(({ y }) => y)],
  ];
}

/** SerialEM looks for the place of a cut on the map that it came from first; nothing was missed there. */
function foundAgainBy({ mapId, registration }: MapItem): readonly (readonly [key: string, value: AutodocValue])[] {
  if (mapId === null) return [];
  return [
    ['RealignedID', mapId],
    ['RealignErrXY', [0, 0]],
    ['LocalErrXY', [0, 0]],
    ['RealignReg', registration],
  ];
}
