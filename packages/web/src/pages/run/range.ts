import { isDue, type RunPlan, type RunState } from 'pacetomo/page';

export interface RangeNow {
  readonly minDeg: number;
  readonly maxDeg: number;
  /** Of the schedule. */
  readonly lowestDeg: number;
  readonly highestDeg: number;
}

/** The tilts that are wanted now, and those that could be. */
export function rangeNow({ schedule, range }: Pick<RunState, 'schedule' | 'range'>): RangeNow {
  const tiltsDeg = schedule.map(({ deg }) => deg);
  const lowestDeg = Math.min(...tiltsDeg);
  const highestDeg = Math.max(...tiltsDeg);
  const { minDeg, maxDeg } = range;
  return { lowestDeg, highestDeg, minDeg: Math.max(minDeg, lowestDeg), maxDeg: Math.min(maxDeg, highestDeg) };
}

/** How many images that are due lie outside a range. */
export function outsideRange(plan: RunPlan, state: RunState, range: Pick<RangeNow, 'minDeg' | 'maxDeg'>): number {
  return dueIn(plan, state, ({ deg }) => deg < range.minDeg || deg > range.maxDeg);
}

/** How many images of a target are due, on one branch or on both. */
export function dueOf(plan: RunPlan, state: RunState, target: string, branch: 'plus' | 'minus' | 'both'): number {
  return dueIn(plan, state, (tilt) => branch === 'both' || tilt.branch === branch, target);
}

function dueIn(
  plan: RunPlan,
  state: RunState,
  isMeant: (tilt: RunState['schedule'][number]) => boolean,
  only?: string,
): number {
  let due = 0;
  for (const [step, tilt] of state.schedule.entries()) {
    if (!isMeant(tilt)) continue;
    for (const { id } of plan.targets)
      if ((only === undefined || id === only) && isDue(plan, state, { target: id, step }, tilt)) due += 1;
  }
  return due;
}
