import { readTarget, type TargetsFile } from '@pacetomo/em-files';
import { levellingTiltDeg } from '../geometry/sampleTilt.ts';
import { objectionToFileName } from './fileName.ts';
import { listProblems, type RunPlan, type Target } from './plan.ts';
import { readSettings, type SettingWish } from './readSettings.ts';
import { defaultSettings, type Settings, settingsTable } from './settings.ts';
import { tiltRange } from './tiltRange.ts';

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
  if (read.problems.length === 0) problems.push(...ordered.problems);
  const warnings = [...read.warnings, ...ordered.warnings];
  if (problems.length > 0) return { plan: null, problems, warnings };
  const plan: RunPlan = {
    planVersion: 1,
    program: source.program,
    name: name.replace(/\.txt$/i, '').replace(/_tgts(_p\d+)?(_run\d+)?$/, '$1'),
    settings: ordered.settings,
    targets,
    geometryPoints: source.file.geometryPoints.map(({ ssxUm, ssyUm }) => ({ x: ssxUm, y: ssyUm })),
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

/** Why no range can be worked out. The start of a continuous series is its lowest tilt, that of a list its first. */
function rangeProblems(wished: Settings): readonly string[] {
  if (wished.tiltScheme === 'list') return listProblems(wished);
  if (wished.tiltScheme === 'continuous') return [];
  const lowestDeg = Math.min(wished.minTiltDeg, wished.maxTiltDeg);
  const highestDeg = Math.max(wished.minTiltDeg, wished.maxTiltDeg);
  if (wished.startTiltDeg >= lowestDeg && wished.startTiltDeg <= highestDeg) return [];
  return [
    `The start tilt, ${wished.startTiltDeg}°, lies outside the range of ${lowestDeg}° to ${highestDeg}°. Change startTilt, minTilt or maxTilt.`,
  ];
}

/** Positions hold at the tilt that they were chosen at, and only a start that can be moved moves there. */
function startProblems({ tiltTargetsDeg, startTiltDeg }: Settings): readonly string[] {
  if (tiltTargetsDeg === 0 || tiltTargetsDeg === startTiltDeg) return [];
  return [
    `The targets were chosen at ${tiltTargetsDeg}° and hold there, but the series starts at ${startTiltDeg}°. Let minTilt or the list of tilts start at ${tiltTargetsDeg}°, or take another tilt scheme.`,
  ];
}

/** Puts ranges the right way round and moves the series to where its start has to be, as far as that is known. */
export function orderSettings(wished: Settings): {
  readonly settings: Settings;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
} {
  const problems = rangeProblems(wished);
  if (problems.length > 0) return { settings: wished, problems, warnings: [] };
  const levelDeg = wished.measureGeo ? null : levellingTiltDeg(wished); // a slope that will be measured is not known yet
  const { remarks, ...range } = tiltRange(wished, levelDeg, settingsTable.maxTiltDeg.range[1]);
  const settings: Settings = {
    ...wished,
    ...range,
    minDefocusUm: Math.max(wished.minDefocusUm, wished.maxDefocusUm),
    maxDefocusUm: Math.min(wished.minDefocusUm, wished.maxDefocusUm),
  };
  return { settings, problems: startProblems(settings), warnings: remarks };
}

function targetFrom(facts: ReturnType<typeof readTarget>, index: number): Target {
  return {
    id: String(index + 1).padStart(3, '0'),
    stack: facts.tiltSeriesFile ?? '',
    position: facts.specimen && { x: facts.specimen.xUm, y: facts.specimen.yUm },
    stage: facts.stage && { x: facts.stage.xUm, y: facts.stage.yUm },
    referenceMap: facts.referenceFile,
    viewMap: facts.viewFile,
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
  for (const name of [target.stack, target.referenceMap, target.viewMap]) {
    const objection = name ? objectionToFileName(name) : null;
    if (objection !== null) problems.push(`${where}: the file name “${name}” ${objection}.`);
  }
  if (target.position === null && (target.stage === null || trackingStage === null)) {
    problems.push(`${where} has neither SSX and SSY nor a stage position, so nobody knows where it is.`);
  }
  return problems;
}
