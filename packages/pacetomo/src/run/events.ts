import type { Matrix, Vec } from '../geometry/frames.ts';
import type { Environment, ImageFacts } from '../microscope/microscope.ts';

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
  | ({ readonly type: 'env' } & Environment)
  | ({ readonly type: 'area.ready' } & AreaReady)
  | { readonly type: 'action'; readonly who: string; readonly what: 'stop' | 'resume' }
  | { readonly type: 'move.intent'; readonly step: number; readonly tiltDeg: number }
  | { readonly type: 'move.below'; readonly step: number }
  | { readonly type: 'move.done'; readonly step: number; readonly readTiltDeg: number }
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
  | ({ readonly type: 'slot.skip' } & Slot & { readonly reason: string })
  | { readonly type: 'link'; readonly state: 'down'; readonly cause: string }
  | { readonly type: 'suspend'; readonly reason: string }
  | { readonly type: 'reconcile'; readonly finding: string; readonly needsPerson: boolean }
  | { readonly type: 'run.close'; readonly status: 'complete'; readonly restored: readonly string[] };

/** One cell of the schedule: a target at one turn of the stage. */
export interface Slot {
  readonly target: string;
  /** Position of the turn in the order of acquisition, 0 is the start tilt. */
  readonly step: number;
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
}

/** What the beam is about to be switched on for. On disk before it is. */
export type ExposureIntent = ExposureEvidence &
  (
    | ({
        readonly purpose: 'record';
        readonly file: string;
        readonly sectionsBefore: number;
        readonly expectedDoseEPerA2: number;
      } & Slot & {
          readonly tiltDeg: number;
          readonly imageShift: Vec<'imageShift'>;
          readonly defocusUm: number;
        })
    | { readonly purpose: 'autofocus' }
  );

/** What SerialEM said before the exposure, to tell afterwards whether there was one. */
interface ExposureEvidence {
  /** Time of the image in buffer A, seconds since SerialEM started; 0 when the buffer was empty. */
  readonly tickBeforeS: number;
}

/** The image is safe, or the measurement done. */
export type ExposureCommit =
  | ({
      readonly purpose: 'record';
      readonly section: number;
      readonly how: 'normal' | 'found-in-stack' | 'saved-from-buffer';
    } & ImageFacts)
  | { readonly purpose: 'autofocus'; readonly how: 'normal' | 'found-done' };
