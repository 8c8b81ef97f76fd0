import type { Vec } from '../geometry/frames.ts';
import type { Branch, Tilt } from '../plan/tiltScheme.ts';

/** One exposure to come: which target (0 is the tracking target), at which turn, at which tilt read back from the stage. */
export interface Turn {
  readonly target: number;
  readonly tilt: Tilt;
  readonly readTiltDeg: number;
}

/** How to set the microscope so that a target is centred and in focus. */
export interface Aim {
  /** SerialEM's centred image shift. */
  readonly imageShift: Vec<'imageShift'>;
  /** SerialEM's defocus read-out, µm; underfocus is negative. */
  readonly defocusUm: number;
}

/** What one exposure, made with the aim that was predicted for it, has shown. */
export interface Observation extends Turn {
  /**
   * How far the image shift has to move so that this image would lie exactly on its reference: SerialEM's
   * ReportISforBufferShift after aligning. Null when there was no reference or no believable peak.
   */
  readonly correction: Vec<'imageShift'> | null;
  /** By how much the image shift had been moved off the aim before this image: the correction of a first image that was taken again. */
  readonly movedBefore?: Vec<'imageShift'>;
}

/**
 * Knows where every target will be at the next tilt, and learns from every image.
 *
 * A model is a value: `after` gives a new one and changes nothing. The run rebuilds it from its journal, so it has to be
 * a pure function of what it was told, without clock or chance.
 */
export interface MotionModel {
  /** The aim for a turn. Costs nothing and changes nothing. */
  predict(turn: Turn): Aim;
  /** The model that also knows this observation. */
  after(observation: Observation): MotionModel;
  /**
   * The model after the whole specimen was found displaced: the correction that an image of the tracking target, taken at
   * its aim, needs to lie on that target's latest image of a branch.
   */
  recentred(branch: Branch, correction: Vec<'imageShift'>): MotionModel;
  /** The model after the defocus of the tracking target was measured on a branch: by how much it was above the intended one, µm. */
  refocused(branch: Branch, errorUm: number): MotionModel;
  /** The model after the height of every target was found to differ, µm up from what was believed, in the order of the targets. */
  raised(errorsUm: readonly number[]): MotionModel;
  /** Where a target is believed to be, µm along and across the tilt axis from the untilted optical axis. */
  position(target: number, branch: Branch): Vec<'specimen'>;
  /** The height of a target above the eucentric plane as it is believed now: z₀, µm. */
  heightUm(target: number, branch: Branch): number;
}
