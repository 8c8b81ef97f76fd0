import type { NewestImage, Stacks } from '../microscope/microscope.ts';
import type { RunEvent, Slot } from '../run/events.ts';
import { priorDoseEPerA2 } from '../run/stacks.ts';
import { after, indexOf, tiltOf } from '../run/state.ts';
import type { Running } from './running.ts';
import { openStack, readReference } from './slotStack.ts';

/**
 * Finds out where a target really was in the image in buffer A and writes that into the mdoc. Costs no dose and moves
 * nothing, so it may be done again as often as a crash demands.
 */
export async function measure(
  scope: NewestImage & Stacks,
  run: Running,
  slot: Slot,
  hasReference: boolean,
): Promise<void> {
  const isTracking = indexOf(run.plan, slot.target) === 0;
  const limitUm = isTracking ? null : run.plan.settings.alignLimitUm;
  const correction = hasReference ? await scope.correctionToReference(limitUm) : null;
  const measured: RunEvent = { type: 'track.measured', ...slot, correction };
  await scope.annotate(mdocKeys(run, slot, measured));
  await run.note(measured);
}

/** Measures an image that an earlier process saved but did not get to measure. */
export async function measureSaved(
  scope: NewestImage & Stacks,
  run: Running,
  slot: Slot,
  section: number,
): Promise<void> {
  await openStack(scope, run, slot);
  const hasReference = await readReference(scope, run, slot);
  await scope.readBack(section);
  await measure(scope, run, slot, hasReference);
  await scope.close();
}

function mdocKeys(run: Running, slot: Slot, measured: RunEvent): Readonly<Record<string, string>> {
  const { plan, state } = run;
  const prior = { PriorRecordDose: decimals(priorDoseEPerA2(state, slot)) };
  const { model } = after(plan, state, measured);
  if (!plan.settings.extendedMdoc || model === null) return prior;
  const target = indexOf(plan, slot.target);
  const { branch } = tiltOf(state, slot.step);
  const { x, y } = model.position(target, branch);
  return {
    ...prior,
    SpecimenShift: `${decimals(x)} ${decimals(y)}`,
    EucentricOffset: decimals(model.heightUm(target, branch)),
  };
}

/** Five decimals: a hundredth of a nanometre. */
const decimals = (value: number): string => String(Math.round(value * 1e5) / 1e5 || 0);
