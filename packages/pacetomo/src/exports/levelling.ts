import { slopeAcrossDeg } from '../geometry/sampleTilt.ts';
import type { Series } from '../series/series.ts';

/** Less than the tilts of a stage are good for. */
const leastDeg = 0.05;

/**
 * What has to be added to a tilt of the stage for that of the sample, degrees; null when nobody knows the slope, or it is
 * none. A lamella that lies level at +10° has −10: 10° of the stage are 0° of the sample (docs/conventions.md).
 *
 * Others say it so: AreTomo3 adds the second value of `-TiltCor` (CAlignParam.cpp, 8a068cf), and so does IMOD with an angle
 * offset; WarpTools subtracts `--tilt_offset` (ImportTiltseries.cs, e321344), which therefore has the other sign.
 */
export function addedToTiltDeg({ slope }: Series): number | null {
  const acrossDeg = slope === null ? 0 : slopeAcrossDeg(slope);
  return Math.abs(acrossDeg) < leastDeg ? null : acrossDeg;
}
