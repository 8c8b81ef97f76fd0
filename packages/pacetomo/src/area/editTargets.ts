import { add, apply, type Matrix, subtract, type Vec } from '../geometry/frames.ts';
import type { Area, AreaTarget } from './area.ts';
import { numberIn, numberText, stackName } from './areaNames.ts';
import { type Edited, edited, isPlace, isRefused, refused, targetAt, withTarget } from './edit.ts';

/** Leaves a target (index from 0) out of the acquisition, or takes it in again. Doing it twice changes nothing (behaviour H68). */
export function setSkip(area: Area, index: number, skip: boolean): Edited {
  const target = targetAt(area, index);
  if (isRefused(target)) return target;
  if (skip && index === 0)
    return refused(
      'Target 001 tracks for all the others and cannot be skipped. Make another target the tracking target first.',
    );
  return edited(withTarget(area, index, { ...target, skip }));
}

/** Leaves out all targets but the tracking target. */
export function skipAllButTracking(area: Area): Edited {
  return edited({ ...area, targets: area.targets.map((target, index) => ({ ...target, skip: index > 0 })) });
}

/** Puts the targets into another order: their present indices, from 0, each once. File names stay with their targets. */
export function reorder(area: Area, order: readonly number[]): Edited {
  const wanted = order.map((index) => area.targets[index]).filter((target) => target !== undefined);
  if (order.length !== area.targets.length || new Set(wanted).size !== area.targets.length)
    return refused(`An order names each of the ${area.targets.length} targets once; this one does not.`);
  if (order[0] !== undefined && order[0] !== 0)
    return refused(
      `Target 001 tracks for all the others and comes first. To let ${numberText(order[0] + 1)} track, make it the tracking target.`,
    );
  return edited({ ...area, targets: wanted });
}

/** PACEtomo.py numbers a pattern of a size anew, row by row (H12): with a target more or fewer that would go wrong. */
const withoutSize = (area: Area): Area => ({
  ...area,
  settings: area.settings.filter(({ name }) => name !== 'size' && name !== 'patternSize'),
});

/** What is known of a target that is added. */
export type NewTarget = Partial<AreaTarget> & Pick<AreaTarget, 'position' | 'stage'>;

/**
 * Adds a target at the end. The first one of an area becomes its tracking target, from which all positions count: it lies
 * at 0, 0. Without a stack it gets the next free number; `entries`, the names in the folder, keep it off files there.
 */
export function addTarget(area: Area, { skip = false, ...target }: NewTarget, entries: readonly string[] = []): Edited {
  const { position, stage } = target;
  if (position === null && stage === null) return refused('A target needs a position on the specimen or on the stage.');
  if ((position && !isPlace(position)) || (stage && !isPlace(stage)))
    return refused('The position of a target has to be two numbers.');
  const stack = target.stack ?? stackName(area.name, nextNumber(area, entries));
  if (area.targets.some((other) => other.stack.toLowerCase() === stack.toLowerCase()))
    return refused(`Another target has the stack ${stack} already.`);
  const isTracking = area.targets.length === 0;
  const added: AreaTarget = {
    previewMap: null,
    viewMap: null,
    score: null,
    otherKeys: new Map(),
    ...target,
    stack,
    skip: skip && !isTracking,
    position: isTracking ? { x: 0, y: 0 } : position,
  };
  return edited({ ...withoutSize(area), targets: [...area.targets, added] });
}

/** The number after the highest that an area's files have, so that no target ever gets the files of a deleted one on disk. */
export function nextNumber({ name, targets }: Area, entries: readonly string[] = []): number {
  const own = targets.flatMap(({ stack, previewMap, viewMap }) => [stack, previewMap ?? '', viewMap ?? '']);
  const prefix = `${name}_t`.toLowerCase();
  const others = entries.filter((entry) => entry.toLowerCase().startsWith(prefix));
  return Math.max(targets.length, ...[...own, ...others].map((file) => numberIn(file) ?? 0)) + 1;
}

/** Deletes a target from the area. Its files stay where they are. */
export function deleteTarget(area: Area, index: number): Edited {
  const target = targetAt(area, index);
  if (isRefused(target)) return target;
  if (index === 0)
    return refused(
      'Target 001 tracks for all the others and cannot be deleted. Make another target the tracking target first.',
    );
  return edited({ ...withoutSize(area), targets: area.targets.filter((_, i) => i !== index) });
}

/**
 * Moves a target to a position on the specimen, from the tracking target, µm. Its stage position moves by as much with
 * `toStage`; without that it is not known any more. Its Preview and View are forgotten: they show the place where it was,
 * and the acquisition would go back there. The files stay.
 */
export function moveTarget(
  area: Area,
  index: number,
  position: Vec<'specimen'>,
  toStage: Matrix<'specimen', 'stage'> | null,
): Edited {
  const target = targetAt(area, index);
  if (isRefused(target)) return target;
  if (!isPlace(position)) return refused('The position of a target has to be two numbers.');
  if (index === 0)
    return refused(
      'Target 001 is where all positions count from and what its map in the Navigator shows. Add a target at the new place and make that the tracking target.',
    );
  const step =
    target.position === null || toStage === null ? null : apply(toStage, subtract(position, target.position));
  const stage = step && target.stage && add(target.stage, step);
  return edited(withTarget(area, index, { ...target, position, stage, previewMap: null, viewMap: null }));
}
