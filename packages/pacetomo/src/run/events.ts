import type { Matrix, Vec } from '../geometry/frames.ts';
import type { CtfFit, CtfProgram, Environment, ImageFacts } from '../microscope/microscope.ts';
import type { PlanChange } from './control.ts';
import type { ExposureCommit, ExposureIntent } from './exposureEvents.ts';
import type { Slot, Tile } from './slot.ts';
import type { TakenOver } from './takenOver.ts';

/**
 * What happened, in the order in which it happened. The journal is a list of these and nothing else.
 *
 * Only two kinds of thing are written down: what was measured, and what a person (or a rule in a person's place) decided.
 * Whatever follows by calculation is worked out again by `after` in state.ts. Around everything that exposes there is an
 * intent before and a commit after: see docs/recovery.md.
 */
export type RunEvent =
  | {
      readonly type: 'run.open';
      readonly runUid: string;
      readonly program: string;
      readonly planSha256: string;
      readonly address: string;
    }
  | ({ readonly type: 'run.taken-over' } & TakenOver)
  | ({ readonly type: 'env' } & Environment)
  | { readonly type: 'remark'; readonly text: string }
  | { readonly type: 'setup.done'; readonly step: SetUpStep; readonly pose: Pose }
  | { readonly type: 'setup.walked'; readonly tiltDeg: number; readonly pose: Pose }
  | { readonly type: 'vectors.measured'; readonly a: Vec<'specimen'>; readonly b: Vec<'specimen'> }
  | { readonly type: 'slope.measured'; readonly pretiltDeg: number; readonly rotationDeg: number }
  | {
      readonly type: 'target.placed';
      readonly target: string;
      readonly imageShift: Vec<'imageShift'> | null;
      readonly preview?: FreshPreview;
    }
  | ({ readonly type: 'area.ready' } & AreaReady)
  | { readonly type: 'area.moved'; readonly stage: Vec<'stage'> }
  | { readonly type: 'action'; readonly who: string; readonly what: OperatorAction }
  | { readonly type: 'plan.change'; readonly who: string; readonly change: PlanChange }
  | { readonly type: 'move.intent'; readonly step: number; readonly tiltDeg: number }
  | { readonly type: 'move.below'; readonly step: number }
  | { readonly type: 'move.done'; readonly step: number; readonly readTiltDeg: number }
  | { readonly type: 'recentred'; readonly step: number; readonly correction: Vec<'imageShift'> }
  | ({ readonly type: 'expose.intent' } & ExposureIntent)
  | ({ readonly type: 'expose.returned' } & ImageFacts)
  | { readonly type: 'save.requested'; readonly file: string }
  | ({ readonly type: 'expose.commit' } & ExposureCommit)
  | { readonly type: 'expose.failed'; readonly reason: string }
  | { readonly type: 'expose.void'; readonly proof: string }
  | {
      readonly type: 'expose.lost';
      readonly lost: 'dose-no-image' | 'unknown-assumed-exposed';
      readonly evidence: string;
    }
  | ({ readonly type: 'track.measured' } & Slot & { readonly correction: Vec<'imageShift'> | null })
  | ({ readonly type: 'again.skip' } & Slot & { readonly reason: string })
  | ({ readonly type: 'tile.skip' } & Slot & { readonly tile: Tile; readonly reason: string })
  | ({ readonly type: 'ctf.measured' } & Slot & { readonly program: CtfProgram; readonly fit: CtfFit | null })
  | { readonly type: 'focus.measured'; readonly step: number; readonly defocusUm: number | null }
  | ({ readonly type: 'slot.skip' } & Slot & { readonly reason: string })
  | { readonly type: 'guard.wait'; readonly guard: string; readonly reason: string }
  | { readonly type: 'guard.over'; readonly guard: string; readonly seconds: number }
  | { readonly type: 'care.done'; readonly what: Care; readonly clockS: number }
  | { readonly type: 'link'; readonly state: 'down'; readonly cause: string }
  | { readonly type: 'suspend'; readonly reason: string }
  | { readonly type: 'reconcile'; readonly finding: string; readonly needsPerson: boolean }
  | { readonly type: 'run.close'; readonly status: 'complete'; readonly restored: readonly string[] };

/**
 * What a person, or a rule in a person's place, has done to a run as a whole. `realign`: the stage may be moved back and the
 * tracking target is to be found again first. `realign-here`: the same where the stage stands now. `realign-not`: the run
 * goes on without looking.
 */
export type OperatorAction = 'stop' | 'resume' | 'pause' | 'go-on' | 'realign' | 'realign-here' | 'realign-not';

/** The instrument was looked after: the gun flashed, the slit centred, dewars filled. */
export type Care = 'flash' | 'slit' | 'dewars';

/** The steps of set-up, in their order; a plan may do without some of them. */
export type SetUpStep =
  | 'checked'
  | 'eucentric'
  | 'realigned'
  | 'vectors'
  | 'slope'
  | 'at-start-tilt'
  | 'centred'
  | 'focused';

/** How image shift and focus stand when the tracking target is where it should be. */
export interface Pose {
  readonly imageShift: Vec<'imageShift'>;
  /** Read-out in the Record area, µm. */
  readonly defocusUm: number;
}

/** A Preview that was taken to find a target and is kept as the reference of its first image. */
export interface FreshPreview {
  readonly file: string;
  /** How far image shift moved afterwards to centre the target: in the Preview it lies off by so much. */
  readonly movedAfter: Vec<'imageShift'>;
}

/** The area found, focused and measured: everything that the motion model starts from. */
export interface AreaReady {
  readonly imageShift: Vec<'imageShift'>;
  readonly defocusUm: number;
  readonly stage: Vec<'stage'>;
  readonly exposureS: number;
  readonly toSpecimen: Matrix<'imageShift', 'specimen'>;
  readonly toImageShift: Matrix<'specimen', 'imageShift'>;
  readonly stageToSpecimen: Matrix<'stage', 'specimen'>;
  /** Targets whose reference map was found. */
  readonly withReferenceMap: readonly string[];
  /** What an image shows, and what a montage is laid out with; absent in journals of before, and without calibration. */
  readonly camera?: { readonly toSpecimen: Matrix<'camera', 'specimen'>; readonly size: Vec<'camera'> };
  /** Of the Record area, µm across the beam; absent when SerialEM does not tell. */
  readonly beamRadiusUm?: number;
  /** Where the Focus area lies from the Record area, along the tilt axis, µm. */
  readonly focusOffsetUm?: number;
  /** What a Record image will give by the images there were, e/Å²; absent when there were none. */
  readonly recordDoseEPerA2?: number;
}
