import type { RunPlan } from '../../plan/plan.ts';
import { isMontage, tileFile, tilesOf } from '../../run/montage.ts';
import { initialState } from '../../run/state.ts';
import { seriesName } from '../../series/seriesName.ts';

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

/** Frames of a stack begin with the name of its series and their number; those of PACEtomo.py and of our first version with its own name. */
export function isFrameOf(name: string, { file }: PlannedFile): boolean {
  const own = name.toLowerCase();
  if (own.startsWith(`${file.replace(/\.[^.]*$/, '').toLowerCase()}_tilt_`)) return true;
  const series = seriesName(file).toLowerCase();
  return own.startsWith(`${series}_`) && /^_\d{3}_-?\d/.test(own.slice(series.length));
}
