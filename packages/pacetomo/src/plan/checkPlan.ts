import { foreshortening, levellingTiltDeg, planeHeightUm } from '../geometry/sampleTilt.ts';
import { movementAcrossUm } from '../geometry/tiltModel.ts';
import { type RunPlan, scheduleOf, type Target } from './plan.ts';

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

/** A target that ends before the range does. */
export interface OutOfReach {
  readonly target: string;
  /** Farthest distance from the optical axis that the range would need, µm. */
  readonly farthestUm: number;
  /** Distance up to which a target is followed, µm. */
  readonly reachUm: number;
  /** Tilts that will be missing, degrees. */
  readonly missingTiltsDeg: readonly number[];
}

/** Seconds per image: set optics, expose, read out, save, align. Measured in virtual minutes of `pacetomo demo` on the good stage. */
const secondsPerImage = 5.4;
/** Seconds to tilt, with the overshoot for backlash, and to let the stage settle. From the same run. */
const secondsPerTurn = 7.8;

/** Predicts a run from its plan alone. Targets known only by stage position are taken to be within reach. */
export function checkPlan(plan: RunPlan): PlanReport {
  const schedule = scheduleOf(plan);
  const angles = schedule.map(({ deg }) => deg);
  const taken = plan.targets.filter(({ skip }) => !skip);
  const outOfReach = taken.flatMap((target) => reachOf(plan, target, angles));
  const missing = outOfReach.reduce((sum, { missingTiltsDeg }) => sum + missingTiltsDeg.length, 0);
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
    outOfReach,
    levelAtDeg: levellingTiltDeg({ pretiltDeg, rotationDeg }),
  };
}

function reachOf(plan: RunPlan, target: Target, angles: readonly number[]): readonly OutOfReach[] {
  if (target.position === null) return [];
  const reachUm = plan.settings.imageShiftLimitUm - plan.settings.alignLimitUm;
  const untiltedUm = Math.hypot(target.position.x, target.position.y);
  const distances = angles.map((deg) => {
    const tiltedUm = distanceUm(plan, target.position ?? { x: 0, y: 0 }, deg);
    // like the original, a target that is out of reach untilted is not taken at all
    return { deg, distanceUm: untiltedUm > reachUm ? Math.max(untiltedUm, tiltedUm) : tiltedUm };
  });
  const beyond = distances.filter(({ distanceUm: distance }) => distance > reachUm);
  if (beyond.length === 0) return [];
  const farthestUm = Math.max(...beyond.map(({ distanceUm: distance }) => distance));
  return [
    { target: target.id, farthestUm, reachUm, missingTiltsDeg: beyond.map(({ deg }) => deg).sort((a, b) => a - b) },
  ];
}

/** How far from the optical axis the sample plane carries a point at a tilt, µm. */
function distanceUm(
  { settings }: RunPlan,
  position: { readonly x: number; readonly y: number },
  tiltDeg: number,
): number {
  const { pretiltDeg, rotationDeg, startTiltDeg, tiltTargetsDeg } = settings;
  const sample = { pretiltDeg, rotationDeg };
  const scale = foreshortening(sample, startTiltDeg);
  const untilted = tiltTargetsDeg === 0 ? position : { x: position.x, y: position.y / scale };
  const heightUm = planeHeightUm(sample, untilted);
  const moved = movementAcrossUm({ acrossUm: untilted.y, heightUm }, { fromDeg: startTiltDeg, toDeg: tiltDeg });
  return Math.hypot(untilted.x, untilted.y * scale + moved);
}
