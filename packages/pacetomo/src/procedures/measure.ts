import { priorDoseEPerA2 } from '../dose/spotDose.ts';
import { add, apply, length, subtract, type Vec } from '../geometry/frames.ts';
import type { NewestImage, Stacks } from '../microscope/microscope.ts';
import { after } from '../run/after.ts';
import type { RunEvent } from '../run/events.ts';
import { isMontage, slideOf } from '../run/montage.ts';
import type { Slot } from '../run/slot.ts';
import { missesBefore, referenceOf } from '../run/stacks.ts';
import { indexOf, targetOf, tiltOf } from '../run/state.ts';
import { annotate } from './annotate.ts';
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
  const knownOff = offReference(run, slot);
  const isTracking = indexOf(run.plan, slot.target) === 0;
  const believedUm = run.settings.alignLimitUm * (1 + missesBefore(run.state, slot));
  const limitUm = isTracking ? null : believedUm + length(onSpecimen(run, knownOff));
  const found = hasReference ? await scope.correctionToReference(limitUm) : null;
  const correction = found === null ? null : add(found, knownOff);
  const measured: RunEvent = { type: 'track.measured', ...slot, correction };
  await annotate(scope, run, targetOf(run.plan, slot.target).stack, mdocKeys(run, slot, measured));
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

/** How much farther along the tilt axis the tracking target's montage was slid at one step than at another. */
export function slidBetween(run: Running, step: number, referenceStep: number): Vec<'imageShift'> {
  const [tracking] = run.plan.targets;
  if (tracking === undefined || run.state.area === null) return { x: 0, y: 0 };
  const slide = (at: number): Vec<'specimen'> => slideOf(run.plan, run.state, tracking.id, tiltOf(run.state, at));
  return apply(run.state.area.toImageShift, subtract(slide(step), slide(referenceStep)));
}

/** By how much image shift stood off its reference on purpose when this image was taken: no movement of the target. */
function offReference(run: Running, slot: Slot): Vec<'imageShift'> {
  const { plan, state } = run;
  if (state.area === null) return { x: 0, y: 0 };
  const { toImageShift } = state.area;
  const slide = (step: number): Vec<'imageShift'> =>
    apply(toImageShift, slideOf(plan, state, slot.target, tiltOf(state, step)));
  const reference = referenceOf(plan, state, slot);
  if (reference?.kind === 'section') return subtract(slide(slot.step), slide(reference.step));
  return add(slide(slot.step), reference?.movedAfter ?? { x: 0, y: 0 });
}

function onSpecimen(run: Running, shift: Vec<'imageShift'>): Vec<'specimen'> {
  return run.state.area === null ? { x: 0, y: 0 } : apply(run.state.area.toSpecimen, shift);
}

function mdocKeys(run: Running, slot: Slot, measured: RunEvent): Readonly<Record<string, string>> {
  const { plan, state } = run;
  const prior = { ...ownDose(run, slot), PriorRecordDose: decimals(priorDoseEPerA2(plan, state, slot)) };
  const { model } = after(plan, state, measured);
  if (!run.settings.extendedMdoc || model === null) return prior;
  const target = indexOf(plan, slot.target);
  const { branch } = tiltOf(state, slot.step);
  const { x, y } = model.position(target, branch);
  return {
    ...prior,
    SpecimenShift: `${decimals(x)} ${decimals(y)}`,
    EucentricOffset: decimals(model.heightUm(target, branch)),
    ...(isMontage(plan, state, slot.target) ? { PixelShiftFromCenter: '0 0' } : {}),
  };
}

/** The dose that a person says an image has, in the place of SerialEM's. */
function ownDose({ state, settings }: Running, { target, step }: Slot): Readonly<Record<string, string>> {
  if (settings.recordDoseEPerA2 === 0) return {};
  const newest = [...state.exposed.values()].findLast((shot) => shot.target === target && shot.step === step);
  return newest?.doseEPerA2 == null ? {} : { ExposureDose: decimals(newest.doseEPerA2) };
}

/** Five decimals: a hundredth of a nanometre. */
const decimals = (value: number): string => String(Math.round(value * 1e5) / 1e5 || 0);
