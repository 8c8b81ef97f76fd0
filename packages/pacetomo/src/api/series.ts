/**
 * How far a tilt series of a run is from being handed on. `finished`: everything in the folder `export` is there.
 * `being-finished`: a process works on the stacks. `left`: its stack could not be finished as it is. `not-finished`: nobody
 * has finished it. `unwanted`: the settings of the run want no exports. `out-of-reach`: this computer does not reach the
 * stacks. `not-complete`: its run goes on, or will. `empty`: no image of it was taken.
 */
export type SeriesStanding =
  | 'finished'
  | 'being-finished'
  | 'left'
  | 'not-finished'
  | 'unwanted'
  | 'out-of-reach'
  | 'not-complete'
  | 'empty';

/** How good a series is, as its manifest says. */
export type SeriesVerdict = 'good' | 'usable' | 'poor' | 'unknown';

/** One tilt series of a run. */
export interface SeriesView {
  readonly target: string;
  /** Under which it goes to other programs. */
  readonly name: string;
  /** File name of its stack. */
  readonly stack: string;
  readonly standing: SeriesStanding;
  /** Why it stands so, and what to do; null when it is finished. */
  readonly why: string | null;
  /** What could not be done to a stack that is finished otherwise: sentences. */
  readonly notDone: readonly string[];
  /** What its manifest says; null without one. */
  readonly report: SeriesReport | null;
}

/** What a manifest says of its series, as far as people choose by it. */
export interface SeriesReport {
  readonly verdict: SeriesVerdict;
  /** Short sentences, those by which one decides first. */
  readonly reasons: readonly string[];
  /** What there is to say of the files for other programs. */
  readonly notes: readonly string[];
  readonly usableTilts: number;
  /** Null when nobody planned them. */
  readonly wantedTilts: number | null;
  /** Lowest and highest tilt of its images, degrees; null without images. */
  readonly tilts: { readonly fromDeg: number; readonly toDeg: number } | null;
  /** All that its place has received, e/Å²; null when nobody knows. */
  readonly doseEPerA2: number | null;
  /** How many frame files were there. `none`: none was saved. `out-of-reach`: this computer could not look. */
  readonly frames: { readonly found: number; readonly missing: number } | 'none' | 'out-of-reach';
  /** ISO 8601, UTC. */
  readonly finishedAt: string;
  /** Whether there are a contact sheet and a movie: a stack that was deleted may have none. */
  readonly hasPictures: boolean;
}

/** What of a finished series can be looked at or taken along. */
export type SeriesFile = 'picture' | 'movie' | 'manifest';
