import type { Vec } from '../geometry/frames.ts';
import { ClassicModel } from '../motion/classicModel.ts';
import { positionOf } from '../motion/targetPosition.ts';
import type { RunPlan, Target } from '../plan/plan.ts';
import { newestPlace } from './newestSlot.ts';
import { branchOf, type ResumableRun, type RunFileBranch } from './runFileBranch.ts';
import { changedSettings, headerOf, numberText, type RunFileSetting, settingRemarks } from './runFileSettings.ts';
import { obstacleToScript } from './scriptResume.ts';
import { scriptTurn, turnsTakenEarly } from './scriptTurns.ts';
import { planNow, type RunState, tiltOf } from './state.ts';

/** What PACEtomo.py needs to go on with a run of ours, as plain data in the shape of em-files' TargetsFile. */
export interface RunFile {
  readonly file: {
    readonly settings: readonly RunFileSetting[];
    readonly resumeAt: { readonly section: number; readonly target: number } | null;
    readonly targets: readonly RunFileTarget[];
    readonly geometryPoints: readonly { readonly ssxUm: number; readonly ssyUm: number }[];
  };
  /** Whether PACEtomo.py would go on where the run stands; if not, it would begin anew and expose everything again. */
  readonly resumable: boolean;
  /** One sentence: why it would not. */
  readonly why: string | null;
  /** Sentences: what has to be seen to before it does, and what it would do otherwise than we. */
  readonly remarks: readonly string[];
}

interface RunFileTarget {
  readonly label: string;
  readonly keys: ReadonlyMap<string, string>;
  readonly plus: RunFileBranch | null;
  readonly minus: RunFileBranch | null;
}

/** The keys of the targets as they stand in the targets file, in the order of the plan. */
export type TargetKeys = readonly ReadonlyMap<string, string>[];

/**
 * The run file of a run as it stands: `_spos` and branch states where PACEtomo.py can go on from it, targets and settings
 * alone where it cannot, targets alone when the run is complete (reliability 5.6).
 *
 * `keys` are those of the targets file; without them they are made from the plan.
 */
export function runFileOf(plan: RunPlan, state: RunState, runUid: string, keys: TargetKeys = []): RunFile {
  const { targets } = planNow(plan, state);
  const entries = targets.map((target, i): RunFileTarget => {
    const own = new Map([...keysOf(plan, state, target, keys[i]), ...identity(state, runUid)]);
    return { label: target.id, keys: own, plus: null, minus: null };
  });
  if (state.complete) return targetsAlone(entries);
  const geometryPoints = plan.geometryPoints.map(({ x, y }) => ({ ssxUm: x, ssyUm: y }));
  const found = resumableRun(plan, state);
  if (typeof found === 'string') {
    const settings = changedSettings(state.settings, []);
    const file = { settings, resumeAt: null, targets: entries, geometryPoints };
    return { file, resumable: false, why: sentence(state, found), remarks: settingRemarks(state.settings) };
  }
  const header = headerOf(state);
  const turn = scriptTurn(state.settings, tiltOf(state, found.newest.step));
  const file = {
    settings: [...header, ...changedSettings(state.settings, header)],
    resumeAt: { section: turn, target: found.newest.target },
    targets: entries.map((entry, i) => ({
      ...entry,
      plus: branchOf(found, i, 'plus'),
      minus: branchOf(found, i, 'minus'),
    })),
    geometryPoints,
  };
  return {
    file,
    resumable: true,
    why: null,
    remarks: [...settingRemarks(state.settings), ...orderRemarks(state, turn)],
  };
}

/** As PACEtomo.py leaves its own run file when it has finished. */
function targetsAlone(targets: readonly RunFileTarget[]): RunFile {
  const file = { settings: [], resumeAt: null, targets, geometryPoints: [] };
  return { file, resumable: false, why: 'The run is complete.', remarks: [] };
}

function resumableRun(plan: RunPlan, state: RunState): ResumableRun | string {
  const { area, model } = state;
  const newest = newestPlace(plan, state);
  if (area === null || model === null || newest === null) return 'nothing was acquired yet';
  if (!(model instanceof ClassicModel)) return 'it does not know this way of predicting movements';
  return obstacleToScript(plan, state, newest) ?? { plan, state, model, area, newest };
}

function sentence({ outcomes }: RunState, obstacle: string): string {
  if (outcomes.size === 0) return 'PACEtomo.py would begin this run: nothing was acquired yet.';
  return `PACEtomo.py cannot go on from here: ${obstacle}. It would begin anew and expose all targets again.`;
}

function orderRemarks({ settings }: RunState, turn: number): readonly string[] {
  const early = turnsTakenEarly(settings, turn);
  if (early === 0) return [];
  return [
    `PACEtomo.py would take ${early === 1 ? 'one tilt' : `${early} tilts`} of the minus branch before their turn.`,
  ];
}

/** Survives a session of PACEtomo.py, so that one can tell afterwards whose run it went on with, and from where. */
function identity({ outcomes }: RunState, runUid: string): ReadonlyMap<string, string> {
  return new Map([
    ['tsRun', runUid],
    ['tsSeq', String(outcomes.size)],
  ]);
}

/** The keys of a target, with those that PACEtomo.py fails without when it resumes: SSX, SSY, skip, and stageX, stageY of the first one. */
function keysOf(
  plan: RunPlan,
  state: RunState,
  target: Target,
  given: TargetKeys[number] | undefined,
): Map<string, string> {
  const keys = new Map(given ?? namesOf(target));
  const { area, setUp } = state;
  const position = target.position ?? (area && positionOf(plan, target, area.stageToSpecimen));
  if (position !== null && (!keys.has('SSX') || setUp.vectors !== null)) setPoint(keys, ['SSX', 'SSY'], position);
  const isFirst = target.id === plan.targets[0]?.id;
  const stage = target.stage ?? (isFirst && area !== null ? area.stage : null);
  if (stage !== null && !keys.has('stageX')) setPoint(keys, ['stageX', 'stageY'], stage);
  if (given === undefined && target.viewMap !== null) keys.set('viewfile', target.viewMap);
  return keys.set('skip', target.skip ? 'True' : 'False');
}

function namesOf({ referenceMap, stack }: Target): readonly (readonly [string, string])[] {
  return [...(referenceMap === null ? [] : [['tgtfile', referenceMap] as const]), ['tsfile', stack]];
}

function setPoint(
  keys: Map<string, string>,
  [x, y]: readonly [string, string],
  point: Vec<'specimen'> | Vec<'stage'>,
): void {
  keys.set(x, numberText(point.x)).set(y, numberText(point.y));
}
