import type { Matrix } from '../geometry/frames.ts';
import { defocusCycle } from '../plan/defocusCycle.ts';
import type { RunPlan } from '../plan/plan.ts';
import type { Settings } from '../plan/settings.ts';
import type { Tilt } from '../plan/tiltScheme.ts';
import { isTaken, positionOf } from './targetPosition.ts';

/**
 * By how much each target's defocus lies above that of the tracking target, µm, in the order of the targets. A target that
 * is not taken uses up no step of the cycle; its value is 0.
 */
export function defocusSteps(plan: RunPlan, stageToSpecimen: Matrix<'stage', 'specimen'>): readonly number[] {
  const { minDefocusUm, maxDefocusUm, stepDefocusUm } = plan.settings;
  const cycle = defocusCycle(0, minDefocusUm - maxDefocusUm, stepDefocusUm);
  return plan.targets.map((target) =>
    isTaken(plan, target, positionOf(plan, target, stageToSpecimen)) ? cycle.next().value : 0,
  );
}

/**
 * The defocus that a target is to have in the image, µm: its own, or the one that the settings give to all targets at the
 * start tilt, or to the tracking target. At the start tilt the former wins, so that no target differs there.
 */
export function imagedDefocusUm(settings: Settings, target: number, tilt: Tilt, ownUm: number): number {
  if (tilt.deg === settings.startTiltDeg && settings.zeroDefocusUm !== 0) return settings.zeroDefocusUm;
  if (target === 0 && settings.trackDefocusUm !== 0) return settings.trackDefocusUm;
  return ownUm;
}

/** The exposure time of an image, seconds; null for what the Record parameters say. Where both settings apply, the longer one. */
export function exposureS(settings: Settings, target: number, tilt: Tilt): number | null {
  const isStart = tilt.deg === settings.startTiltDeg;
  const wanted = Math.max(isStart ? settings.zeroExposureS : 0, target === 0 ? settings.trackExposureS : 0);
  return wanted > 0 ? wanted : null;
}
