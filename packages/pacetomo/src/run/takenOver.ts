import type { Track } from '../motion/classicModel.ts';

/** A run of PACEtomo.py that is gone on with: what its run file and its stacks say. */
export interface TakenOver {
  /** Name and SHA-256 of the run file. */
  readonly file: string;
  readonly sha256: string;
  /** Every image found in the stacks, whether the run file knew of it or not. */
  readonly images: readonly ForeignImage[];
  /** What the script knew of each target, in the order of the plan. */
  readonly tracks: readonly { readonly plus: Track; readonly minus: Track }[];
  /** Targets and branches that the script had given up, as `001/plus`. */
  readonly ended: readonly string[];
}

/** An image that somebody else has taken for a slot of this run. */
export interface ForeignImage {
  readonly target: string;
  readonly step: number;
  readonly section: number;
  readonly readTiltDeg: number;
  readonly doseEPerA2: number;
}
