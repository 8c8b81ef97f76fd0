import { checkPlan } from '../../plan/checkPlan.ts';
import type { RunPlan } from '../../plan/plan.ts';
import { reachUm } from '../../plan/reach.ts';
import { Trouble } from '../../run/errors.ts';
import { readPlan, type SettingOptions } from './readPlan.ts';

/**
 * The plan of a targets file, with everything that would make the run a waste said before it begins: throws `bad-input`.
 * What is merely worth knowing goes to `note`.
 */
export async function soundPlan(
  targetsPath: string,
  options: SettingOptions,
  note: (sentence: string) => void,
): Promise<RunPlan> {
  const made = await readPlan(targetsPath, options);
  for (const warning of made.warnings) note(warning);
  if (made.plan === null) throw new Trouble('bad-input', made.problems.join('\n'));
  const objection = beyondReachAtStart(made.plan);
  if (objection !== null) throw new Trouble('bad-input', objection);
  return made.plan;
}

/** Why a run of a plan would be a waste, whichever tilts were left out of it: targets that not even its first images reach. Null if it is not. */
export function beyondReachAtStart(plan: RunPlan): string | null {
  const { settings } = plan;
  const unreachable = checkPlan(plan).outOfReach.filter(({ missingTiltsDeg }) =>
    missingTiltsDeg.includes(settings.startTiltDeg),
  );
  if (unreachable.length === 0) return null;
  const list = unreachable.map(({ target, farthestUm }) => `${target} (${farthestUm.toFixed(1)} µm)`).join(', ');
  return `Beyond the reach of image shift, ${reachUm(settings)} µm, already at the start tilt: target ${list}. Mark it “skip = True”, choose it nearer to the tracking target, or raise imageShiftLimit if the microscope allows it.`;
}
