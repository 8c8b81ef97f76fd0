import { add, apply, subtract, type Vec } from '../geometry/frames.ts';
import type { Area, AreaTarget } from './area.ts';
import { areaNameOf, highestCopy, numberText, readAreaFileName, stackName, targetsFileName } from './areaNames.ts';
import type { ItemChange, ItemSearch, NavigatorChange } from './navigatorChanges.ts';
import { specimenToStage } from './stageMatrix.ts';

/** A place that an area is copied to. */
export interface CopyPoint {
  /** Navigator position of its tracking target, µm. */
  readonly stage: Vec<'stage'>;
  /** The Navigator's item that marks it; null when a point has to be added. */
  readonly item: number | null;
}

/** A copy of an area for another position of the stage. */
export interface AreaCopy {
  /** `lamella_tgts_p03.txt` */
  readonly targetsFile: string;
  readonly area: Area;
  readonly navigator: readonly NavigatorChange[];
}

/** What copying needs to know beside the area and the points. */
export interface CopySource {
  readonly area: Area;
  /** Root of the area that was chosen, also when a copy of it is copied. */
  readonly root: string;
  /** Names that are taken: files in the folder, Notes in the Navigator. */
  readonly taken: readonly string[];
  /** Copies skip what the area skips. A broken hole here is none there, so usually they do not. */
  readonly keepSkips: boolean;
}

/**
 * Copies of an area, one for each point, numbered after the highest that is taken. Every target keeps its position from
 * the tracking target and moves along on the stage (the original leaves targets 002 and on at the old place, behaviour
 * H57). Maps and scores belong to the old place and are left behind; settings and geometry points go along.
 */
export function copiesOf(source: CopySource, points: readonly CopyPoint[]): readonly AreaCopy[] {
  const first = highestCopy(source.root, source.taken) + 1;
  return points.map((point, i) => copyOf(source, point, first + i));
}

function copyOf({ area, root, keepSkips }: CopySource, { stage, item }: CopyPoint, copy: number): AreaCopy {
  const name = areaNameOf({ root, copy });
  const targetsFile = targetsFileName({ root, copy });
  const move = stageSteps(area);
  const targets = area.targets.map((target, index): AreaTarget => {
    const step = index === 0 ? { x: 0, y: 0 } : move(target);
    return {
      ...target,
      stage: step && add(stage, step),
      stack: stackName(name, index + 1),
      previewMap: null,
      viewMap: null,
      skip: keepSkips && target.skip,
      score: null,
    };
  });
  return {
    targetsFile,
    area: { ...area, name, targets },
    navigator: navigatorOf(targets, targetsFile, { stage, item }),
  };
}

/** How far each target lies from the tracking target on the stage: as was noted, else as the others show. */
function stageSteps(area: Area): (target: AreaTarget) => Vec<'stage'> | null {
  const origin = area.targets[0]?.stage ?? null;
  const matrix = specimenToStage(area);
  return ({ stage, position }) => {
    if (stage !== null && origin !== null) return subtract(stage, origin);
    return position === null || matrix === null ? null : apply(matrix, position);
  };
}

function navigatorOf(
  targets: readonly AreaTarget[],
  targetsFile: string,
  { stage, item }: CopyPoint,
): readonly NavigatorChange[] {
  const find: readonly ItemSearch[] = item === null ? [] : [{ by: 'number', item }];
  const marked: ItemChange = {
    kind: 'item',
    find,
    what: item === null ? 'A new point' : `Item ${item} of the table`,
    label: numberText(1),
    note: targetsFile,
    noteOfMap: targetsFile,
    acquire: true,
    orAdd: item === null ? { label: numberText(1), stage } : null,
  };
  const points = targets.flatMap((target, index) =>
    index === 0 || target.stage === null ? [] : [{ label: numberText(index + 1), stage: target.stage }],
  );
  return points.length === 0 ? [marked] : [marked, { kind: 'points', points }];
}

/** An item of the Navigator as far as copying looks at it. */
export interface MarkedItem {
  readonly item: number;
  readonly stage: Vec<'stage'>;
  readonly note: string;
  readonly acquire: boolean;
}

/** The items that are marked Acquire and lead to no targets file yet: where an area is to be copied to. */
export function pointsToCopyTo(items: readonly MarkedItem[]): readonly CopyPoint[] {
  return items
    .filter(({ note, acquire }) => acquire && !/\.txt$/i.test(note))
    .map(({ item, stage }) => ({ item, stage }));
}

/** The root that copies of an area are named after, from the name of its file; the area's own name for other names. */
export function rootForCopies(area: Area, file: string): string {
  return readAreaFileName(file)?.root ?? area.name;
}
