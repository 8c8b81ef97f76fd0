import type { BranchState, TargetEntry } from '@pacetomo/em-files';
import type { RunPlan, Target } from '../../plan/plan.ts';
import type { Branch, Tilt } from '../../plan/tiltScheme.ts';
import { branchKey } from '../../run/state.ts';
import type { ForeignImage, TakenOver } from '../../run/takenOver.ts';
import { stepAt } from './foreignImages.ts';

type TrackPair = TakenOver['tracks'][number];
type Track = TrackPair[Branch];

/** What a run file says of the targets, in our words. */
export interface ForeignTracks extends Pick<TakenOver, 'tracks' | 'ended'> {
  /** Sentences. */
  readonly remarks: readonly string[];
}

const branches = ['plus', 'minus'] as const;

/** The tracks of all targets of a plan, from the targets of its run file in the same order. */
export function tracksIn(
  plan: RunPlan,
  schedule: readonly Tilt[],
  entries: readonly TargetEntry[],
  images: readonly ForeignImage[],
): ForeignTracks {
  const read = plan.targets.map((target, i) => {
    const own = images.filter((image) => image.target === target.id);
    return targetIn(plan, schedule, target, entries[i] ?? null, own);
  });
  return {
    tracks: read.map(({ pair }) => pair),
    ended: read.flatMap(({ ended }) => ended),
    remarks: read.flatMap(({ remarks }) => remarks),
  };
}

function targetIn(
  plan: RunPlan,
  schedule: readonly Tilt[],
  target: Target,
  entry: TargetEntry | null,
  images: readonly ForeignImage[],
): { readonly pair: TrackPair; readonly ended: readonly string[]; readonly remarks: readonly string[] } {
  const ended: string[] = [];
  const remarks: string[] = [];
  const trackOf = (branch: Branch): Track => {
    const state = entry?.[branch] ?? null;
    if (state === null || state.skip || target.skip) ended.push(branchKey(target.id, branch));
    if (state === null) {
      if (!target.skip)
        remarks.push(
          `The run file has no state for the ${branch} branch of target ${target.id}: it takes no more images.`,
        );
      return nowhere(plan, target);
    }
    const tiltDeg = lastTiltDeg(plan, schedule, branch, state, images);
    const newer = images.filter((image) => isOn(branch, schedule[image.step]) && !isKnown(state, image));
    if (newer.length > 0) remarks.push(behind(target, branch, tiltDeg, newer, schedule));
    return trackFrom(state, branch === 'plus' ? plan.settings.tiltStepDeg : -plan.settings.tiltStepDeg, tiltDeg);
  };
  const [plus, minus] = branches.map(trackOf);
  if (plus === undefined || minus === undefined) throw new Error('a target has two branches');
  return { pair: { plus, minus }, ended, remarks };
}

/** Before the start image of a target its state is as empty as can be, and names section 0 nevertheless. */
const isKnown = ({ section, anglesDeg }: BranchState, image: ForeignImage): boolean =>
  image.section <= section && !(image.section === 0 && section === 0 && anglesDeg.length === 0);

/** A branch state of the script: it takes every movement to be that of one step, nominal or read back. */
function trackFrom(state: BranchState, stepDeg: number, tiltDeg: number): Track {
  const count = Math.min(state.anglesDeg.length, state.shiftsUm.length);
  const steps = Array.from({ length: count }, (_, i) => {
    const toDeg = state.anglesDeg[state.anglesDeg.length - count + i] ?? tiltDeg;
    const movedUm = state.shiftsUm[state.shiftsUm.length - count + i] ?? 0;
    return { fromDeg: toDeg - stepDeg, toDeg, movedUm };
  });
  return {
    position: { x: state.ssxUm, y: state.ssyUm },
    imageShift: { x: state.isxSet, y: state.isySet },
    residual: { x: state.isxAli, y: state.isyAli },
    defocusUm: state.focusUm,
    offset: { acrossUm: state.n0Um, heightUm: state.z0Um },
    steps,
    tiltDeg,
  };
}

/**
 * The nominal tilt of the last image that a branch state knows: by its last angle or, where that is missing, by its section.
 * Before the first image of a branch both branches stand at the start tilt. (A realignment empties the angles.)
 */
function lastTiltDeg(
  { settings }: RunPlan,
  schedule: readonly Tilt[],
  branch: Branch,
  state: BranchState,
  images: readonly ForeignImage[],
): number {
  const last = state.anglesDeg.at(-1);
  const byAngle = last === undefined ? null : stepAt(last, schedule, settings.tiltStepDeg);
  const bySection = images.find(({ section }) => section === state.section)?.step ?? 0;
  const tilt = schedule[byAngle ?? bySection];
  return tilt !== undefined && isOn(branch, tilt) ? tilt.deg : settings.startTiltDeg;
}

function behind(
  target: Target,
  branch: Branch,
  tiltDeg: number,
  newer: readonly ForeignImage[],
  schedule: readonly Tilt[],
): string {
  const at = newer.map(({ step }) => `${schedule[step]?.deg}°`).join(', ');
  return `Target ${target.id} has an image at ${at} that the run file does not know of. It is not taken again; the target is predicted from ${tiltDeg}°, its last ${branch} image that the run file knows.`;
}

/** A target that takes no part needs a place in the list only. */
function nowhere({ settings }: RunPlan, { position }: Target): Track {
  const { x, y } = position ?? { x: 0, y: 0 };
  return {
    position: { x, y },
    imageShift: { x: 0, y: 0 },
    residual: { x: 0, y: 0 },
    defocusUm: 0,
    offset: { acrossUm: y, heightUm: 0 },
    steps: [],
    tiltDeg: settings.startTiltDeg,
  };
}

const isOn = (branch: Branch, tilt: Tilt | undefined): boolean => tilt !== undefined && tilt.branch === branch;
