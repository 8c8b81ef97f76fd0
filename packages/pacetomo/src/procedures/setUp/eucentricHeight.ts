import type { Microscope } from '../../microscope/microscope.ts';
import { sense } from '../exposing.ts';
import type { Running } from '../running.ts';
import { areaItem } from './areaItem.ts';
import { goToChosenTilt } from './pose.ts';

/** Brings the tracking target to eucentric height, roughly, and tells the Navigator. */
export async function findEucentricHeight(scope: Microscope, run: Running): Promise<void> {
  await goToChosenTilt(scope, run);
  await goToTrackingTarget(scope, run);
  await scope.viewWholeCamera();
  await sense(scope, run, 'eucentricity', trackingId(run), (permit) => scope.roughEucentricity(permit));
  await scope.viewAsBefore();
  const item = await areaItem(scope, run);
  if (item !== null) await scope.updateItemHeight(item);
}

/** Moves the stage to the tracking target, with image shift zero, if the plan says where it is; otherwise the operator has centred it. */
export async function goToTrackingTarget(scope: Microscope, run: Running): Promise<void> {
  const stage = run.plan.targets[0]?.stage ?? null;
  if (stage === null) return;
  await scope.setImageShift({ x: 0, y: 0 });
  await scope.moveTo(stage);
}

/** The first target of the plan. */
export function trackingId({ plan }: Running): string {
  const [tracking] = plan.targets;
  if (tracking === undefined) throw new Error('a plan without targets');
  return tracking.id;
}
