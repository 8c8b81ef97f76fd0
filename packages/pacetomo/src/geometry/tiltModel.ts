import { cosDeg, sinDeg } from './degrees.ts';

/** Where a target sits with respect to the tilt axis. Lengths in µm. */
export interface AxisOffset {
  /** Distance from the tilt axis within the untilted plane, across it: n₀ of Eisenstein et al. 2023. */
  readonly acrossUm: number;
  /** Height above the eucentric plane, up is positive: z₀ of the paper. */
  readonly heightUm: number;
}

/** A tilt from one angle to another, in degrees. */
export interface TiltStep {
  readonly fromDeg: number;
  readonly toDeg: number;
}

/** How far a target moves across the tilt axis (specimen y, µm) during a tilt: n₀ Δcos θ − z₀ Δsin θ. */
export function movementAcrossUm(offset: AxisOffset, step: TiltStep): number {
  return offset.acrossUm * deltaCos(step) - offset.heightUm * deltaSin(step);
}

/** How far a target rises (µm, up is positive) during a tilt: z₀ Δcos θ + n₀ Δsin θ. Focus has to fall by as much. */
export function riseUm(offset: AxisOffset, step: TiltStep): number {
  return offset.heightUm * deltaCos(step) + offset.acrossUm * deltaSin(step);
}

/** One tilt as it happened to one target. */
export interface ObservedStep extends TiltStep {
  /** How far the target moved in specimen y, µm. */
  readonly movedUm: number;
}

/**
 * The height that best explains the observed movements, in µm.
 *
 * Each step says  moved − n₀ Δcos = −z₀ Δsin,  linear in z₀, so the least-squares answer is closed:
 * z₀ = Σ Δsin (n₀ Δcos − moved) / Σ Δsin².  Without any change of sin θ the height cannot be seen: null.
 */
export function fitHeightUm(acrossUm: number, steps: readonly ObservedStep[]): number | null {
  let numerator = 0;
  let denominator = 0;
  for (const step of steps) {
    const dSin = deltaSin(step);
    numerator += dSin * (acrossUm * deltaCos(step) - step.movedUm);
    denominator += dSin * dSin;
  }
  return denominator === 0 ? null : numerator / denominator;
}

const deltaCos = ({ fromDeg, toDeg }: TiltStep): number => cosDeg(toDeg) - cosDeg(fromDeg);
const deltaSin = ({ fromDeg, toDeg }: TiltStep): number => sinDeg(toDeg) - sinDeg(fromDeg);
