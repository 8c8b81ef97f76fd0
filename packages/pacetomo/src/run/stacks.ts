import type { Vec } from '../geometry/frames.ts';
import type { RunPlan } from '../plan/plan.ts';
import type { Branch } from '../plan/tiltScheme.ts';
import type { Slot, Tile } from './slot.ts';
import { type RunState, slotKey, targetOf, tileKey, tiltOf } from './state.ts';

/** What an image is aligned to. */
export type Reference =
  | { readonly kind: 'section'; readonly section: number; readonly step: number }
  | { readonly kind: 'map'; readonly file: string; readonly movedAfter: Vec<'imageShift'> };

/** An image of a target. */
interface Taken {
  readonly step: number;
  readonly section: number;
  readonly sections: number;
  readonly isAligned: boolean;
}

/** The images of a target by step of the schedule, in the order of acquisition. */
function* takenImages(state: RunState, target: string): Generator<Taken> {
  for (const step of state.schedule.keys()) {
    const outcome = state.outcomes.get(slotKey({ target, step }));
    if (outcome?.kind === 'taken') yield { step, ...outcome };
  }
}

/** How many sections a target's stack holds by what the journal knows. */
export function sectionsOf(state: RunState, target: string): number {
  let sections = 0;
  for (const taken of takenImages(state, target)) sections += taken.sections;
  return sections;
}

/** How many sections the stack of one piece of a target's montage holds. */
export function tileSectionsOf(state: RunState, target: string, column: number, row: number): number {
  return [...state.schedule.keys()].filter(
    (step) => (state.tiles.get(tileKey({ target, step }, { column, row }))?.section ?? null) !== null,
  ).length;
}

/** Where the mdoc of a stack is kept as SerialEM wrote it, once the stack is sorted: in a folder of its own. */
export const keptMdocOf = (stack: string): string => `unsorted/${stack}.mdoc`;

/** The number of the next exposure for a target's stack, or for that of a piece of its montage, from 1: those that left no image count. */
export function orderOf({ exposed }: RunState, { target }: Slot, tile: Tile | null = null): number {
  const isSame = (other: Tile | null): boolean => other?.column === tile?.column && other?.row === tile?.row;
  const images = [...exposed.values()].filter((shot) => shot.step !== null && shot.target === target);
  return 1 + images.filter((shot) => isSame(shot.tile)).length;
}

/**
 * The dose that the next Record exposure will give, e/Å², as far as is known: what a person says of the beam, else that of the
 * last image, else of a Preview before the first, each for its exposure time; 0 when nobody knows. `exposureS` is its own
 * time, seconds, null for that of the Record parameters.
 */
export function expectedDose(state: RunState, exposureS: number | null): number {
  const { area, settings } = state;
  if (area === null) return 0;
  const seconds = exposureS ?? area.exposureS;
  if (settings.recordDoseEPerA2 > 0) return (settings.recordDoseEPerA2 * seconds) / area.exposureS;
  const last = [...state.outcomes.values()].findLast(({ kind }) => kind === 'taken');
  if (last?.kind === 'taken') return (last.doseEPerA2 / last.sections / last.exposureS) * seconds;
  return ((area.recordDoseEPerA2 ?? 0) * seconds) / area.exposureS;
}

/** All dose that the journal knows of at a target: its images, those that were lost, and looks at it, e/Å². Pieces of its montage lie beside it. */
export function doseOf({ exposed }: RunState, target: string): number {
  return [...exposed.values()].reduce(
    (sum, shot) => sum + (shot.target === target && shot.what !== 'tile' ? (shot.doseEPerA2 ?? 0) : 0),
    0,
  );
}

/**
 * What a slot's image is aligned to: the latest image of the same branch, else the start image, else, when that was lost,
 * nothing. The start image itself is aligned to the target's reference map if there is one.
 */
export function referenceOf(plan: RunPlan, state: RunState, slot: Slot): Reference | null {
  const latest = latestImage(state, slot);
  if (latest !== null) return { kind: 'section', section: latest.section, step: latest.step };
  const preview = slot.step === 0 ? state.setUp.previews.get(slot.target) : undefined;
  if (preview !== undefined) return { kind: 'map', ...preview };
  const { referenceMap } = targetOf(plan, slot.target);
  const usesMap = slot.step === 0 && state.area?.withReferenceMap.includes(slot.target);
  return usesMap && referenceMap !== null ? { kind: 'map', file: referenceMap, movedAfter: { x: 0, y: 0 } } : null;
}

/**
 * How many of a target's images on the branch, up to a step, were taken one after the other without being found where they
 * were expected: what may be believed of the next one grows with them. A target that has once moved farther than the limit
 * would otherwise never be found again.
 */
export function missesBefore(state: RunState, { target, step }: Slot): number {
  const { branch } = tiltOf(state, step);
  const earlier = [...takenImages(state, target)].filter(
    (taken) => taken.step < step && (taken.step === 0 || tiltOf(state, taken.step).branch === branch),
  );
  return earlier.length - 1 - earlier.findLastIndex(({ isAligned }) => isAligned);
}

/** A target's latest image before a step on the same branch that others may be aligned to, else its start image, else null. */
export function latestImage(
  state: RunState,
  { target, step }: Slot,
  branch: Branch = tiltOf(state, step).branch,
): Taken | null {
  const earlier = [...takenImages(state, target)].filter((taken) => taken.step < step && taken.isAligned);
  return earlier.filter((taken) => taken.step === 0 || tiltOf(state, taken.step).branch === branch).at(-1) ?? null;
}
