import type { Vec } from '../geometry/frames.ts';

/**
 * An area while it is chosen and edited: the targets that are acquired from one position of the stage, what their targets
 * file says beside them, and where the slope of the sample is to be measured. Immutable: an edit gives another area.
 */
export interface Area {
  /** Root of all its file names: `lamella` for lamella_tgts.txt, lamella_tgt_001.mrc and lamella_ts_001.mrc. */
  readonly name: string;
  /** Settings of this area, as its file says them: `_set` numbers and `_bset` words. */
  readonly settings: readonly AreaSetting[];
  /** In the order of acquisition; the first one is the tracking target. */
  readonly targets: readonly AreaTarget[];
  /** Where the slope of the sample is measured, from the tracking target. */
  readonly geometryPoints: readonly Vec<'specimen'>[];
}

/** One line `_set name = text` or `_bset name = text`. */
export interface AreaSetting {
  readonly kind: 'number' | 'boolean';
  /** The name in the file: the original's. */
  readonly name: string;
  readonly text: string;
}

/** One target as it is chosen. */
export interface AreaTarget {
  /** Specimen position from the tracking target, µm, at the tilt that the targets were chosen at; null when only the stage position is known. */
  readonly position: Vec<'specimen'> | null;
  /** Navigator position of the stage at which it is centred with image shift zero, µm; null when it is not known. */
  readonly stage: Vec<'stage'> | null;
  /** File of its tilt series. */
  readonly stack: string;
  /** File of the Preview that it was chosen with; null when there is none. */
  readonly previewMap: string | null;
  /** File of the View that it was chosen on; null when there is none. */
  readonly viewMap: string | null;
  readonly skip: boolean;
  /** SPACEtomo's score, 0 to 1; null when it has none. */
  readonly score: number | null;
  /** Keys of its section that are none of the above, kept as they were read. */
  readonly otherKeys: ReadonlyMap<string, string>;
}
