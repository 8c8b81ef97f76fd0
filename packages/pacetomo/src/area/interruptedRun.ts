import type { TargetsFile } from '@pacetomo/em-files';
import type { Area, AreaTarget } from './area.ts';
import { numberText } from './areaNames.ts';
import { samePlace } from './sameArea.ts';

/** Settings that the schedule of an interrupted run hangs on, by both names. Its ends may still be moved. */
const fixedSettings: readonly (readonly [string, string])[] = [
  ['startTilt', 'startTiltDeg'],
  ['step', 'tiltStepDeg'],
  ['pretilt', 'pretiltDeg'],
  ['rotation', 'rotationDeg'],
];

/** Whether a file holds the state of a run that was interrupted. */
export function isInterruptedRun({ targets }: TargetsFile): boolean {
  return targets.some(({ plus, minus }) => plus !== null || minus !== null);
}

/**
 * Why an edit cannot be made to the run file of an interrupted run, or null when it can: the run goes on with the targets,
 * the order and the slope that it began with, as in the original's editor. `file` is the run file as it was read.
 */
export function objectionDuringRun(file: TargetsFile, before: Area, after: Area): string | null {
  if (!isInterruptedRun(file)) return null;
  const during = 'This is the run file of an interrupted run';
  if (after.targets.length !== before.targets.length)
    return `${during}, which goes on with the targets that it began with. Finish it or edit the targets file instead; a target may be skipped.`;
  if (!after.targets.every((target, i) => isWhereItWas(target, before.targets[i])))
    return `${during}, which goes on with its targets where and in the order in which it began. Finish it or edit the targets file instead.`;
  const setting = fixedSettings.find((names) => textOf(before, names) !== textOf(after, names));
  if (setting !== undefined)
    return `${during}, and ${setting[0]} cannot change in the middle of one. minTilt and maxTilt can.`;
  const ended = after.targets.findIndex(
    ({ skip }, i) => skip !== before.targets[i]?.skip && file.targets[i]?.plus?.skip && file.targets[i]?.minus?.skip,
  );
  if (ended >= 0) return `${during}, and both branches of target ${numberText(ended + 1)} have ended in it.`;
  return null;
}

function isWhereItWas(now: AreaTarget, before: AreaTarget | undefined): boolean {
  return (
    before !== undefined &&
    now.stack === before.stack &&
    now.previewMap === before.previewMap &&
    samePlace(now.position, before.position) &&
    samePlace(now.stage, before.stage)
  );
}

function textOf({ settings }: Area, names: readonly string[]): string | undefined {
  return settings.findLast(({ name }) => names.includes(name))?.text;
}
