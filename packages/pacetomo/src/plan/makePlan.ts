import { readTarget, type TargetsFile } from '@pacetomo/em-files';
import { objectionToFileName } from './fileName.ts';
import type { RunPlan, Target } from './plan.ts';
import { readSettings, type SettingWish } from './readSettings.ts';
import { defaultSettings, type Settings, settingsTable } from './settings.ts';
import { doseSymmetric } from './tiltScheme.ts';

/** What a plan is made from. */
export interface PlanSource {
  /** The targets file as it was read, with its path and the SHA-256 of its bytes. */
  readonly file: TargetsFile;
  readonly path: string;
  readonly sha256: string;
  /** Version of this program. */
  readonly program: string;
  /** Settings that give way to those in the targets file (a settings file). */
  readonly before: readonly SettingWish[];
  /** Settings that win over it (the command line). */
  readonly over: readonly SettingWish[];
}

/** A plan, or why there can be none. */
export type MadePlan =
  | { readonly plan: RunPlan; readonly warnings: readonly string[] }
  | { readonly plan: null; readonly problems: readonly string[]; readonly warnings: readonly string[] };

/** Turns a targets file and settings into a plan, with everything that is wrong with them at once. */
export function makePlan(source: PlanSource): MadePlan {
  const name = source.path.replace(/^.*[\\/]/, '');
  const inFile = source.file.settings.map(({ name: setting, text }) => ({ name: setting, value: text, source: name }));
  const read = readSettings(defaultSettings(), [...source.before, ...inFile, ...source.over]);
  const ordered = orderSettings(read.settings);
  const targets = source.file.targets.map((entry, i) => targetFrom(readTarget(entry), i));
  const problems = [...read.problems, ...runFileProblems(name, source.file), ...targetProblems(name, targets)];
  if (read.problems.length === 0) problems.push(...rangeProblems(ordered.settings));
  const warnings = [...read.warnings, ...ordered.warnings];
  if (problems.length > 0) return { plan: null, problems, warnings };
  const plan: RunPlan = {
    planVersion: 1,
    program: source.program,
    name: name.replace(/\.txt$/i, '').replace(/_tgts(_p\d+)?(_run\d+)?$/, '$1'),
    settings: ordered.settings,
    targets,
    targetsFile: { path: source.path, sha256: source.sha256 },
  };
  return { plan, warnings };
}

/** A run of the original that was interrupted cannot be gone on with yet; begun anew it would expose everything again. */
function runFileProblems(name: string, { resumeAt, targets }: TargetsFile): readonly string[] {
  if (resumeAt === null && targets.every(({ plus, minus }) => plus === null && minus === null)) return [];
  return [
    `${name} is the run file of a PACEtomo run that was interrupted; going on with one is not available yet. Resume it with the script, or give the targets file to begin anew, which exposes all targets again.`,
  ];
}

function rangeProblems({ startTiltDeg, minTiltDeg, maxTiltDeg }: Settings): readonly string[] {
  if (startTiltDeg >= minTiltDeg && startTiltDeg <= maxTiltDeg) return [];
  return [
    `The start tilt, ${startTiltDeg}°, lies outside the range of ${minTiltDeg}° to ${maxTiltDeg}°. Change startTilt, minTilt or maxTilt.`,
  ];
}

/** Puts ranges the right way round and takes over the tilt at which targets were chosen, as the original does. */
function orderSettings(wished: Settings): { readonly settings: Settings; readonly warnings: readonly string[] } {
  const shiftDeg = wished.tiltTargetsDeg === 0 ? 0 : wished.tiltTargetsDeg - wished.startTiltDeg;
  const steepest = settingsTable.maxTiltDeg.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const settings: Settings = {
    ...wished,
    minDefocusUm: Math.max(wished.minDefocusUm, wished.maxDefocusUm),
    maxDefocusUm: Math.min(wished.minDefocusUm, wished.maxDefocusUm),
    startTiltDeg: wished.startTiltDeg + shiftDeg,
    minTiltDeg: Math.max(steepest[0], Math.min(wished.minTiltDeg, wished.maxTiltDeg) + shiftDeg),
    maxTiltDeg: Math.min(steepest[1], Math.max(wished.minTiltDeg, wished.maxTiltDeg) + shiftDeg),
  };
  const warnings: string[] = [];
  if (shiftDeg !== 0) {
    warnings.push(
      `The targets were chosen at ${settings.startTiltDeg}°: the series starts there and runs from ${settings.minTiltDeg}° to ${settings.maxTiltDeg}°.`,
    );
  }
  const { startTiltDeg: startDeg, minTiltDeg: minDeg, maxTiltDeg: maxDeg, tiltStepDeg: stepDeg, groupSize } = settings;
  const visited = doseSymmetric({ startDeg, minDeg, maxDeg, stepDeg, groupSize }).map(({ deg }) => deg);
  const [lowest, highest] = [Math.min(...visited), Math.max(...visited)];
  if (lowest !== minDeg || highest !== maxDeg) {
    warnings.push(
      `${minDeg}° to ${maxDeg}° is not a whole number of ${stepDeg}° steps from ${startDeg}°: the series runs from ${lowest}° to ${highest}°.`,
    );
  }
  return { settings, warnings };
}

function targetFrom(facts: ReturnType<typeof readTarget>, index: number): Target {
  return {
    id: String(index + 1).padStart(3, '0'),
    stack: facts.tiltSeriesFile ?? '',
    position: facts.specimen && { x: facts.specimen.xUm, y: facts.specimen.yUm },
    stage: facts.stage && { x: facts.stage.xUm, y: facts.stage.yUm },
    referenceMap: facts.referenceFile,
    skip: facts.skip,
  };
}

function targetProblems(file: string, targets: readonly Target[]): readonly string[] {
  if (targets.length === 0) return [`${file} has no targets: there is no line “_tgt = 001”. Is it a targets file?`];
  const problems = targets
    .filter(({ skip }) => !skip)
    .flatMap((target) => problemsOf(file, target, targets[0]?.stage ?? null));
  if (targets[0]?.skip)
    problems.push(
      `${file}: target 001 tracks for all the others and cannot be skipped. Make another target the first one.`,
    );
  const names = targets.filter(({ skip }) => !skip).map(({ stack }) => stack.toLowerCase());
  const twice = names.find((name, i) => name !== '' && names.indexOf(name) !== i);
  if (twice !== undefined) problems.push(`${file}: two targets share the file ${twice}. Give each its own tsfile.`);
  return problems;
}

function problemsOf(file: string, target: Target, trackingStage: Target['stage']): string[] {
  const problems: string[] = [];
  const where = `${file}, target ${target.id}`;
  if (target.stack === '') problems.push(`${where} has no tsfile, so there is no name for its tilt series.`);
  for (const name of [target.stack, target.referenceMap]) {
    const objection = name ? objectionToFileName(name) : null;
    if (objection !== null) problems.push(`${where}: the file name “${name}” ${objection}.`);
  }
  if (target.position === null && (target.stage === null || trackingStage === null)) {
    problems.push(`${where} has neither SSX and SSY nor a stage position, so nobody knows where it is.`);
  }
  return problems;
}
