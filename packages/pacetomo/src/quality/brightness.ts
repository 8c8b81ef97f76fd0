import { cosDeg } from '../geometry/degrees.ts';
import { fitRobustly } from '../geometry/robustFit.ts';
import { slopeAcrossDeg } from '../geometry/sampleTilt.ts';
import type { Series, SeriesImage } from '../series/series.ts';
import { median, quantile } from './quantile.ts';

/** How bright an image is against what the other images of its series let one expect at its tilt. */
export interface Brightness {
  readonly expectedCounts: number;
  /** Mean over expected counts: about 1; near 0 in the shadow of a bar or with a valve closed; above it with nothing in the way. */
  readonly part: number;
}

/** Fewer images do not tell how brightness falls with tilt. */
const fewest = 5;
/** Images darker than this part of the bright ones are dark whatever the sample: 500 nm of ice at 70° let more through. */
const darkInAnyCase = 0.03;
/** The slope of the sample is looked for so far to either side of the known one, or of none, degrees. */
const [nearKnownDeg, nearUnknownDeg, everyDeg] = [8, 24, 2];
/** Nearer to lying along the beam no sample is believed to be, degrees. */
const steepestDeg = 80;
/** Thickness over mean free path: none below, and from more than this nobody takes a series (500 nm in 300 nm is 1.7). */
const thickest = 2.5;
/** So far from the curve a logarithm is no reason for doubt. */
const neverOutlier = 0.1;

/**
 * The brightness of each image, in their order. Expected is what Beer and Lambert's law gives for a plate that is tilted,
 *
 * ln(counts / exposure) = a − thickness / mean free path · cos(slope) / cos(tilt + slope)
 *
 * with a, thickness and slope fitted to all images so that single ones have no say. Null for images without counts, and
 * for all when too few have any or most are not above zero, as where SerialEM subtracted 32768.
 */
export function brightnessOf(series: Series): readonly (Brightness | null)[] {
  const readings = series.images.flatMap((image) => readingOf(image) ?? []);
  const above = readings.filter(({ perExposure }) => perExposure > 0);
  if (above.length < fewest || 2 * above.length < readings.length) return series.images.map(() => null);
  const bright = quantile(
    above.map(({ perExposure }) => perExposure),
    0.75,
  );
  const telling = above.filter(({ perExposure }) => perExposure > darkInAnyCase * bright);
  const curve = bestCurve(telling, series);
  return series.images.map((image) => {
    const reading = readingOf(image);
    if (reading === null || curve === null) return null;
    const perExposure = Math.exp(logAt(curve, image.tiltDeg));
    return { expectedCounts: perExposure * reading.exposure, part: reading.perExposure / perExposure };
  });
}

interface Reading {
  readonly tiltDeg: number;
  readonly exposure: number;
  readonly perExposure: number;
}

/** Exposures of one series may differ in time, and then in dose. */
function readingOf({ counts, exposureS, doseEPerA2, tiltDeg }: SeriesImage): Reading | null {
  if (counts === null || !Number.isFinite(counts.mean)) return null;
  const exposure = exposureS !== null && exposureS > 0 ? exposureS : doseEPerA2 > 0 ? doseEPerA2 : 1;
  return { tiltDeg, exposure, perExposure: counts.mean / exposure };
}

/** ln(counts / exposure) = level − thickness · path. */
interface Curve {
  readonly level: number;
  readonly thickness: number;
  readonly slopeDeg: number;
}

const pathAt = (tiltDeg: number, slopeDeg: number): number => cosDeg(slopeDeg) / cosDeg(tiltDeg + slopeDeg);
const logAt = ({ level, thickness, slopeDeg }: Curve, tiltDeg: number): number =>
  level - thickness * pathAt(tiltDeg, slopeDeg);

function bestCurve(readings: readonly Reading[], { slope, images }: Series): Curve | null {
  const aboutDeg = slope === null ? 0 : slopeAcrossDeg(slope);
  const reachDeg = slope === null ? nearUnknownDeg : nearKnownDeg;
  let best: { readonly curve: Curve; readonly off: number } | null = null;
  for (let awayDeg = 0; awayDeg <= reachDeg; awayDeg += everyDeg) {
    for (const slopeDeg of awayDeg === 0 ? [aboutDeg] : [aboutDeg - awayDeg, aboutDeg + awayDeg]) {
      if (images.some(({ tiltDeg }) => Math.abs(tiltDeg + slopeDeg) > steepestDeg)) continue;
      const curve = curveWith(slopeDeg, readings);
      const off = readings.reduce((sum, reading) => sum + misfit(curve, reading), 0);
      if (best === null || off < best.off) best = { curve, off };
    }
  }
  return best?.curve ?? null;
}

/** Beyond the limit one reading is as good as another: a branch that lost its target is not to bend the curve. */
const misfit = (curve: Curve, reading: Reading): number =>
  Math.min(neverOutlier, Math.abs(logOf(reading) - logAt(curve, reading.tiltDeg)));

const logOf = ({ perExposure }: Reading): number => Math.log(perExposure);

function curveWith(slopeDeg: number, readings: readonly Reading[]): Curve {
  const rows = readings.map(({ tiltDeg }) => [1, -pathAt(tiltDeg, slopeDeg)]);
  const [level, thickness] = fitRobustly(rows, readings.map(logOf), neverOutlier)?.coefficients ?? [];
  if (level !== undefined && thickness !== undefined && thickness >= 0 && thickness <= thickest)
    return { level, thickness, slopeDeg };
  const bound = thickness !== undefined && thickness > thickest ? thickest : 0;
  const levels = readings.map((reading) => logOf(reading) + bound * pathAt(reading.tiltDeg, slopeDeg));
  return { level: median(levels), thickness: bound, slopeDeg };
}
