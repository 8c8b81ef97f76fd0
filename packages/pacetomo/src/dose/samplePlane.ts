import { cosDeg, sinDeg, tanDeg } from '../geometry/degrees.ts';
import type { Matrix, Vec } from '../geometry/frames.ts';
import { apply } from '../geometry/frames.ts';
import type { SampleTilt } from '../geometry/sampleTilt.ts';

/**
 * Everything about dose is drawn in one frame: the untilted specimen. A place in it is the `specimen` position, µm, at
 * which a point of the sample's surface is seen at a stage tilt of 0°. The surface is a plane that is not level, so the point
 * also has a height there: z = p x + q y, with p and q from pretilt and rotation.
 *
 * A tilt θ carries it to x, y cos θ − z sin θ as the beam sees it (docs/conventions.md), which is linear:
 *
 *     seen x = x
 *     seen y = −p sin θ · x + (cos θ − q sin θ) · y
 */

/** How much of its slope a sample shows when it is tilted to its own edge: nothing smaller is told apart. */
const edgeOn = 1e-6;

/** From places on the untilted specimen to how far apart the beam sees them at a stage tilt. */
export function seenFromAbove(sample: SampleTilt, tiltDeg: number): Matrix<'specimen', 'specimen'> {
  const { p, q } = slopeOf(sample);
  return { xx: 1, xy: 0, yx: -p * sinDeg(tiltDeg), yy: cosDeg(tiltDeg) - q * sinDeg(tiltDeg) };
}

/** The way back: from what the beam sees at a stage tilt down to the untilted specimen. Where the sample stands on edge, it is made not quite so. */
export function ontoSample(sample: SampleTilt, tiltDeg: number): Matrix<'specimen', 'specimen'> {
  const { yx, yy } = seenFromAbove(sample, tiltDeg);
  const across = Math.abs(yy) < edgeOn ? edgeOn : yy;
  return { xx: 1, xy: 0, yx: -yx / across, yy: 1 / across };
}

/** A distance that the beam sees at a tilt, µm, as it lies on the untilted specimen. */
export const laidDown = (sample: SampleTilt, tiltDeg: number, seen: Vec<'specimen'>): Vec<'specimen'> =>
  apply(ontoSample(sample, tiltDeg), seen);

/** Rise of the sample along x and along y, µm per µm (the plane of `planeHeightUm`). */
function slopeOf({ pretiltDeg, rotationDeg }: SampleTilt): { readonly p: number; readonly q: number } {
  const slope = tanDeg(pretiltDeg);
  return { p: -slope * sinDeg(rotationDeg), q: slope * cosDeg(rotationDeg) };
}
