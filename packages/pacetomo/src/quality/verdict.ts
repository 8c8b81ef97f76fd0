import type { Series, WantedTilt } from '../series/series.ts';
import { type DriftOf, fieldUm, type ImageGrade, type ImageQuality, judgeImages } from './imageQuality.ts';
import type { Quality, Verdict } from './quality.ts';
import { fewestTilts, reasonsFor } from './reasons.ts';
import { widestCoverage } from './tiltCoverage.ts';

/** What a series needs for a verdict. */
interface Demand {
  /** Of the width of the tilt range that was wanted. */
  readonly widthPart: number;
  /** Of the number of tilts that were wanted. */
  readonly tiltsPart: number;
  /** Gaps wider than this divide a series, degrees. */
  readonly gapDeg: number;
}

/** One tilt in ten may be missing, but no two neighbours of the usual 3°: more than that is another experiment. */
const forGood: Demand = { widthPart: 0.9, tiltsPart: 0.9, gapDeg: 7 };
/**
 * From ±60° two thirds leave ±40°, a wedge that one can still see membranes in; half the exposures leave half the signal;
 * three neighbours of 3° may be missing.
 */
const forUsable: Demand = { widthPart: 2 / 3, tiltsPart: 1 / 2, gapDeg: 12.5 };
/** Of a series that nobody planned ±50° are expected. */
const usualWidthDeg = 100;
/** The stage stops beside the tilt that was wanted, degrees. */
const besideDeg = 0.5;

/** The facts of a series and what they mean. `driftOf` says how far an image moved from frame to frame, where that is known. */
export function judgeSeries(series: Series, driftOf?: DriftOf): Quality {
  const images = judgeImages(series, driftOf);
  const missing = (series.wanted ?? []).filter(({ became }) => became !== 'taken');
  const coverage = widestCoverage(tiltsOf(images, ['good', 'fair']), gapFor(forUsable, series.wanted));
  const facts = {
    verdict: verdictOf(images, series.wanted),
    wantedTilts: series.wanted?.length ?? null,
    usableTilts: tiltsOf(images, ['good', 'fair']).length,
    coverage,
    missing,
    doseEPerA2: doseOf(images),
    images,
  };
  return { ...facts, reasons: reasonsFor(facts, fieldUm(series)) };
}

/** A verdict from judged images: with one of them less it is never better. */
export function verdictOf(
  images: readonly Pick<ImageQuality, 'tiltDeg' | 'grade'>[],
  wanted: readonly WantedTilt[] | null,
): Verdict {
  const meets = (grades: readonly ImageGrade[], demand: Demand): boolean =>
    isMet(demand, tiltsOf(images, grades), wanted);
  if (meets(['good'], forGood)) return 'good';
  if (meets(['good', 'fair'], forUsable)) return 'usable';
  return meets(['good', 'fair', 'unknown'], forUsable) ? 'unknown' : 'poor';
}

function isMet(demand: Demand, tiltsDeg: readonly number[], wanted: readonly WantedTilt[] | null): boolean {
  const coverage = widestCoverage(tiltsDeg, gapFor(demand, wanted));
  if (coverage === null || coverage.images < fewestTilts) return false;
  const wantedWidthDeg = wanted === null ? usualWidthDeg : widthDeg(wanted);
  const isWide = coverage.toDeg - coverage.fromDeg + besideDeg >= demand.widthPart * wantedWidthDeg;
  return isWide && coverage.images >= demand.tiltsPart * (wanted?.length ?? 0);
}

/** Where steps are wider than gaps may be, they are none. */
function gapFor({ gapDeg }: Demand, wanted: readonly WantedTilt[] | null): number {
  const planned = widestCoverage(
    (wanted ?? []).map(({ tiltDeg }) => tiltDeg),
    Number.POSITIVE_INFINITY,
  );
  return Math.max(gapDeg, (planned?.widestGapDeg ?? 0) + besideDeg);
}

function widthDeg(wanted: readonly WantedTilt[]): number {
  const all = widestCoverage(
    wanted.map(({ tiltDeg }) => tiltDeg),
    Number.POSITIVE_INFINITY,
  );
  return all === null ? 0 : all.toDeg - all.fromDeg;
}

const tiltsOf = (
  images: readonly Pick<ImageQuality, 'tiltDeg' | 'grade'>[],
  grades: readonly ImageGrade[],
): readonly number[] => images.filter(({ grade }) => grades.includes(grade)).map(({ tiltDeg }) => tiltDeg);

function doseOf(images: readonly ImageQuality[]): number | null {
  const most = Math.max(0, ...images.map(({ priorDoseEPerA2, doseEPerA2 }) => priorDoseEPerA2 + doseEPerA2));
  return most > 0 ? most : null;
}
