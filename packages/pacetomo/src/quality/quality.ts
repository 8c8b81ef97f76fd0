import type { WantedTilt } from '../series/series.ts';
import type { ImageQuality } from './imageQuality.ts';
import type { Coverage } from './tiltCoverage.ts';

/**
 * `good`: what was wanted is there. `usable`: a tomogram can be made of it. `poor`: hardly. `unknown`: nobody measured
 * enough to say.
 */
export type Verdict = 'good' | 'usable' | 'poor' | 'unknown';

/** How good a series is, for people who choose among many and for programs that read its manifest. */
export interface Quality {
  readonly verdict: Verdict;
  /** Short sentences with numbers and units, those by which one decides first. */
  readonly reasons: readonly string[];
  /** How many tilts were wanted; null without a run. */
  readonly wantedTilts: number | null;
  /** Images that are good or fair. */
  readonly usableTilts: number;
  /** The widest part of the tilt range in which usable images lie close enough. */
  readonly coverage: Coverage | null;
  /** Tilts that were wanted and are not there. */
  readonly missing: readonly WantedTilt[];
  /** All that the target received up to the last image, e/Å²; null when nobody knows. */
  readonly doseEPerA2: number | null;
  readonly images: readonly ImageQuality[];
}
