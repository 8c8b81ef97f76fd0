import { isCopied, type RunPlan, type Target } from '../plan/plan.ts';
import type { SetUpStep } from './events.ts';
import type { RunState } from './state.ts';

/** The steps of set-up that a plan asks for, in their order. */
export function setUpSteps({ settings }: RunPlan): readonly SetUpStep[] {
  const { eucentricity, alignToP, tgtPattern, refineVec, patternSize, measureGeo } = settings;
  const refinesVectors = refineVec && alignToP && tgtPattern && patternSize > 0;
  return [
    'checked',
    ...(eucentricity ? (['eucentric'] as const) : []),
    'realigned',
    ...(refinesVectors ? (['vectors'] as const) : []),
    ...(measureGeo ? (['slope'] as const) : []),
    'at-start-tilt',
    'centred',
    'focused',
  ];
}

/** Whether a target is looked for by its own maps before the start. */
function isPlaced(plan: RunPlan, target: Target): boolean {
  const { settings } = plan;
  if (target.skip || (!settings.previewAli && !settings.viewAli)) return false;
  if (settings.alignToP) return true;
  if (settings.tgtPattern) return target.viewMap !== null && !isCopied(plan);
  return target.referenceMap !== null || target.viewMap !== null;
}

/** What set-up does next: a step, a target to be looked for, or null when everything is known. */
export function nextOfSetUp(
  plan: RunPlan,
  { setUp, takenOver }: RunState,
): { readonly step: SetUpStep } | { readonly target: string } | null {
  if (takenOver !== null) return null; // the script has done it; only the calibrations are to be read
  const step = setUpSteps(plan).find((name) => !setUp.done.has(name));
  if (step !== undefined) return { step };
  const target = plan.targets.find((candidate) => isPlaced(plan, candidate) && !setUp.placed.has(candidate.id));
  return target === undefined ? null : { target: target.id };
}
