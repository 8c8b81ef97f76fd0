import { atanDeg, cosDeg, sinDeg, tanDeg } from './degrees.ts';
import type { Vec } from './frames.ts';

/**
 * How the sample's own plane lies in the grid plane, as PACEtomo's settings say it.
 *
 * `pretiltDeg`: slope of the sample; a lamella that is thinnest at +10° has −10°.
 * `rotationDeg`: direction of the slope in the plane, counter-clockwise from specimen y.
 */
export interface SampleTilt {
  readonly pretiltDeg: number;
  readonly rotationDeg: number;
}

/** Rise of the sample plane along specimen x and y, µm per µm. */
export interface Slope {
  readonly alongX: number;
  readonly alongY: number;
}

/** The same plane as PACEtomo's settings say it, the rotation between −90° and 90°. */
export function sampleTiltOf({ alongX, alongY }: Slope): SampleTilt {
  const sign = alongY >= 0 ? 1 : -1;
  const rotationDeg = alongX === 0 ? 0 : -atanDeg(alongX / (alongY + 0)); // a negative zero would turn it round
  return { pretiltDeg: sign * atanDeg(Math.hypot(alongX, alongY)), rotationDeg };
}

/** Height (µm) of a point of the sample plane: z₀ = tan(pretilt) · (cos(rotation)·y − sin(rotation)·x). */
export function planeHeightUm({ pretiltDeg, rotationDeg }: SampleTilt, position: Vec<'specimen'>): number {
  return tanDeg(pretiltDeg) * (cosDeg(rotationDeg) * position.y - sinDeg(rotationDeg) * position.x);
}

/**
 * By how much distances across the tilt axis shrink from the untilted view to `tiltDeg`.
 *
 * k = cos(P′ + tilt) / cos(P′) with P′ = pretilt · cos(rotation), PACEtomo's approximation of the slope across the axis.
 */
export function foreshortening({ pretiltDeg, rotationDeg }: SampleTilt, tiltDeg: number): number {
  const slopeDeg = pretiltDeg * cosDeg(rotationDeg);
  return cosDeg(slopeDeg + tiltDeg) / cosDeg(slopeDeg);
}

/** The stage tilt, in whole degrees, at which the sample lies level across the tilt axis (PACEtomo's autoStartTilt). */
export function levellingTiltDeg(sample: SampleTilt): number {
  return -Math.round(slopeAcrossDeg(sample)) || 0; // no negative zero in file names
}

/** How steeply the sample rises across the tilt axis, degrees: what a tilt of the stage adds to. */
export function slopeAcrossDeg({ pretiltDeg, rotationDeg }: SampleTilt): number {
  return atanDeg(tanDeg(pretiltDeg) * cosDeg(rotationDeg));
}
