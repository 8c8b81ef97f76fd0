import { type AutodocSection, numberOf, numbersOf, textOf } from './autodoc.ts';

/** What the navigator's number for the type of an item means. */
export type NavigatorItemKind = 'point' | 'polygon' | 'map' | 'anchor';

const kinds: readonly NavigatorItemKind[] = ['point', 'polygon', 'map', 'anchor'];

/** A position of the stage, µm. */
export interface StageXyz {
  readonly xUm: number;
  readonly yUm: number;
  readonly zUm: number;
}

/** The common facts of a navigator item; null is said where the file does not say it or says no number. */
export interface NavigatorItem {
  /** What SerialEM shows in the Label column; need not be unique. */
  readonly label: string;
  readonly kind: NavigatorItemKind | null;
  /** Where SerialEM moves the stage to. */
  readonly stage: StageXyz | null;
  /** RawStageXY: where the stage itself stood when a map was taken, before SerialEM's corrections to `stage`. */
  readonly rawStage: { readonly xUm: number; readonly yUm: number } | null;
  /** The Note column; PACEtomo finds the targets file of an area through it. */
  readonly note: string | null;
  /** Whether the item is marked for acquisition. */
  readonly acquire: boolean;
  /** Unique in a navigator file, unlike the label. */
  readonly mapId: number | null;
  readonly groupId: number | null;
  /** MapID of the map on which the item was drawn. */
  readonly drawnOnMapId: number | null;
  readonly registration: number | null;
  readonly map: NavigatorMap | null;
  /** Corners of a polygon or a map, or the one point, in stage coordinates. */
  readonly outline: readonly { readonly xUm: number; readonly yUm: number }[];
}

/** What an item of kind `map` says about its image. */
export interface NavigatorMap {
  /** As SerialEM wrote it: with backslashes, absolute or relative. A name from a file: check it before opening. */
  readonly file: string;
  /** Section in that file, from 0. */
  readonly section: number | null;
  readonly montage: boolean;
  readonly binning: number | null;
  readonly magnificationIndex: number | null;
  readonly camera: number | null;
  readonly widthPixels: number | null;
  readonly heightPixels: number | null;
  /** From stage µm to image pixels, row by row: xx, xy, yx, yy. SerialEM's image y runs downwards. */
  readonly scaleMatrix: readonly [xx: number, xy: number, yx: number, yy: number] | null;
}

/** The typed view of an item; the section itself keeps every other key. */
export function readNavigatorItem(section: AutodocSection): NavigatorItem {
  const [xUm, yUm, zUm] = numbersOf(section, 'StageXYZ') ?? [];
  const [rawXUm, rawYUm] = numbersOf(section, 'RawStageXY') ?? [];
  const flag = numberOf(section, 'Acquire');
  return {
    label: section.name,
    kind: kinds[numberOf(section, 'Type') ?? -1] ?? null,
    stage: xUm === undefined || yUm === undefined || zUm === undefined ? null : { xUm, yUm, zUm },
    rawStage: rawXUm === undefined || rawYUm === undefined ? null : { xUm: rawXUm, yUm: rawYUm },
    note: textOf(section, 'Note'),
    acquire: flag !== null && flag !== 0,
    mapId: numberOf(section, 'MapID'),
    groupId: numberOf(section, 'GroupID'),
    drawnOnMapId: numberOf(section, 'DrawnID'),
    registration: numberOf(section, 'Regis'),
    map: readMap(section),
    outline: readOutline(section),
  };
}

function readMap(section: AutodocSection): NavigatorMap | null {
  const file = textOf(section, 'MapFile');
  if (file === null) return null;
  const [widthPixels = null, heightPixels = null] = numbersOf(section, 'MapWidthHeight') ?? [];
  const [xx, xy, yx, yy] = numbersOf(section, 'MapScaleMat') ?? [];
  const complete = xx !== undefined && xy !== undefined && yx !== undefined && yy !== undefined;
  return {
    file,
    section: numberOf(section, 'MapSection'),
    montage: numberOf(section, 'MapMontage') === 1,
    binning: numberOf(section, 'MapBinning'),
    magnificationIndex: numberOf(section, 'MapMagInd'),
    camera: numberOf(section, 'MapCamera'),
    widthPixels,
    heightPixels,
    scaleMatrix: complete ? [xx, xy, yx, yy] : null,
  };
}

function readOutline(section: AutodocSection): NavigatorItem['outline'] {
  const xs = numbersOf(section, 'PtsX') ?? [];
  const ys = numbersOf(section, 'PtsY') ?? [];
  if (xs.length !== ys.length) return [];
  return xs.map((xUm, at) => ({ xUm, yUm: ys[at] ?? Number.NaN }));
}
