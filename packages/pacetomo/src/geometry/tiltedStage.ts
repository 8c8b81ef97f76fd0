import { cosDeg } from './degrees.ts';
import { add, apply, type Matrix, type Vec } from './frames.ts';
import { planeHeightUm, type SampleTilt, slopeAcrossDeg } from './sampleTilt.ts';
import { movementAcrossUm, riseUm } from './tiltModel.ts';

/**
 * Places on a tilted stage. Three ways of saying where a target lies, all from the tracking target, µm:
 *
 * - as seen at the tilt θ: the image shift that reaches it, on the specimen (`SSX`, `SSY` of a targets file with
 *   `tiltTargets = θ`). Across the axis it is foreshortened, and the height of the sloping sample moves it aside:
 *   y(θ) = y₀ cos θ − z₀ sin θ with z₀ = tan(pretilt) · (cos(rotation)·y₀ − sin(rotation)·x). x does not change.
 * - as seen at 0°: (x, y₀).
 * - as a step of the stage: the difference of two Navigator positions. The stage slides in its own, tilted plane, so
 *   SerialEM divides the stage's Y by cos θ. It knows nothing of heights: on a sloping sample the step that was noted at
 *   θ differs across the axis from the one noted at 0° by z₀ tan θ. Both are right at their own tilt.
 *
 * The height of the tracking target itself is that of the eucentric plane; only differences count here.
 */

/** Below this tilt SerialEM takes the stage as level, degrees (`ConvertIStoStageIncrement` in its NavHelper.cpp). */
const levelBelowDeg = 1;
/** A sample that is turned farther than this against the beam is seen edge-on: positions across the axis mean nothing. */
const edgeOnDeg = 85;

/** Where a point of the sample that lies at `atZero` at 0° is seen at `tiltDeg`; both from the tracking target, µm. */
export function seenAtTilt(atZero: Vec<'specimen'>, sample: SampleTilt, tiltDeg: number): Vec<'specimen'> {
  const offset = { acrossUm: atZero.y, heightUm: planeHeightUm(sample, atZero) };
  return { x: atZero.x, y: atZero.y + movementAcrossUm(offset, { fromDeg: 0, toDeg: tiltDeg }) };
}

/** Where a point of the sample seen at `seen` at `tiltDeg` lies at 0°; null when the sample is seen edge-on or from behind. */
export function atZeroTilt(seen: Vec<'specimen'>, sample: SampleTilt, tiltDeg: number): Vec<'specimen'> | null {
  if (Math.abs(slopeAcrossDeg(sample) + tiltDeg) > edgeOnDeg) return null;
  // y(θ) is linear in y₀: what x alone and what y₀ alone contribute
  const ofX = seenAtTilt({ x: seen.x, y: 0 }, sample, tiltDeg).y;
  const ofY = seenAtTilt({ x: 0, y: 1 }, sample, tiltDeg).y;
  return { x: seen.x, y: (seen.y - ofX) / ofY };
}

/** The place at which something seen at one tilt is seen at another; null as for `atZeroTilt`. */
export function seenAtOtherTilt(
  seen: Vec<'specimen'>,
  sample: SampleTilt,
  { fromDeg, toDeg }: { readonly fromDeg: number; readonly toDeg: number },
): Vec<'specimen'> | null {
  const atZero = atZeroTilt(seen, sample, fromDeg);
  return atZero === null ? null : seenAtTilt(atZero, sample, toDeg);
}

/** How much higher than the tracking target a point seen at `seen` stands at that tilt, µm; null as for `atZeroTilt`. */
export function heightAtTiltUm(seen: Vec<'specimen'>, sample: SampleTilt, tiltDeg: number): number | null {
  const atZero = atZeroTilt(seen, sample, tiltDeg);
  if (atZero === null) return null;
  const heightUm = planeHeightUm(sample, atZero);
  return heightUm + riseUm({ acrossUm: atZero.y, heightUm }, { fromDeg: 0, toDeg: tiltDeg });
}

/** The step of the stage, in Navigator positions, that centres at `tiltDeg` what is seen at `seen` there. */
export function stageStep(
  seen: Vec<'specimen'>,
  tiltDeg: number,
  specimenToStage: Matrix<'specimen', 'stage'>,
): Vec<'stage'> {
  const { x, y } = apply(specimenToStage, seen);
  return { x, y: y / stageCosine(tiltDeg) };
}

/** What a step between two Navigator positions that were noted at `tiltDeg` looks like at that tilt. The inverse of `stageStep`. */
export function seenOfStageStep(
  step: Vec<'stage'>,
  tiltDeg: number,
  stageToSpecimen: Matrix<'stage', 'specimen'>,
): Vec<'specimen'> {
  return apply(stageToSpecimen, { x: step.x, y: step.y * stageCosine(tiltDeg) });
}

/** How the microscope stands when something is centred in it. */
export interface StageStanding {
  /** Read-out of the stage, µm. */
  readonly readOut: Vec<'stage'>;
  /** Where the image shift looks, µm from where it is zero. */
  readonly shift: Vec<'specimen'>;
  readonly tiltDeg: number;
  /** Distance of the tilt axis from the optic axis if SerialEM shifts to the tilt axis, µm; 0 if it does not. */
  readonly axisOffsetUm: number;
  readonly specimenToStage: Matrix<'specimen', 'stage'>;
}

/**
 * The Navigator position of what is centred, as SerialEM's `AdjustStagePosForNav` gives it: the read-out, and the image
 * shift as a step of the stage at this tilt, and the offset of the tilt axis, which is not divided by the cosine.
 */
export function navigatorPosition({
  readOut,
  shift,
  tiltDeg,
  axisOffsetUm,
  specimenToStage,
}: StageStanding): Vec<'stage'> {
  const ofAxis = apply(specimenToStage, { x: 0, y: axisOffsetUm });
  return add(add(readOut, stageStep(shift, tiltDeg, specimenToStage)), ofAxis);
}

/** The part of a way along stage Y that is seen at a tilt: its cosine, and 1 where SerialEM takes the stage as level. */
export function stageCosine(tiltDeg: number): number {
  return Math.abs(tiltDeg) > levelBelowDeg ? cosDeg(tiltDeg) : 1;
}
