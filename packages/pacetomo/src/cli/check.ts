import { checkPlan, type PlanReport } from '../plan/checkPlan.ts';
import { Trouble } from '../run/errors.ts';
import { readPlan, type SettingOptions } from './readPlan.ts';

/** `pacetomo check TARGETS.txt`: says what would happen, how long it takes and what is out of reach. */
export async function check(
  targetsPath: string,
  options: SettingOptions & { readonly json?: true | undefined },
): Promise<void> {
  const made = await readPlan(targetsPath, options);
  if (made.plan === null) throw new Trouble('bad-input', made.problems.join('\n'));
  const report = checkPlan(made.plan);
  if (options.json) console.log(JSON.stringify({ ...report, warnings: made.warnings }, null, 2));
  else
    for (const line of [...sentences(report), ...made.warnings.map((warning) => `Note: ${warning}`)]) console.log(line);
}

function sentences(report: PlanReport): readonly string[] {
  const skipped = report.skipped.length > 0 ? `, ${report.skipped.length} skipped (${report.skipped.join(', ')})` : '';
  return [
    `${report.name}: ${report.targets} targets${skipped}.`,
    `${report.tilts} tilts from ${report.lowestTiltDeg}° to ${report.highestTiltDeg}°: ${report.exposures} images.`,
    `About ${Math.round(report.minutes)} minutes, ${(report.minutes / report.targets).toFixed(1)} for each tilt series.`,
    `The sample lies level at ${report.levelAtDeg}°.`,
    ...report.outOfReach.map(
      ({ target, farthestUm, reachUm, missingTiltsDeg }) =>
        `Target ${target} moves ${farthestUm.toFixed(1)} µm away, but image shift follows to ${reachUm} µm: ${missingTiltsDeg.length} tilts will be missing (${missingTiltsDeg.join('°, ')}°).`,
    ),
  ];
}
