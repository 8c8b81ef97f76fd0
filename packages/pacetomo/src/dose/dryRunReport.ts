import type { PlanReport } from '../plan/checkPlan.ts';
import type { ReceivedDose } from './received.ts';

/** What a session would do and what would go wrong in it, before a single electron. */
export interface DryRunReport {
  readonly areas: readonly AreaReport[];
  /** Of all areas together, minutes. */
  readonly minutes: number;
  readonly disk: DiskNeed;
  /** Everything worth a person's attention, what stops a run first. */
  readonly findings: readonly Finding[];
  /** SerialEM was asked too. */
  readonly askedSerialEm: boolean;
}

/** One area of it. */
export interface AreaReport {
  readonly plan: PlanReport;
  /** Microscope time with set-up, montage pieces and autofocuses, minutes. */
  readonly minutes: number;
  /** Images that are saved, montage pieces and second images included. */
  readonly images: number;
  /** Exposures of which no image is kept: Views, Previews, autofocuses. */
  readonly looks: number;
  /** How much every target receives; empty when nobody knows the beam of Record. */
  readonly doses: readonly ReceivedDose[];
  readonly reach: readonly TargetReach[];
}

/** How far a target is followed. */
export interface TargetReach {
  readonly target: string;
  /** Image shift that each tilt needs, µm, and whether there is an image, in the order of the schedule. */
  readonly tilts: readonly { readonly tiltDeg: number; readonly shiftUm: number; readonly isTaken: boolean }[];
}

/** Room that a session needs, GB (10⁹ bytes). */
export interface DiskNeed {
  /** All stacks; null when the camera is not known. */
  readonly stacksGb: number | null;
  /** Files of frames, one for each image; null when SerialEM was not asked or does not say. */
  readonly frameFiles: number | null;
  /** Frames, of 8 bit a pixel and without compression, which makes them smaller; null when it is not known. */
  readonly framesGb: number | null;
  /** Free where SerialEM writes; null when it was not asked or cannot tell. */
  readonly freeGb: number | null;
}

/** How bad a finding is: the run would refuse to begin, something would be lost, or it is worth knowing. */
export type Gravity = 'stops' | 'costs' | 'note';

/** What a dry run finds. */
export type FindingKind =
  | 'out-of-reach'
  | 'beyond-stage'
  | 'piece-out-of-reach'
  | 'overlap'
  | 'dose-unknown'
  | 'file-taken'
  | 'frames-taken'
  | 'frames-folder'
  | 'disk'
  | 'map-missing'
  | 'calibration'
  | 'low-dose'
  | 'optics'
  | 'shared-file'
  | 'settings'
  | 'serialem';

/** One sentence with what it is about. */
export interface Finding {
  readonly kind: FindingKind;
  readonly gravity: Gravity;
  /** Name of the area; null for the session. */
  readonly area: string | null;
  readonly target: string | null;
  readonly text: string;
}
