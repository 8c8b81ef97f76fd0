import { type AutodocSection, type AutodocValue, numberOf, numbersOf } from './autodoc.ts';

/** A pair of numbers that knows no frame. */
export interface PlainPoint {
  readonly x: number;
  readonly y: number;
}

/** What SerialEM compares the first image of each target with. */
export type ParallelTsReferences =
  | { readonly kind: 'none' }
  /** Previews: sections of the file of one map, with the shift that each image had, unbinned pixels. */
  | {
      readonly kind: 'previews';
      readonly firstMapId: number;
      readonly sections: readonly number[];
      readonly shiftsPx: readonly PlainPoint[];
    }
  /** Cuttings of the map that the item was drawn on, about these pixels of it. */
  | { readonly kind: 'area-map'; readonly placesPx: readonly PlainPoint[] };

/**
 * The parameters of a parallel tilt series of SerialEM 4.3, a section `ParallelTSParam` of the navigator file. Angles in
 * degrees.
 */
export interface ParallelTsParam {
  /** PreTilt: the tilt of the stage at which the sample lies level across the axis. The series starts there. */
  readonly levellingTiltDeg: number;
  /** XPitchAngle: slope along the axis when it lies level across it; z = −x · tan of it. */
  readonly xPitchDeg: number;
  /** MappingTilt: the tilt at which the targets were chosen; their image shifts hold there. */
  readonly mappingTiltDeg: number;
  /** MaxTilt: how far the series goes to both sides of its start; 0 when it is not said. */
  readonly maxTiltFromStartDeg: number;
  /** NavID: tells sections apart when files are merged. */
  readonly navId: number;
  readonly references: ParallelTsReferences;
}

/** The typed view of a section, or the name of the key whose number is missing. */
export function parallelTsParamOf(section: AutodocSection): ParallelTsParam | string {
  const levellingTiltDeg = numberOf(section, 'PreTilt');
  const xPitchDeg = numberOf(section, 'XPitchAngle');
  const mappingTiltDeg = numberOf(section, 'MappingTilt');
  const navId = numberOf(section, 'NavID');
  if (levellingTiltDeg === null) return 'PreTilt';
  if (xPitchDeg === null) return 'XPitchAngle';
  if (mappingTiltDeg === null) return 'MappingTilt';
  if (navId === null) return 'NavID';
  const maxTiltFromStartDeg = numberOf(section, 'MaxTilt') ?? 0;
  return { levellingTiltDeg, xPitchDeg, mappingTiltDeg, maxTiltFromStartDeg, navId, references: referencesOf(section) };
}

function referencesOf(section: AutodocSection): ParallelTsReferences {
  const numbers = (key: string): readonly number[] => numbersOf(section, key) ?? [];
  const sections = numbers('PrevSectNums');
  const firstMapId = numberOf(section, 'FirstPrevMapID');
  if (firstMapId !== null && firstMapId !== 0 && sections.length > 0) {
    const shiftsPx = pointsOf(numbers('XShiftInImage'), numbers('YShiftInImage'));
    return { kind: 'previews', firstMapId, sections, shiftsPx };
  }
  const placesPx = pointsOf(numbers('XinAreaMap'), numbers('YinAreaMap'));
  return placesPx.length > 0 ? { kind: 'area-map', placesPx } : { kind: 'none' };
}

/** The keys of a section, in the order in which SerialEM writes them. */
export function formatParallelTsParam(param: ParallelTsParam): readonly (readonly [string, AutodocValue])[] {
  return [
    ...formatReferences(param.references),
    ['PreTilt', param.levellingTiltDeg],
    ['XPitchAngle', param.xPitchDeg],
    ['MappingTilt', param.mappingTiltDeg],
    ['MaxTilt', param.maxTiltFromStartDeg],
    ['NavID', param.navId],
  ];
}

function formatReferences(references: ParallelTsReferences): readonly (readonly [string, AutodocValue])[] {
  if (references.kind === 'none') return [];
  if (references.kind === 'area-map') return formatPoints('XinAreaMap', 'YinAreaMap', references.placesPx);
  return [
    ['FirstPrevMapID', references.firstMapId],
    ['PrevSectNums', references.sections],
    ...formatPoints('XShiftInImage', 'YShiftInImage', references.shiftsPx),
  ];
}

function formatPoints(
  xKey: string,
  yKey: string,
  points: readonly PlainPoint[],
): readonly (readonly [string, AutodocValue])[] {
  if (points.length === 0) return [];
  return [
    [xKey, points.map(({ x }) => x)],
    [yKey, points.map(({ y }) => y)],
  ];
}

/** Points from two lists; what has no partner is left out. */
export function pointsOf(xs: readonly number[], ys: readonly number[]): readonly PlainPoint[] {
  return xs.flatMap((x, i) => {
    const y = ys[i];
    return y === undefined ? [] : [{ x, y }];
  });
}
