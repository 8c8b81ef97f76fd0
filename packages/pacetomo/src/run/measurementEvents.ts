import type { Vec } from '../geometry/frames.ts';
import type { LowDoseArea } from '../microscope/microscope.ts';

/** The microscope as a measurement finds it, and leaves it. */
export interface AsFound {
  readonly tiltDeg: number;
  /** Counted from the tilt axis where SerialEM believes it to be. */
  readonly imageShift: Vec<'imageShift'>;
  /** Read-out in the Record area, µm. */
  readonly defocusUm: number;
  readonly lowDoseArea: LowDoseArea | null;
  readonly tiltAxisOffsetUm: number;
}

/** What an autofocus is about to be done for. On disk before it is. */
export interface FocusIntent {
  /** Whether focus is corrected, once at the start, or only measured. */
  readonly purpose: 'correct' | 'measure';
  readonly tiltDeg: number;
  /** Where the image shift points, µm from where it is zero. */
  readonly position: Vec<'specimen'>;
}

/** What happened in a measurement, in order: its record is a list of these. It is kept for people and never gone on with. */
export type MeasurementEvent =
  | { readonly type: 'measure.open'; readonly what: string; readonly program: string; readonly address: string }
  | ({ readonly type: 'measure.found' } & AsFound)
  | ({ readonly type: 'focus.intent' } & FocusIntent)
  | { readonly type: 'focus.corrected'; readonly found: boolean }
  | { readonly type: 'focus.result'; readonly defocusUm: number | null }
  | { readonly type: 'measure.result'; readonly result: object }
  | { readonly type: 'measure.offset-set'; readonly oldUm: number; readonly newUm: number }
  | { readonly type: 'measure.trouble'; readonly reason: string }
  | { readonly type: 'measure.put-back' };
