import { length, type Vec } from '../geometry/frames.ts';
import { foreshortening, planeHeightUm } from '../geometry/sampleTilt.ts';
import { movementAcrossUm } from '../geometry/tiltModel.ts';
import type { RunPlan } from './plan.ts';
import type { Settings } from './settings.ts';
import type { Branch, Tilt } from './tiltScheme.ts';

/** How far image shift follows one target through the tilts of a plan. */
export interface Followed {
  /** Whether it is exposed at each step of the schedule. */
  readonly taken: readonly boolean[];
  /** Its farthest distance from the optical axis over all tilts that the plan asks for, µm. */
  readonly farthestUm: number;
}

/** Distance from the optical axis up to which a target goes on, µm: an alignment may still need its limit. */
export const reachUm = ({
  imageShiftLimitUm,
  alignLimitUm,
}: Pick<Settings, 'imageShiftLimitUm' | 'alignLimitUm'>): number => imageShiftLimitUm - alignLimitUm;

/**
 * Follows a target by the tilt model through a schedule, as a run does. The image that shows it beyond reach is its last one
 * on that branch; a tilt at which image shift could not go there at all has none. A target that is beyond reach untilted
 * or at the first tilt is not taken at all. `position` counts from the tracking target, µm, at the tilt it was chosen at.
 */
export function follow(settings: Settings, position: Vec<'specimen'>, schedule: readonly Tilt[]): Followed {
  const distances = schedule.map((tilt) => length(seenAt(settings, position, tilt)));
  const untiltedUm = length(position);
  const farthestUm = Math.max(...distances);
  const reach = reachUm(settings);
  if (untiltedUm > reach || (distances[0] ?? 0) > reach)
    return { taken: schedule.map(() => false), farthestUm: Math.max(farthestUm, untiltedUm) };
  const ended = new Set<Branch>();
  const taken = schedule.map(({ branch }, step) => {
    const distanceUm = distances[step] ?? 0;
    if (ended.has(branch) || distanceUm > settings.imageShiftLimitUm) return false;
    if (distanceUm > reach) ended.add(branch);
    return true;
  });
  return { taken, farthestUm };
}

/** Where a run aims at a target, µm from the tracking target as the beam sees it at the first tilt. */
export function seenAtStart(settings: Settings, { x, y }: Vec<'specimen'>): Vec<'specimen'> {
  const scale = settings.tiltTargetsDeg === 0 ? foreshortening(settings, settings.startTiltDeg) : 1;
  return { x, y: y * scale };
}

/** Where the tilt model expects a target at a tilt, µm from the tracking target as the beam sees it. */
export function seenAt(settings: Settings, position: Vec<'specimen'>, tilt: Tilt): Vec<'specimen'> {
  const { startTiltDeg, tiltTargetsDeg, taOffsetPosUm, taOffsetNegUm } = settings;
  const start = seenAtStart(settings, position);
  const untilted =
    tiltTargetsDeg === 0 ? position : { x: position.x, y: position.y / foreshortening(settings, startTiltDeg) };
  const acrossUm = untilted.y - (tilt.branch === 'plus' ? taOffsetPosUm : taOffsetNegUm);
  const offset = { acrossUm, heightUm: planeHeightUm(settings, untilted) };
  return { x: start.x, y: start.y + movementAcrossUm(offset, { fromDeg: startTiltDeg, toDeg: tilt.deg }) };
}

/** The targets of a plan that end before its range does, in its order; those known by stage position only are left out. */
export function outOfReach(plan: RunPlan, schedule: readonly Tilt[]): readonly OutOfReach[] {
  return plan.targets.flatMap(({ id, position, skip }) => {
    if (skip || position === null) return [];
    const { taken, farthestUm } = follow(plan.settings, position, schedule);
    const missing = schedule.filter((_, step) => !taken[step]).map(({ deg }) => deg);
    if (missing.length === 0) return [];
    const missingTiltsDeg = missing.toSorted((a, b) => a - b);
    return [{ target: id, farthestUm, reachUm: reachUm(plan.settings), missingTiltsDeg }];
  });
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
