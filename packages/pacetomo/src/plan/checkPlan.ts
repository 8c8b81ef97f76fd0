import { levellingTiltDeg } from '../geometry/sampleTilt.ts';
import { type RunPlan, scheduleOf } from './plan.ts';
import { type OutOfReach, outOfReach } from './reach.ts';

export type { OutOfReach } from './reach.ts';

/** What a run will do, worked out without a microscope. */
export interface PlanReport {
  readonly name: string;
  readonly targets: number;
  readonly skipped: readonly string[];
  readonly tilts: number;
  readonly lowestTiltDeg: number;
  readonly highestTiltDeg: number;
  readonly exposures: number;
  /** Microscope time, minutes. */
  readonly minutes: number;
  /** Targets that image shift cannot follow over the whole range. */
  readonly outOfReach: readonly OutOfReach[];
  /** The stage tilt at which the sample lies level. */
  readonly levelAtDeg: number;
}

/** Seconds per image: set optics, expose, read out, save, align. Measured in virtual minutes of `pacetomo demo` on the good stage. */
export const secondsPerImage = 5.4;
/** Seconds to tilt, with the overshoot for backlash, and to let the stage settle. From the same run. */
export const secondsPerTurn = 7.8;

/** Predicts a run from its plan alone. Targets known only by stage position are taken to be within reach. */
export function checkPlan(plan: RunPlan): PlanReport {
  const schedule = scheduleOf(plan);
  const angles = schedule.map(({ deg }) => deg);
  const taken = plan.targets.filter(({ skip }) => !skip);
  const ending = outOfReach(plan, schedule);
  const missing = ending.reduce((sum, { missingTiltsDeg }) => sum + missingTiltsDeg.length, 0);
  const exposures = taken.length * schedule.length - missing;
  const { pretiltDeg, rotationDeg } = plan.settings;
  return {
    name: plan.name,
    targets: taken.length,
    skipped: plan.targets.filter(({ skip }) => skip).map(({ id }) => id),
    tilts: schedule.length,
    lowestTiltDeg: Math.min(...angles),
    highestTiltDeg: Math.max(...angles),
    exposures,
    minutes: (exposures * secondsPerImage + schedule.length * secondsPerTurn) / 60,
    outOfReach: ending,
    levelAtDeg: levellingTiltDeg({ pretiltDeg, rotationDeg }),
  };
}
