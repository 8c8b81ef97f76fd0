import type { RunPlan } from '../../plan/plan.ts';
import { isMontage, tileFile, tilesOf } from '../../run/montage.ts';
import { initialState } from '../../run/state.ts';

/** A stack that a run would make. */
export interface PlannedFile {
  readonly file: string;
  readonly target: string;
}

/** The stacks of a plan, those of montage pieces included. */
export function filesOf(plan: RunPlan): readonly PlannedFile[] {
  const state = initialState(plan);
  return plan.targets.flatMap(({ id, stack, skip }) => {
    if (skip) return [];
    const tiles = isMontage(plan, state, id) ? tilesOf(plan.settings) : [];
    return [stack, ...tiles.map((tile) => tileFile(stack, tile))].map((file) => ({ file, target: id }));
  });
}

/** The maps that a run looks its targets up by, where it does. */
export function mapsOf(plan: RunPlan): readonly PlannedFile[] {
  const { previewAli, viewAli, alignToP, realignToItem } = plan.settings;
  if ((!previewAli && !viewAli) || alignToP || realignToItem) return [];
  return plan.targets.flatMap(({ id, viewMap, referenceMap, skip }) =>
    [viewMap, previewAli ? referenceMap : null].flatMap((file) =>
      skip || file === null ? [] : [{ file, target: id }],
    ),
  );
}

/** Frames of a stack begin with its name; SerialEM appends step and angle. */
export const isFrameOf = (name: string, { file }: PlannedFile): boolean =>
  name.toLowerCase().startsWith(`${file.replace(/\.[^.]*$/, '').toLowerCase()}_tilt_`);
