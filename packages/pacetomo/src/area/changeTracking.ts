import { add, apply, subtract, type Vec } from '../geometry/frames.ts';
import type { Area, AreaTarget } from './area.ts';
import { numberText } from './areaNames.ts';
import { type EditedArea, isRefused, type Refused, refused, targetAt } from './edit.ts';
import type { ItemChange, ItemSearch } from './navigatorChanges.ts';
import { specimenToStage } from './stageMatrix.ts';

/** An area with another tracking target, and what has to change in the Navigator so that the area is found by it. */
export interface TrackingChanged extends EditedArea {
  /** First the item that the area was found by, then the one that it will be found by. */
  readonly navigator: readonly [ItemChange, ItemChange];
}

/**
 * Makes a target (index from 0) the tracking target: it moves to the front and is not skipped, and all positions and
 * geometry points are counted from it. The others keep their order, all keep their files and stage positions.
 *
 * `targetsFile` is the name that the Note of the area's item in the Navigator leads to: `lamella_tgts.txt`.
 */
export function changeTracking(area: Area, index: number, targetsFile: string): TrackingChanged | Refused {
  const chosen = targetAt(area, index);
  if (isRefused(chosen)) return chosen;
  const [old] = area.targets;
  if (index === 0 || old === undefined) return refused('Target 001 is the tracking target already.');
  const number = numberText(index + 1);
  const origin = chosen.position;
  if (origin === null && countsFromTracking(area))
    return refused(
      `The position of target ${number} on the specimen is not known, so the others cannot be counted from it.`,
    );
  const stage = chosen.stage ?? stageOf(area, origin);
  if (stage === null && old.stage !== null)
    return refused(`The stage position of target ${number} is not known, so the area would not be found by it.`);
  const first: AreaTarget = { ...chosen, stage, skip: false, position: origin && { x: 0, y: 0 } };
  const others = area.targets.filter((target) => target !== chosen);
  const changed: Area = {
    ...area,
    targets: [first, ...others.map((target) => countedFrom(origin, target, target === old))],
    geometryPoints: area.geometryPoints.map((point) => (origin === null ? point : subtract(point, origin))),
  };
  return { kind: 'edited', area: changed, navigator: [giveUp(old, targetsFile), takeOver(first, number, targetsFile)] };
}

/** Whether anything is counted from the tracking target, itself aside. */
function countsFromTracking({ targets, geometryPoints }: Area): boolean {
  return geometryPoints.length > 0 || targets.slice(1).some(({ position }) => position !== null);
}

function stageOf(area: Area, position: Vec<'specimen'> | null): Vec<'stage'> | null {
  const matrix = specimenToStage(area);
  const stage = area.targets[0]?.stage ?? null;
  return matrix === null || stage === null || position === null ? null : add(stage, apply(matrix, position));
}

function countedFrom(origin: Vec<'specimen'> | null, target: AreaTarget, wasTracking: boolean): AreaTarget {
  if (origin === null) return wasTracking ? { ...target, position: null } : target;
  const position = wasTracking ? { x: 0, y: 0 } : target.position;
  return { ...target, position: position && subtract(position, origin) };
}

/** The item that an area was found by is found by its own map from now on. A point has no map, and no Note then. */
function giveUp(old: AreaTarget, targetsFile: string): ItemChange {
  return {
    kind: 'item',
    find: [{ by: 'note', note: targetsFile }],
    what: `The item with the Note ${targetsFile}`,
    label: null,
    note: old.previewMap ?? '',
    noteOfMap: old.previewMap ?? old.viewMap ?? '',
    acquire: false,
    orAdd: null,
  };
}

function takeOver({ previewMap, viewMap, stage }: AreaTarget, number: string, targetsFile: string): ItemChange {
  const notes = [previewMap, viewMap].filter((note) => note !== null);
  const place = stage === null ? [] : [{ by: 'place', stage } as const];
  // where there is no Preview, a point of a pattern lies at the place, and its View is another item
  const find: readonly ItemSearch[] =
    previewMap === null ? [...place, ...notes.map(byNote)] : [...notes.slice(0, 1).map(byNote), ...place];
  return {
    kind: 'item',
    find,
    what: `The item of what was target ${number}${notes[0] === undefined ? '' : ` (Note ${notes[0]})`}`,
    label: null,
    note: targetsFile,
    noteOfMap: targetsFile,
    acquire: true,
    orAdd: stage && { label: number, stage },
  };
}

const byNote = (note: string): ItemSearch => ({ by: 'note', note });
