import type { RunPlan } from '../plan/plan.ts';
import type { Slot } from './events.ts';
import { type RunState, slotKey, targetOf, tiltOf } from './state.ts';

/** What an image is aligned to. */
export type Reference =
  | { readonly kind: 'section'; readonly section: number }
  | { readonly kind: 'map'; readonly file: string };

/** The section numbers of a target's images by step of the schedule, in the order of acquisition. */
function* takenSections(
  state: RunState,
  target: string,
): Generator<{ readonly step: number; readonly section: number }> {
  for (const step of state.schedule.keys()) {
    const outcome = state.outcomes.get(slotKey({ target, step }));
    if (outcome?.kind === 'taken') yield { step, section: outcome.section };
  }
}

/** How many sections a target's stack holds by what the journal knows. */
export function sectionsOf(state: RunState, target: string): number {
  return [...takenSections(state, target)].length;
}

/** The dose that the next exposure will give as far as is known: that of the last one, e/Å²; 0 before the first. */
export function expectedDose(state: RunState): number {
  const doses = [...state.outcomes.values()].flatMap((outcome) =>
    outcome.kind === 'taken' ? [outcome.doseEPerA2] : [],
  );
  return doses.at(-1) ?? 0;
}

/** The dose that a target received from its own Record exposures before a step, those that left no image included, e/Å². */
export function priorDoseEPerA2(state: RunState, { target, step }: Slot): number {
  let dose = 0;
  for (const earlier of state.schedule.keys()) {
    const outcome = earlier < step ? state.outcomes.get(slotKey({ target, step: earlier })) : undefined;
    if (outcome !== undefined && outcome.kind !== 'skipped') dose += outcome.doseEPerA2;
  }
  return dose;
}

/**
 * What a slot's image is aligned to: the latest image of the same branch, else the start image, else, when that was lost,
 * nothing. The start image itself is aligned to the target's reference map if there is one.
 */
export function referenceOf(plan: RunPlan, state: RunState, slot: Slot): Reference | null {
  const { branch } = tiltOf(state, slot.step);
  const earlier = [...takenSections(state, slot.target)].filter(({ step }) => step < slot.step);
  const latest = earlier.filter(({ step }) => step === 0 || tiltOf(state, step).branch === branch).at(-1);
  if (latest !== undefined) return { kind: 'section', section: latest.section };
  const { referenceMap } = targetOf(plan, slot.target);
  const usesMap = slot.step === 0 && state.area?.withReferenceMap.includes(slot.target);
  return usesMap && referenceMap !== null ? { kind: 'map', file: referenceMap } : null;
}
