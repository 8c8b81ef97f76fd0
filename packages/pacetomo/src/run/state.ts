import type { Vec } from '../geometry/frames.ts';
import type { SampleTilt } from '../geometry/sampleTilt.ts';
import type { CtfFit, CtfProgram, Environment } from '../microscope/microscope.ts';
import type { MotionModel } from '../motion/motionModel.ts';
import { type RunPlan, scheduleFor, type Target } from '../plan/plan.ts';
import type { Settings } from '../plan/settings.ts';
import type { Branch, Tilt } from '../plan/tiltScheme.ts';
import type { AreaReady, Care, FreshPreview, Pose, SetUpStep } from './events.ts';
import { type Exposed, exposedBefore, type FoundOff } from './exposed.ts';
import type { ExposureIntent, Look, LookIntent } from './exposureEvents.ts';
import { withVectors } from './patternVectors.ts';
import type { Slot, Tile } from './slot.ts';
import type { TakenOver } from './takenOver.ts';

/** All that a run knows. Always the fold of its journal, so a crash loses nothing. */
export interface RunState {
  /** The settings in force: those of the plan, with what was measured since. */
  readonly settings: Settings;
  readonly schedule: readonly Tilt[];
  /** Tilts that people still want, degrees; the schedule itself never changes once the area is ready. */
  readonly range: { readonly minDeg: number; readonly maxDeg: number };
  readonly environment: Environment | null;
  readonly setUp: SetUpState;
  readonly area: AreaReady | null;
  /** The run of the original that this one goes on with, or null. */
  readonly takenOver: TakenOver | null;
  /** Null until the area is ready. */
  readonly model: MotionModel | null;
  /** The heights were corrected by the defocus of the start images, or there was nothing to correct them by. */
  readonly heightsRefined: boolean;
  /** What became of every slot that is not still to be done, by slotKey. */
  readonly outcomes: ReadonlyMap<string, SlotOutcome>;
  /** What became of the pieces of montages, by tileKey. */
  readonly tiles: ReadonlyMap<string, TileOutcome>;
  /** Defoci found in images, by slotKey and program. */
  readonly ctf: ReadonlyMap<string, Readonly<Partial<Record<CtfProgram, CtfFit | null>>>>;
  /** Steps at which the focus of the tracking target was measured once more. */
  readonly focusChecked: ReadonlySet<number>;
  /** Branches that take no more images, by branchKey, with the reason. */
  readonly ended: ReadonlyMap<string, string>;
  /** The turn that the stage stands at; `readTiltDeg` is null while it is on its way, `isBelow` once it has overshot for backlash. */
  readonly stage: { readonly step: number; readonly readTiltDeg: number | null; readonly isBelow: boolean } | null;
  /**
   * Why the tracking target is to be found again before anything else is exposed, or null: nobody was watching for a while,
   * the stage is known to have been moved and may be moved back, or the area is to be looked for where the stage stands.
   */
  readonly displaced: 'unwatched' | 'moved' | 'here' | null;
  /** When the last image came that is known of, seconds of SerialEM's clock: that before the last exposure, or a look. */
  readonly lastTickS: number;
  /** An intent without commit, void or loss: the beam may have been on. */
  readonly open: ExposureIntent | null;
  /** SerialEM has not been restarted since the open exposure was announced: its buffers and times can be believed. */
  readonly sessionKept: boolean;
  /** Why SerialEM broke the open exposure off, or null: dose may have been given although there is no image. */
  readonly brokenOff: string | null;
  /** SerialEM has answered the open exposure with an image: it was made. */
  readonly hasReturned: boolean;
  /** A saved image whose shift is not known yet. */
  readonly unmeasured: Slot | null;
  /** A slot that is to be exposed once more, because its first image lay too far off, and by how much. */
  readonly again: (Slot & { readonly correction: Vec<'imageShift'> }) | null;
  /** The autofocus at the start tilt is done. */
  readonly focused: boolean;
  /** Exposures of which no image was kept. */
  readonly looks: readonly { readonly look: Look; readonly target: string | null; readonly doseEPerA2: number }[];
  /** Everything that was exposed, in its order, by number. */
  readonly exposed: ReadonlyMap<number, Exposed>;
  /** How far off images lay, by slotKey, as far as they were aligned to earlier ones. */
  readonly foundOff: ReadonlyMap<string, FoundOff>;
  /** The look whose image lies in buffer A, as long as nothing was exposed since, and nothing tilted or moved under it. */
  readonly inHand: (LookIntent & { readonly tickS: number }) | null;
  /** When the instrument was looked after last, seconds of SerialEM's clock. */
  readonly care: ReadonlyMap<Care, number>;
  /** What the run is waiting for, or null. */
  readonly waiting: { readonly guard: string; readonly reason: string } | null;
  readonly suspended: string | null;
  readonly complete: boolean;
}

/** How far set-up has got. */
export interface SetUpState {
  readonly done: ReadonlyMap<SetUpStep, Pose>;
  /** How far the stage has been walked towards the start tilt with the tracking target in sight, or null. */
  readonly walked: { readonly tiltDeg: number; readonly pose: Pose } | null;
  /** Slope of the sample as measured by this run, or null. */
  readonly slope: SampleTilt | null;
  /** Vectors of the hole pattern as refined by this run, or null. */
  readonly vectors: { readonly a: Vec<'specimen'>; readonly b: Vec<'specimen'> } | null;
  /** Targets that were looked for by their maps, with the image shift that centres each; null when it was not found. */
  readonly placed: ReadonlyMap<string, Vec<'imageShift'> | null>;
  /** Previews that first images are aligned to, by target. */
  readonly previews: ReadonlyMap<string, FreshPreview>;
}

/** What became of one slot. */
export type SlotOutcome =
  | {
      readonly kind: 'taken';
      /** The section of its image; of two, of the second. */
      readonly section: number;
      /** How many sections of the stack it has filled. */
      readonly sections: number;
      readonly readTiltDeg: number;
      /** Of all its sections together. */
      readonly doseEPerA2: number;
      /** Null for an image of somebody else. */
      readonly meanCounts: number | null;
      /** Later images may be aligned to it: it was found where it is, or it is the first of its chain. */
      readonly isAligned: boolean;
      /** Where the optics stood; null for an image of somebody else. */
      readonly aim: Pose | null;
      /** By how much image shift stood off the model's aim, for a second image. */
      readonly movedBefore: Vec<'imageShift'> | null;
      /** Seconds. */
      readonly exposureS: number;
    }
  | { readonly kind: 'lost'; readonly why: string; readonly doseEPerA2: number }
  | { readonly kind: 'skipped'; readonly why: string };

/** What became of one piece of a montage. */
export interface TileOutcome {
  /** Null when there is no image. */
  readonly section: number | null;
  readonly doseEPerA2: number;
}

/** The key of a slot in `outcomes` and `ctf`. */
export const slotKey = ({ target, step }: Slot): string => `${target}@${step}`;

/** The key of a piece of a montage in `tiles`. */
export const tileKey = (slot: Slot, { column, row }: Tile): string => `${slotKey(slot)}:${column},${row}`;

/** The key of a branch in `ended`. */
export const branchKey = (target: string, branch: Branch): string => `${target}/${branch}`;

/** Set-up before it has begun. */
export const nothingSetUp: SetUpState = {
  done: new Map(),
  walked: null,
  slope: null,
  vectors: null,
  placed: new Map(),
  previews: new Map(),
};

/** A run of which nothing has happened yet. */
export function initialState(plan: RunPlan): RunState {
  return {
    settings: plan.settings,
    schedule: scheduleFor(plan.settings),
    range: { minDeg: Number.NEGATIVE_INFINITY, maxDeg: Number.POSITIVE_INFINITY },
    environment: null,
    setUp: nothingSetUp,
    area: null,
    takenOver: null,
    model: null,
    heightsRefined: false,
    outcomes: new Map(),
    tiles: new Map(),
    ctf: new Map(),
    focusChecked: new Set(),
    ended: new Map(),
    stage: null,
    displaced: null,
    lastTickS: 0,
    open: null,
    sessionKept: true,
    brokenOff: null,
    hasReturned: false,
    unmeasured: null,
    again: null,
    focused: false,
    looks: [],
    exposed: exposedBefore(plan),
    foundOff: new Map(),
    inHand: null,
    care: new Map(),
    waiting: null,
    suspended: null,
    complete: false,
  };
}

/**
 * The plan with what the run has found out since it was made: slope, range and, of a hole pattern, better vectors. The plan
 * on disk does not change.
 */
export function planNow(plan: RunPlan, state: RunState): RunPlan {
  const { vectors } = state.setUp;
  const targets = vectors === null ? plan.targets : withVectors(plan, vectors);
  return { ...plan, settings: state.settings, targets };
}

/** The turn of the stage at a step of the schedule. */
export function tiltOf(state: RunState, step: number): Tilt {
  const tilt = state.schedule[step];
  if (tilt === undefined) throw new Error(`the schedule has no step ${step}`);
  return tilt;
}

/** A target of the plan by its number in the file's order. */
export function indexOf(plan: RunPlan, id: string): number {
  const index = plan.targets.findIndex((target) => target.id === id);
  if (index < 0) throw new Error(`the plan has no target ${id}`);
  return index;
}

/** A target of the plan. */
export function targetOf(plan: RunPlan, id: string): Target {
  const target = plan.targets[indexOf(plan, id)];
  if (target === undefined) throw new Error(`the plan has no target ${id}`);
  return target;
}
