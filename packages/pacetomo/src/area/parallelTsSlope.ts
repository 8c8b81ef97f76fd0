import { atanDeg, cosDeg, sinDeg, tanDeg } from '../geometry/degrees.ts';
import { type SampleTilt, sampleTiltOf, slopeAcrossDeg } from '../geometry/sampleTilt.ts';

/** The slope of the sample as SerialEM's parallel tilt series say it, degrees. */
export interface NativeSlope {
  /** PreTilt: the tilt of the stage at which the sample lies level across the axis: the negative of its slope there. */
  readonly levellingTiltDeg: number;
  /** XPitchAngle: the slope along the axis at that tilt, z = −x · tan of it. */
  readonly xPitchDeg: number;
}

/**
 * The same plane in SerialEM's words. With rotation 0 the levelling tilt is −pretilt and there is no pitch.
 *
 * The plane rises by a = −tan(pretilt) sin(rotation) along x and by b = tan(pretilt) cos(rotation) along y. Turned back by
 * its slope across the axis, α = atan b, it rises by a · cos α along x, so tan(pitch) = −a cos α. That is what
 * SerialEM's `ParallelTSSetup` does with the pitch. (Its `FitPlane` divides a by cos α − b sin α where this would be
 * cos α + b sin α: at 10° its pitch is 6 % too large, 0.1° where the slope along the axis is 2°.)
 */
export function nativeSlopeOf(sample: SampleTilt): NativeSlope {
  const acrossDeg = slopeAcrossDeg(sample);
  const alongX = -tanDeg(sample.pretiltDeg) * sinDeg(sample.rotationDeg);
  return { levellingTiltDeg: 0 - acrossDeg, xPitchDeg: atanDeg(-alongX * cosDeg(acrossDeg)) + 0 };
}

/** The same plane as PACEtomo's settings say it, the rotation between −90° and 90°. The inverse of `nativeSlopeOf`. */
export const sampleTiltOfNative = ({ levellingTiltDeg, xPitchDeg }: NativeSlope): SampleTilt =>
  sampleTiltOf({
    alongX: -tanDeg(xPitchDeg) / cosDeg(levellingTiltDeg),
    alongY: tanDeg(-levellingTiltDeg),
  });
