import { type AutodocSection, appendSection, numberOf, numbersOf, sectionsOf } from './autodoc.ts';
import { EmFileError, quoted } from './errors.ts';
import { appendItem, type Navigator, navigatorItems } from './navigator.ts';
import type { StageXyz } from './navigatorItem.ts';
import {
  formatParallelTsParam,
  type ParallelTsParam,
  type PlainPoint,
  parallelTsParamOf,
  pointsOf,
} from './parallelTsParam.ts';

/** An area of SerialEM's own parallel tilt series: an item with its image-shift targets and the parameters it refers to. */
export interface ParallelTsArea {
  readonly item: AutodocSection;
  /** The section of its parameters; keys that are not in `param` stay in it. */
  readonly section: AutodocSection;
  readonly param: ParallelTsParam;
  /** Image shift of each target from the first one, which is 0, 0, in SerialEM's units; as seen at the mapping tilt. */
  readonly targets: readonly PlainPoint[];
  /** Index of the magnification whose image-shift units these are: `TargetMag`. */
  readonly magnificationIndex: number;
  /** Lowest and highest tilt of the series where the item says its own (TSstartEndAngles), degrees. */
  readonly tiltRangeDeg: { readonly lowest: number; readonly highest: number } | null;
}

/** What a navigator file says of parallel tilt series. */
export interface ParallelTsAreas {
  readonly areas: readonly ParallelTsArea[];
  /** A sentence for each item that refers to a parallel tilt series and that SerialEM would not acquire either. */
  readonly problems: readonly string[];
}

/** SerialEM calls the first target out of place when it is farther than this from 0, 0 (TSController.cpp, `ParallelTSSetup`). */
const largestFirstShift = 1e-3;

/** All areas for SerialEM's parallel tilt series in a navigator file, text or XML, in the order of its items. */
export function readParallelTs(navigator: Navigator): ParallelTsAreas {
  const sections = sectionsOf(navigator, 'ParallelTSParam');
  const areas: ParallelTsArea[] = [];
  const problems: string[] = [];
  for (const item of navigatorItems(navigator)) {
    const index = numberOf(item, 'ParallelTSIndex');
    if (index === null || index < 0) continue;
    const read = readArea(item, index, sections);
    if (typeof read === 'string') problems.push(`Item ${quoted(item.name)} ${read}`);
    else areas.push(read);
  }
  return { areas, problems };
}

/** The area of an item, or the rest of the sentence that says what is wrong with it. */
function readArea(item: AutodocSection, index: number, sections: readonly AutodocSection[]): ParallelTsArea | string {
  // SerialEM counts the sections in the order of the file, whatever their names are
  const section = sections[index];
  if (section === undefined)
    return `refers to parallel tilt series ${index}, but the file has ${sections.length} of them.`;
  const param = parallelTsParamOf(section);
  if (typeof param === 'string') return `refers to a parallel tilt series without a number for ${param}.`;
  const shifts = numbersOf(item, 'IStargets') ?? [];
  const targets = pointsOf(
    shifts.filter((_, i) => i % 2 === 0),
    shifts.filter((_, i) => i % 2 === 1),
  );
  const magnificationIndex = numberOf(item, 'TargetMag');
  if (targets.length < 2) return 'has fewer than two image-shift targets.';
  if (magnificationIndex === null)
    return 'does not say at which magnification its image shifts are: it has no TargetMag.';
  const [first] = targets;
  if (first !== undefined && Math.max(Math.abs(first.x), Math.abs(first.y)) > largestFirstShift)
    return `has its first target at ${first.x}, ${first.y} instead of 0, 0.`;
  const references = param.references.kind === 'previews' ? param.references.sections.length : targets.length;
  if (references < targets.length) return `has ${targets.length} targets but ${references} Previews.`;
  return { item, section, param, targets, magnificationIndex, tiltRangeDeg: tiltRangeOf(item) };
}

function tiltRangeOf(item: AutodocSection): ParallelTsArea['tiltRangeDeg'] {
  const [start, end] = numbersOf(item, 'TSstartEndAngles') ?? [];
  if (start === undefined || end === undefined) return null;
  return { lowest: Math.min(start, end), highest: Math.max(start, end) };
}

/** A new area for SerialEM's parallel tilt series. */
export interface NewParallelTs {
  readonly label: string;
  readonly note: string;
  /** Where the stage centres the first target, µm. */
  readonly stage: StageXyz;
  readonly registration: number;
  /** MapID of the map on which the targets were drawn; null for none. */
  readonly drawnOnMapId: number | null;
  /** An ID of its own for the item; `freeNavigatorId` gives one. */
  readonly mapId: number;
  readonly targets: readonly PlainPoint[];
  readonly magnificationIndex: number;
  readonly param: ParallelTsParam;
}

/**
 * The navigator with a point item for a new area and its parameters, keys in the order in which SerialEM writes them.
 * Everything else stays as it was. Throws `unwritable` for what SerialEM would not read as it is meant.
 */
export function appendParallelTs(navigator: Navigator, area: NewParallelTs): Navigator {
  refuseUnusable(navigator, area);
  const index = sectionsOf(navigator, 'ParallelTSParam').length;
  const { xUm, yUm, zUm } = area.stage;
  const withItem = appendItem(navigator, area.label, [
    ['Color', 0],
    ['StageXYZ', [xUm, yUm, zUm]],
    ['NumPts', 1],
    ['Regis', area.registration],
    ['Type', 0],
    ['Note', area.note],
    ...(area.drawnOnMapId === null ? [] : [['DrawnID', area.drawnOnMapId] as const]),
    ['MapID', area.mapId],
    ['ParallelTSIndex', index],
    ['PtsX', xUm],
    ['PtsY', yUm],
    ['IStargets', area.targets.flatMap(({ x, y }) => [x, y])],
    ['TargetMag', area.magnificationIndex],
  ]);
  return appendSection(withItem, {
    type: 'ParallelTSParam',
    name: String(index),
    values: formatParallelTsParam(area.param),
  });
}

function refuseUnusable(navigator: Navigator, { targets, param, mapId }: NewParallelTs): void {
  const [first] = targets;
  const problem =
    targets.length < 2 || first === undefined
      ? 'A parallel tilt series needs two targets.'
      : Math.max(Math.abs(first.x), Math.abs(first.y)) > largestFirstShift
        ? 'The first target of a parallel tilt series has to be at 0, 0.'
        : usedIds(navigator).has(param.navId) || usedIds(navigator).has(mapId) || param.navId === mapId
          ? `The IDs ${mapId} and ${param.navId} are not both free in this navigator file.`
          : null;
  if (problem !== null) throw new EmFileError('unwritable', null, problem);
}

/** SerialEM's IDs are positive and have 31 bits. */
const largestId = 2 ** 31 - 1;

/** The first ID from `wished` on that nothing in the navigator file has. Wish for a random one: files get merged. */
export function freeNavigatorId(navigator: Navigator, wished: number): number {
  const used = usedIds(navigator);
  let id = Math.max(1, Math.trunc(wished) % largestId);
  while (used.has(id)) id = (id % largestId) + 1;
  return id;
}

const idKeys = ['MapID', 'GroupID', 'PolyID', 'SamePosId', 'DrawnID', 'NavID'] as const;

function usedIds(navigator: Navigator): ReadonlySet<number> {
  return new Set(
    navigator.sections.flatMap((section) => idKeys.map((key) => numberOf(section, key))).filter((id) => id !== null),
  );
}
