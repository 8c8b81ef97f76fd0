import { add, apply } from '../geometry/frames.ts';
import { movementAcrossUm, type ObservedStep, riseUm } from '../geometry/tiltModel.ts';
import type { ClassicModel, Track } from '../motion/classicModel.ts';
import type { RunPlan } from '../plan/plan.ts';
import type { Branch, Tilt } from '../plan/tiltScheme.ts';
import type { AreaReady } from './events.ts';
import { isBranchDue, lastTurnOf, type Place } from './newestSlot.ts';
import { doseOf, latestImage } from './stacks.ts';
import type { RunState } from './state.ts';

/** What a run file says of one branch of a target; PACEtomo.py's names are in brackets. */
export interface RunFileBranch {
  /** [SSX, SSY] */
  readonly ssxUm: number;
  readonly ssyUm: number;
  /** [focus] */
  readonly focusUm: number;
  /** [z0, n0] */
  readonly z0Um: number;
  readonly n0Um: number;
  /** [shifts, angles] */
  readonly shiftsUm: readonly number[];
  readonly anglesDeg: readonly number[];
  /** [ISXset, ISYset] */
  readonly isxSet: number;
  readonly isySet: number;
  /** [ISXali, ISYali] */
  readonly isxAli: number;
  readonly isyAli: number;
  /** [dose] */
  readonly doseEPerA2: number;
  /** The section that the next image of the branch is aligned to [sec]. */
  readonly section: number;
  /** [skip] */
  readonly skip: boolean;
  readonly others: ReadonlyMap<string, string>;
}

/** A run that PACEtomo.py can go on with. */
export interface ResumableRun {
  readonly plan: RunPlan;
  readonly state: RunState;
  readonly model: ClassicModel;
  readonly area: AreaReady;
  readonly newest: Place;
}

/** One branch of a target as PACEtomo.py would have it at this place of the run. */
export function branchOf(run: ResumableRun, target: number, branch: Branch): RunFileBranch {
  const { plan, state } = run;
  const id = plan.targets[target]?.id ?? '';
  const known = run.model.track(target, branch);
  const turn = lastTurnOf(state, target, branch, run.newest);
  const track = turn === null ? known : broughtUpTo(known, turn, run.area);
  const steps = turn === null ? [] : stepsUpTo(known, turn, state.settings);
  const afterAll = { target: id, step: state.schedule.length };
  return {
    ssxUm: track.position.x,
    ssyUm: track.position.y,
    focusUm: track.defocusUm,
    z0Um: track.offset.heightUm,
    n0Um: track.offset.acrossUm,
    shiftsUm: steps.map(({ movedUm }) => movedUm),
    anglesDeg: steps.map(({ toDeg }) => toDeg),
    isxSet: track.imageShift.x,
    isySet: track.imageShift.y,
    isxAli: track.residual.x,
    isyAli: track.residual.y,
    doseEPerA2: doseOf(state, id),
    section: latestImage(state, afterAll, branch)?.section ?? 0,
    skip: !isBranchDue(plan, state, id, branch),
    others: new Map(),
  };
}

/**
 * PACEtomo.py predicts from one step before the next tilt, wherever a target's last image was. Of a target that has none at
 * its last turn (lost, or not measured yet) it is told where we would have looked.
 */
function broughtUpTo(track: Track, turn: Tilt, { toImageShift }: AreaReady): Track {
  if (track.tiltDeg === turn.deg) return track;
  const step = { fromDeg: track.tiltDeg, toDeg: turn.deg };
  const acrossUm = movementAcrossUm(track.offset, step);
  return {
    ...track,
    position: add(track.position, { x: 0, y: acrossUm }),
    imageShift: add(track.imageShift, apply(toImageShift, { x: 0, y: acrossUm })),
    defocusUm: track.defocusUm - riseUm(track.offset, step),
  };
}

/**
 * The window of the height fit, the last angle nominal: PACEtomo.py works the tilt to go on from out of it, and fails on
 * an empty one (reliability 5.6.4, behaviour C.9). It takes every movement to be that of one step; one that is not gives
 * way to a movement that leaves the fit as it is.
 */
function stepsUpTo(
  track: Track,
  turn: Tilt,
  { tiltStepDeg, dataPoints }: { readonly tiltStepDeg: number; readonly dataPoints: number },
): readonly ObservedStep[] {
  const stepDeg = turn.branch === 'plus' ? tiltStepDeg : -tiltStepDeg;
  const neutral = (toDeg: number): ObservedStep => {
    const step = { fromDeg: toDeg - stepDeg, toDeg };
    return { ...step, movedUm: movementAcrossUm(track.offset, step) };
  };
  const isOneStep = ({ fromDeg, toDeg }: ObservedStep): boolean => Math.abs(toDeg - fromDeg - stepDeg) < 1e-6;
  const steps = track.steps.map((step) => (isOneStep(step) ? step : neutral(step.toDeg)));
  const last = track.tiltDeg === turn.deg ? steps.pop() : undefined;
  return [...steps, { ...(last ?? neutral(turn.deg)), toDeg: turn.deg }].slice(-dataPoints);
}
